package nsfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.cli.InProcess.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `nsfleet inventory`, and the passwords of vaults, as a user sees them.
class InventoryCommandTest {
    /// `s3cret-word`, by `ansible-vault encrypt_string` with the password `swordfish`.
    private static final String VAULTED =
            """
            $ANSIBLE_VAULT;1.1;AES256
            39346666356131383865386639666437353135646337363432386133623834336138646133613437
            6365323330353531633262316239386466333432636330630a633530366235623365313862653666
            37326563343333666335326630383532323162333365623835623461306664383464613230333335
            6637623265633430380a646665373232636634353264636331356637313132336265613935663935
            6237
            """;

    /// `token: s3cret-word`, by `ansible-vault encrypt` with the same password.
    private static final String VAULTED_FILE =
            """
            $ANSIBLE_VAULT;1.1;AES256
            34303637663130343736393564363961613639626430353861646661383465376230306336313832
            3834613331393436316662343264323034616165333262360a366233626636323463363065646436
            33383330323062613832616530323663373838626262323765313036353933653535393230376235
            6639313965376133370a383637336438373063356564336561376331633337323232393037393631
            32336339333439636434393236366562306436323164363130623935373733633530
            """;

    @TempDir Path directory;

    @BeforeEach
    void inventory() throws IOException {
        write(
                "inv/hosts.yml",
                """
                all:
                  vars: {ansible_user: root, gateway: "${net}.1"}
                  children:
                    lab:
                      vars: {ansible_user: lab}
                      children:
                        web:
                          hosts:
                            w[1:2]: {ansible_host: 10.0.0.1}
                            w2: {ansible_password: hunter22}
                          vars: {ansible_user: web}
                    zoo:
                      hosts: {w1: }
                      vars: {ansible_host: 10.0.0.9, v: zoo}
                    ape:
                      hosts: {w1: }
                      vars: {v: ape}
                """);
        write("inv/group_vars/all.yml", "ansible_user: everybody\nlist: [1, two]\n");
        write("inv/host_vars/w1.yml", "token: !vault |\n" + VAULTED.indent(2));
        write("play/group_vars/web.yml", "ansible_user: player\n");
        write("pass", "swordfish\n");
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void executable(String name, String text) throws IOException {
        Files.setPosixFilePermissions(
                write(name, text), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Result run(String line) {
        return run(line, Map.of(), prompt -> null);
    }

    /// Words of a line, `@` for the directory.
    private Result run(String line, Map<String, String> environment, Terminal.Passwords ask) {
        List<String> words = new ArrayList<>();
        for (String word : line.split(" ", -1)) {
            words.add(word.replace("@/", directory + "/"));
        }
        Result result = InProcess.run(words, environment, ask);
        return new Result(
                result.code(),
                result.out().replace(directory + "/", ""),
                result.err().replace(directory + "/", ""));
    }

    @Test
    void list_folds_hosts_and_masks_secrets() {
        Result result = run("inventory list -i @/inv");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("lab: w[1-2]  (children: web)\nweb: w[1-2]\nzoo: w1\nape: w1\n")
                .contains("    token: \"<secret token>\"\n")
                .contains("    ansible_password: \"<secret ansible_password>\"\n");
    }

    @Test
    void list_as_json_has_ansibles_shape() {
        Result result = run("inventory list -o json -i @/inv");
        assertThat(result.out())
                .hasLineCount(1)
                .contains("\"_meta\":{\"hostvars\":{\"w1\":{\"ansible_host\":\"10.0.0.1\"")
                .contains("\"all\":{\"children\":[\"ungrouped\",\"lab\",\"zoo\",\"ape\"]}")
                .contains("\"web\":{\"hosts\":[\"w1\",\"w2\"]}")
                .doesNotContain("hunter22");
    }

    @Test
    void list_can_be_limited() {
        Result result = run("inventory list -i @/inv --limit web:!w1");
        assertThat(result.out()).startsWith("lab: w2  (children: web)\nweb: w2\n\nw2\n");
        assertThat(run("inventory list -i @/inv -l w2 -o json").out())
                .contains("\"web\":{\"hosts\":[\"w2\"]}")
                .doesNotContain("\"w1\"");
        assertThat(run("inventory list -i @/inv -v").out()).startsWith("lab: w1,w2  (");
        assertThat(run("inventory list -i @/inv -l w3").err()).contains("no group `w3`");
    }

    @Test
    void graph_draws_the_tree() {
        assertThat(run("inventory graph -i @/inv lab").out())
                .isEqualTo(
                        """
                        @lab:
                          |--@web:
                          |  |--w1
                          |  |--w2
                        """);
        assertThat(run("inventory graph -i @/inv lab -o json").out())
                .contains("\"group\":\"web\"")
                .contains("\"hosts\":[\"w1\",\"w2\"]");
        Result wrong = run("inventory graph -i @/inv lb");
        assertThat(wrong.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(wrong.err()).contains("there is no group `lb`").contains("did you mean `lab`?");
    }

    @Test
    void show_names_the_place_of_each_variable() {
        assertThat(run("inventory show -i @/inv w1").out())
                .isEqualTo(
                        """
                        w1  (ape, lab, web, zoo)
                            ansible_host: "10.0.0.1"  # inv/hosts.yml:9:36
                            ansible_user: "everybody"  # inv/group_vars/all.yml:1:15
                            gateway: "${net}.1"  # inv/hosts.yml:2:39
                            list: [1,"two"]  # inv/group_vars/all.yml:2:7
                            token: "<secret token>"  # inv/host_vars/w1.yml:1:15
                            v: "zoo"  # inv/hosts.yml:14:41
                        """);
        assertThat(run("inventory show -i @/inv w2 -o json").out())
                .contains(
                        "\"ansible_password\":{\"value\":\"<secret ansible_password>\","
                                + "\"origin\":\"inv/hosts.yml:10:36\"}");
        assertThat(run("inventory show -i @/inv localhost").out())
                .contains("ansible_connection: \"local\"  # implicit localhost");
    }

    @Test
    void explain_tells_every_layer_and_why_it_wins() {
        assertThat(run("inventory explain -i @/inv --playbook-dir @/play w1 ansible_user").out())
                .isEqualTo(
                        """
                        ansible_user of w1: "player"

                          play/group_vars/web.yml:1:15: "player"
                              group `web`, in group_vars beside the playbook
                              wins: a group counts more than `all`

                          inv/group_vars/all.yml:1:15: "everybody"
                              group `all`, in group_vars beside the inventory
                              wins: files beside the inventory or playbook count more than the inventory itself

                          inv/hosts.yml:11:32: "web"
                              group `web`, in the inventory
                              wins: `web` is 2 below `all`, `lab` only 1

                          inv/hosts.yml:5:28: "lab"
                              group `lab`, in the inventory
                              wins: a group counts more than `all`

                          inv/hosts.yml:2:24: "root"
                              group `all`, in the inventory
                        """);
        assertThat(run("inventory explain -i @/inv w1 v").out())
                .contains("wins: `zoo` sorts after `ape`, and is as deep and of the same");
        assertThat(run("inventory explain -i @/inv w1 ansible_host -o json").out())
                .contains("\"why\":\"a host counts more than its groups\"")
                .contains("\"why\":null");
    }

    @Test
    void explain_tells_what_was_set_twice_in_one_place() throws IOException {
        write("more", "[web:vars]\nansible_user=more\n[web]\nw1 ansible_group_priority=1\n");
        write("more.yml", "web: {vars: {ansible_user: again}}\n");
        assertThat(run("inventory explain -i @/inv -i @/more.yml w1 ansible_user").out())
                .contains("more.yml:1:28: \"again\"\n      group `web`, in the inventory\n")
                .contains("wins: it is set again there, later");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "inventory show -i @/inv w | there is no host and no group `w` | did you mean"
                        + " `w1`?",
                "inventory show -i @/inv web | one host is shown, and these are w[1-2] | HOST:1:1",
                "inventory explain -i @/inv w1 ansible_usr | sets no variable `ansible_usr` for"
                        + " host `w1` | did you mean `ansible_user`?",
                "inventory list -i @/nv | there is no inventory `nv` | did you mean `inv`?"
            })
    void mistakes_are_told(String line, String message, String hint) {
        Result result = run(line);
        assertThat(result.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(message).contains(hint);
    }

    private Path lab() throws IOException {
        return write(
                "lab.yml",
                """
                - name: Lab
                  hosts: w1
                  vars: { net: 10.0.0 }
                  steps:
                    - netns: ns1
                    - address: { netns: ns1, dev: lo, address: "${token}" }
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--vault-password-file @/pass",
                "--vault-id @/pass",
                "--vault-id dev@@/pass",
                "--vault-id dev@@/wrong --vault-password-file @/pass",
                "--vault-password-file @/pass.sh",
                "--vault-id dev@@/ask-client.py",
                "--ask-vault-pass",
                "-J",
                "--vault-id dev@prompt"
            })
    void a_vault_password_comes_from_where_the_user_says(String options) throws IOException {
        lab();
        write("wrong", "wrong");
        executable("pass.sh", "#!/bin/sh\necho swordfish\n");
        executable(
                "ask-client.py", "#!/bin/sh\n[ \"$1 $2\" = '--vault-id dev' ] && echo swordfish\n");
        Result result =
                run(
                        "check -i @/inv @/lab.yml " + options,
                        Map.of(),
                        prompt -> {
                            assertThat(prompt).startsWith("Vault password");
                            return "swordfish".toCharArray();
                        });
        assertThat(result.err())
                .contains("\"<secret token>\" has no prefix")
                .doesNotContain("s3cret-word")
                .contains("nsfleet: 1 error;");
    }

    @Test
    void a_vault_password_may_come_from_ansibles_environment() throws IOException {
        lab();
        Map<String, String> environment =
                Map.of("ANSIBLE_VAULT_PASSWORD_FILE", directory.resolve("pass").toString());
        assertThat(run("check -i @/inv @/lab.yml", environment, prompt -> null).err())
                .contains("\"<secret token>\" has no prefix");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | this is encrypted, and no vault password was given",
                "--vault-password-file @/wrong | the vault password does not open this",
                "--vault-password-file @/nowhere | file `nowhere`: there is no such file",
                "--vault-password-file @/empty | the vault password of `empty` is empty",
                "--vault-password-file @/odd | may be executed, but is no program",
                "--vault-password-file @/fails | `fails` failed: exit code 7"
            })
    void what_is_wrong_with_a_vault_password_is_told(String options, String message)
            throws IOException {
        lab();
        write("wrong", "wrong");
        write("empty", "\n");
        executable("odd", "touch " + directory.resolve("trace") + "\n");
        executable("fails", "#!/bin/sh\nexit 7\n");
        Result result = run(("check -i @/inv @/lab.yml " + options).strip());
        assertThat(result.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(result.err()).contains(message).doesNotContain("swordfish");
        assertThat(directory.resolve("trace")).doesNotExist();
    }

    @Test
    void without_a_terminal_asking_is_a_mistake_of_the_command_line() {
        Result result = run("inventory list -i @/inv --ask-vault-pass");
        assertThat(result.code()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err())
                .contains("no terminal to ask on")
                .contains("--vault-password-file");
    }

    @Test
    void who_needs_no_secret_needs_no_password() throws IOException {
        write("plain.yml", "- name: Lab\n  hosts: w1\n  steps:\n    - netns: ns1\n");
        assertThat(run("check -i @/inv @/plain.yml").out()).contains("no errors, for 1 host");
    }

    @Test
    void variables_of_the_command_line_may_be_an_encrypted_file() throws IOException {
        lab();
        write("secret.yml", VAULTED);
        assertThat(run("check -i @/inv @/lab.yml -e @@/secret.yml").err())
                .contains("secret.yml:1:1: error: this is encrypted");
    }

    @Test
    void what_comes_from_outside_is_never_evaluated_however_often_it_is_handed_on()
            throws IOException {
        executable(
                "boxes",
                """
                #!/bin/sh
                echo '{"boxes": {"hosts": ["w1"], "vars": {"n": "${index}"}},'
                echo ' "_meta": {"hostvars": {}}}'
                """);
        write(
                "lab.yml",
                """
                - name: Lab
                  hosts: w1
                  vars: { m: "${n}", list: ["${m}"], literal: "$${x}" }
                  steps:
                    - netns: "${n}"
                    - netns: "a-${m}"
                    - { loop: "${list}", netns: "b-${item}" }
                    - netns: "${literal}"
                """);
        for (String options : List.of("-i @/boxes", "-e n=${index}")) {
            assertThat(run("check -i @/inv @/lab.yml " + options).err())
                    .contains("\"${index}\" is not a namespace name")
                    .contains("\"a-${index}\" is not a namespace name")
                    .contains("\"b-${index}\" is not a namespace name")
                    .contains("\"${x}\" is not a namespace name")
                    .contains("nsfleet: 4 errors;");
        }
    }

    @Test
    void files_of_a_play_may_be_encrypted() throws IOException {
        write("secret.yml", VAULTED_FILE);
        write(
                "lab.yml",
                """
                - name: Lab
                  hosts: w2
                  vars_files: [secret.yml]
                  steps:
                    - netns: "${token}!"
                    - netns: { name: "${token}" , lo: "${token}" }
                """);
        Result good = run("check -i @/inv @/lab.yml --vault-password-file @/pass");
        assertThat(good.err()).contains("<secret token>").doesNotContain("s3cret");
        Result bad = run("check -i @/inv @/lab.yml --vault-password-file @/lab.yml");
        assertThat(bad.err())
                .contains("lab.yml:3:16: error: secret.yml: the vault password does not open this")
                .contains("nsfleet: 1 error;");
    }

    @Test
    void a_limit_may_be_a_file() throws IOException {
        write("plain.yml", "- name: Lab\n  hosts: all\n  steps:\n    - netns: ns1\n");
        write("retry", "w2\n");
        assertThat(run("check -i @/inv @/plain.yml --limit @@/retry").out())
                .contains("no errors, for 1 host");
    }
}
