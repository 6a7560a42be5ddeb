package nsfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Problems;
import nsfleet.yaml.Scalar;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class PlaybookVarsTest {
    @TempDir Path directory;

    private void write(String path, String text) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void variables_beside_the_playbook_win_level_by_level() throws IOException {
        write("inv/hosts", "[web]\nbox1 e=host\n[web:vars]\na=inv\n");
        write("inv/group_vars/all.yml", "{a: inv-all, b: inv-all, c: inv-all, d: inv-all, e: x}");
        write("play/group_vars/all.yml", "{b: play-all, c: play-all, d: play-all}");
        write("inv/group_vars/web.yml", "{c: inv-web, d: inv-web}");
        write("play/group_vars/web.yml", "{d: play-web, e: play-web}");
        write("inv/host_vars/box1.yml", "{f: inv-host, g: inv-host}");
        write("play/host_vars/box1.yml", "{g: play-host}");
        var problems = new Problems();
        Path play = directory.resolve("play");
        Inventory inventory =
                InventoryReader.read(
                        List.of(directory.resolve("inv/hosts").toString()),
                        List.of(play, play),
                        problems);
        assertThat(problems.all()).isEmpty();
        var told = new java.util.TreeMap<String, String>();
        inventory.variables("box1").forEach((k, v) -> told.put(k, ((Scalar) v.value()).text()));
        assertThat(told.toString())
                .isEqualTo(
                        "{a=inv-all, b=play-all, c=inv-web, d=play-web, e=host, f=inv-host,"
                                + " g=play-host}");
        assertThat(inventory.variables("box1").get("d"))
                .satisfies(v -> assertThat(v.value().span().at()).endsWith("web.yml:1:5"));
        assertThat(inventory.groupNames("box1")).containsExactly("web");
        assertThat(inventory.variables("nobody")).isEmpty();
    }

    @Test
    void a_directory_that_is_both_counts_once() throws IOException {
        write("hosts", "box1\n");
        write("host_vars/box1.yml", "a: 1");
        var problems = new Problems();
        InventoryReader.read(
                List.of(directory.resolve("hosts").toString()), List.of(directory), problems);
        assertThat(problems.all()).isEmpty();
    }
}
