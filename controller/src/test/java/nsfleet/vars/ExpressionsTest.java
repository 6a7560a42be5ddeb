package nsfleet.vars;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.inventory.Inventory;
import nsfleet.inventory.InventoryReader;
import nsfleet.inventory.Variable;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Yaml;
import nsfleet.yaml.YamlNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

class ExpressionsTest {
    private static final String VARS =
            """
            subnet: 10.1.0.0/16
            six: fd00:1::/48
            name: lab
            big: 1234567
            ratio: 1.50
            yes_text: "yes"
            yes: yes
            mode: 0644
            words: [a, b]
            net: { a: "${net.b}-x", b: 1 }
            prefix: 24
            deep: "${name}-${big}"
            """;

    private final Problems problems = new Problems();
    private final Inventory inventory = InventoryReader.read(List.of("box1,box2,box07,"), problems);

    private Scope scope(Map<String, Variable> extra, Map<String, Object> facts) {
        var world = new World(inventory, Map.of("all", inventory.hosts()), extra);
        var view = new HostView("box2", inventory.hosts(), List.of("box1", "box2", "box07"), facts);
        return new Expressions().scope(world, view).with((Mapping) yaml(VARS));
    }

    private YamlNode yaml(String text) {
        return Yaml.read(new Source("vars.yml", text), problems).orElseThrow();
    }

    private Value evaluate(String text) {
        var node = Scalar.string(yaml("x").span(), text);
        return scope(Map.of(), Map.of("hostname", "${name}")).evaluate(node, problems);
    }

    private Object value(String text) {
        Value value = evaluate(text);
        assertThat(problems.all()).isEmpty();
        return value instanceof Value.Known(Scalar scalar) && scalar.value() != null
                ? scalar.value()
                : value;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    address(subnet, 1)         | 10.1.0.1
                    address(subnet, -1)        | 10.1.255.255
                    host(six, 255)             | fd00:1::ff/48
                    subnet(subnet, 24, 7)      | 10.1.7.0/24
                    subnet(six, 64, 65535)     | fd00:1:0:ffff::/64
                    network('10.1.2.3/8')      | 10.0.0.0/8
                    netmask(subnet)            | 255.255.0.0
                    netmask(six)               | ffff:ffff:ffff::
                    deep                       | lab-1234567
                    net.a                      | 1-x
                    name?upper_case + "}"      | LAB}
                    hostvars['box1'].index     | 0
                    missing!'none'             | none
                    facts.hostname             | ${name}
                    words?join("${name}")      | alabb
                    """)
    void textsAre(String expression, String expected) {
        assertThat(value("${" + expression + "}").toString()).isEqualTo(expected);
    }

    @Test
    void typesAreKept() {
        assertThat(value("${big}")).isEqualTo(1234567L);
        assertThat(value("${big * 1000}")).isEqualTo(1234567000L);
        assertThat(value("${prefix(subnet)}")).isEqualTo(16L);
        assertThat(value("${prefix}")).isEqualTo(24L);
        assertThat(value("${prefix + 1}")).isEqualTo(25L);
        assertThat(value("${index == 1}")).isEqualTo(true);
        assertThat(value("${number(inventory_hostname)}")).isEqualTo(2L);
        // Alice's keys of RFC 7748, 6.1
        assertThat(value("${wg_public('dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo=')}"))
                .isEqualTo("hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=");
        assertThat(value("n=${big * 1000} ${yes} ${ratio}")).isEqualTo("n=1234567000 true 1.5");
        assertThat(value("$${HOME} ${name}")).isEqualTo("${HOME} lab");
    }

    @Test
    void aVariableKeepsItsTextAsWritten() {
        assertThat(evaluate("${mode}")).isInstanceOf(Value.Known.class);
        assertThat(((Scalar) ((Value.Known) evaluate("${mode}")).node()).text()).isEqualTo("0644");
    }

    @Test
    void theSameSeedGivesTheSameUnicastMac() {
        Object first = value("${mac('box1')}");
        assertThat(first.toString())
                .matches("02(:[0-9a-f]{2}){5}")
                .isEqualTo(value("${mac('box1')}"));
        assertThat(value("${mac('box2')}")).isNotEqualTo(first);
    }

    @Test
    void dataFromOutsideIsNeverEvaluated() {
        var hostile = new Variable("x", Scalar.string(yaml("x").span(), "${name}"), false);
        var node = Scalar.string(yaml("x").span(), "<${x}>");
        assertThat(scope(Map.of("x", hostile), Map.of()).evaluate(node, problems))
                .isInstanceOfSatisfying(
                        Value.Known.class,
                        known -> assertThat(((Scalar) known.node()).text()).isEqualTo("<${name}>"));
        assertThat(value("${facts.hostname}")).isEqualTo("${name}");
    }

    @Test
    void extraVariablesWinOverAll() {
        var extra = new Variable("name", Scalar.string(yaml("x").span(), "other"), false);
        var node = Scalar.string(yaml("x").span(), "${deep}");
        assertThat(scope(Map.of("name", extra), Map.of()).evaluate(node, problems))
                .isInstanceOfSatisfying(
                        Value.Known.class,
                        known ->
                                assertThat(((Scalar) known.node()).text())
                                        .isEqualTo("other-1234567"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${'freemarker.template.utility.Execute'?new()}",
                "${words?api.getClass()}",
                "${'name'?eval}",
                "${'x'?interpret}",
                "${.data_model}",
                "${(.now)}",
                "${1)><#assign x = (1}",
                "${'a'?eval_json}",
                "${' x ' ? new}",
                "${words}!",
                "${1..}",
                "${address}",
                "${nothing.at.all}",
                "${subnet('10.0.0.0/24', 25, 2)}"
            })
    void refused(String text) {
        assertThat(evaluate(text)).isInstanceOf(Value.Wrong.class);
        assertThat(problems.all()).hasSize(1);
        assertThat(problems.all().getFirst().span()).isNotNull();
    }

    @Test
    void aCycleThroughALoopOfMapsIsFound() {
        var cyclic = (Mapping) yaml("a: { b: \"${c}\" }\nc: \"${a.b}\"\n");
        var node = Scalar.string(yaml("x").span(), "${a.b}");
        assertThat(scope(Map.of(), Map.of()).with(cyclic).evaluate(node, problems))
                .isInstanceOf(Value.Wrong.class);
        assertThat(problems.all().stream().map(Problem::message))
                .containsExactly("variables refer to each other: a.b -> c -> a.b");
    }
}
