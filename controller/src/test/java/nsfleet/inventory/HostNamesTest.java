package nsfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Parsed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class HostNamesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | a",
                "box1 box2 box3 | box[1-3]",
                "box01 box02 box38 | box[01-02,38]",
                "box8 box9 box10 | box[8-10]",
                "box08 box09 box10 | box[08-10]",
                "box1 box01 box2 box02 | box[1-2],box[01-02]",
                "n1 m1 n2 | n[1-2],m1",
                "r1n1 r1n2 r2n1 r2n2 | r[1-2]n[1-2]",
                "r1n1 r1n2 r2n1 | r1n[1-2],r2n1",
                "10.0.0.1 10.0.0.2 10.0.0.4 | 10.0.0.[1-2,4]",
                "web3.example.com web1.example.com web2.example.com | web[1-3].example.com",
                "db box1 db box2 | db,box[1-2]",
                "x99999999999999999999 x100000000000000000000 |"
                        + " x[99999999999999999999-100000000000000000000]"
            })
    void folds(String names, String folded) {
        assertThat(HostNames.fold(List.of(names.split(" ")))).isEqualTo(folded);
    }

    @Test
    void nothing_folds_to_nothing() {
        assertThat(HostNames.fold(List.of())).isEmpty();
    }

    @Test
    void what_was_folded_unfolds_to_the_same() {
        var random = new Random(7);
        for (int round = 0; round < 300; round++) {
            List<String> names = new ArrayList<>();
            for (int i = random.nextInt(1, 30); i > 0; i--) {
                String format =
                        List.of("box%d", "box%03d", "r%dn%02d", "a%db").get(random.nextInt(4));
                names.add(format.formatted(random.nextInt(1, 120), random.nextInt(1, 12)));
            }
            List<String> unique = names.stream().distinct().sorted().toList();
            Collections.shuffle(names, random);
            List<String> unfolded =
                    Arrays.stream(HostNames.fold(names).split(",(?![^\\[]*])"))
                            .flatMap(part -> expand(part).stream())
                            .sorted()
                            .toList();
            assertThat(unfolded).isEqualTo(unique);
        }
    }

    private static List<String> expand(String part) {
        Parsed<List<String>> names = HostRange.expand(part);
        return names.orThrow();
    }
}
