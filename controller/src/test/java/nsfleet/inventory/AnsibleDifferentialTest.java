package nsfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import nsfleet.diagnostics.Problem;
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
/// same groups, same hosts in the same order, same merged variables, same tree; and as many made by
/// chance as `-Drandom.inventories` says. Those of `ansible/stricter` are mistakes that Ansible
/// lets pass, called `CODE--NAME` by the error that nsfleet makes of them.
class AnsibleDifferentialTest {
    private static final int RANDOM = Integer.getInteger("random.inventories", 40);

    @TempDir static Path home;
    private static List<Inventories> inventories = List.of();
    private static List<Inventories> mistakes = List.of();
    private static List<Answer> answers = List.of();

    @BeforeAll
    static void ask() throws IOException, InterruptedException, URISyntaxException {
        inventories = Inventories.unpack("/ansible/inventories", home.resolve("inventories"));
        inventories = new ArrayList<>(inventories);
        for (long seed = 1; seed <= RANDOM; seed++) {
            inventories.add(RandomInventory.write(seed, home.resolve(RandomInventory.NAME + seed)));
        }
        mistakes = Inventories.unpack("/ansible/stricter", home.resolve("stricter"));
        List<Request> requests = new ArrayList<>();
        inventories.forEach(inventory -> requests.add(request(inventory, "--list")));
        inventories.forEach(inventory -> requests.add(request(inventory, "--graph")));
        mistakes.forEach(inventory -> requests.add(request(inventory, "--list")));
        answers = Ansible.ask(requests, "inventories", home);
    }

    private static Request request(Inventories inventory, String what) {
        List<String> arguments = new ArrayList<>(List.of("ansible-inventory", what));
        arguments.addAll(inventory.arguments());
        return new Request(inventory.directory().toString(), arguments);
    }

    @TestFactory
    Stream<DynamicTest> inventories_mean_what_they_mean_to_ansible() {
        assertThat(inventories).hasSizeGreaterThanOrEqualTo(60);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < inventories.size(); i++) {
            Inventories inventory = inventories.get(i);
            Answer list = answers.get(i);
            Answer graph = answers.get(inventories.size() + i);
            if (list.known()) {
                tests.add(
                        DynamicTest.dynamicTest(
                                inventory.name(), () -> same(inventory, list, graph)));
            }
        }
        if (tests.size() < inventories.size()) {
            int missing = inventories.size() - tests.size();
            tests.add(DynamicTest.dynamicTest(missing + " more", Ansible.NONE::orSkip));
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> mistakes_that_ansible_lets_pass_are_told() {
        assertThat(mistakes).hasSizeGreaterThanOrEqualTo(10);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < mistakes.size(); i++) {
            Inventories mistake = mistakes.get(i);
            Answer answer = answers.get(2 * inventories.size() + i);
            tests.add(DynamicTest.dynamicTest(mistake.name(), () -> told(mistake, answer)));
        }
        return tests.stream();
    }

    private static void told(Inventories mistake, Answer answer) throws IOException {
        answer.orSkip();
        var problems = new Problems();
        mistake.read(problems);
        assertThat(problems.hasErrors()).isTrue();
        assertThat(problems.all())
                .extracting(Problem::code)
                .contains(mistake.name().substring(0, mistake.name().indexOf("--")));
    }

    private static void same(Inventories inventory, Answer list, Answer graph) throws IOException {
        list.orSkip();
        var problems = new Problems();
        Inventory read = inventory.read(problems);
        assertThat(new ProblemPrinter(false).print(problems.all())).doesNotContain("error:");
        JsonNode ours =
                Ansible.JSON.valueToTree(
                        read.list(
                                h -> true, v -> Vaults.toJava(v.value(), read.vault(), problems)));
        assertThat(sorted(ours)).isEqualTo(sorted(Ansible.JSON.readTree(list.out())));
        assertThat(String.join("\n", read.graph("all"))).isEqualTo(graph.out().strip());
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
