package nsfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import nsfleet.diagnostics.ProblemPrinter;
import nsfleet.diagnostics.Problems;
import nsfleet.inventory.Ansible.Answer;
import nsfleet.inventory.Ansible.Request;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The inventories of `ansible/inventories`, read by nsfleet and by the Ansible of this machine:
/// same groups, same hosts in the same order, same merged variables.
class AnsibleDifferentialTest {
    @TempDir static Path home;
    private static List<Inventories> inventories = List.of();
    private static List<Answer> lists = List.of();

    @BeforeAll
    static void ask() throws IOException, InterruptedException, URISyntaxException {
        inventories = Inventories.unpack("/ansible/inventories", home.resolve("inventories"));
        List<Request> requests = new ArrayList<>();
        for (Inventories inventory : inventories) {
            List<String> arguments = new ArrayList<>(List.of("ansible-inventory", "--list"));
            arguments.addAll(inventory.arguments());
            requests.add(new Request(inventory.directory().toString(), arguments));
        }
        lists = Ansible.ask(requests, home);
    }

    @TestFactory
    Stream<DynamicTest> inventories_mean_what_they_mean_to_ansible() {
        assertThat(inventories).hasSizeGreaterThanOrEqualTo(60);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < inventories.size(); i++) {
            Inventories inventory = inventories.get(i);
            Answer answer = lists.get(i);
            tests.add(DynamicTest.dynamicTest(inventory.name(), () -> same(inventory, answer)));
        }
        return tests.stream();
    }

    private static void same(Inventories inventory, Answer answer) throws IOException {
        assertThat(answer.status()).as(answer.err()).isZero();
        var problems = new Problems();
        Inventory read = inventory.read(problems);
        assertThat(new ProblemPrinter(false).print(problems.all())).doesNotContain("error:");
        JsonNode ours =
                Ansible.JSON.valueToTree(
                        read.list(v -> Vaults.toJava(v.value(), read.vault(), problems)));
        assertThat(sorted(ours)).isEqualTo(sorted(Ansible.JSON.readTree(answer.out())));
    }

    /// As text, with the keys of variables sorted: Ansible sorts them all.
    private static String sorted(JsonNode node) throws IOException {
        Object plain = Ansible.JSON.treeToValue(node, Object.class);
        return Ansible.JSON
                .writer(
                        com.fasterxml.jackson.databind.SerializationFeature
                                .ORDER_MAP_ENTRIES_BY_KEYS)
                .withDefaultPrettyPrinter()
                .writeValueAsString(plain);
    }
}
