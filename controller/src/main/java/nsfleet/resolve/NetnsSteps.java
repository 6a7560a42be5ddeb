package nsfleet.resolve;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Span;
import nsfleet.net.Netns;
import nsfleet.playbook.Item;
import nsfleet.resource.NetnsResource;
import nsfleet.resource.Step;
import nsfleet.resource.Sysctl;
import nsfleet.vars.Value;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// `netns`: a name, several, or a map.
final class NetnsSteps {
    private record Setting(String name, String value, Span span) {}

    private final StepReader steps;

    NetnsSteps(StepReader steps) {
        this.steps = steps;
    }

    void read(Item.Task task, YamlNode body, Place place) {
        switch (body) {
            case Mapping map -> map(task, map, place);
            case Sequence list -> list.items().forEach(item -> name(task, item, place));
            case Scalar scalar -> name(task, scalar, place);
        }
    }

    private void name(Item.Task task, YamlNode node, Place place) {
        var keys = new Keys(new Mapping(node.span(), List.of()), node.span(), place);
        switch (place.scope().evaluate(node, place.problems())) {
            case Value.NotYet _, Value.Wrong _ -> steps.declared.lostNamespace();
            case Value.Known(Sequence list) when list != node ->
                    list.items().forEach(item -> name(task, item, place));
            case Value.Known(Scalar scalar) -> one(task, scalar, true, List.of(), keys);
            case Value.Known(var other) -> {
                place.problems().error("bad-value", other.span(), "a namespace is a name here");
                steps.declared.lostNamespace();
            }
        }
    }

    private void map(Item.Task task, Mapping map, Place place) {
        var keys = new Keys(map, task.span(), place);
        Scalar name = keys.scalar("name");
        String lo = keys.choice("lo", List.of("up", "down"));
        List<Setting> settings = settings(keys);
        if (name == null) {
            steps.declared.lostNamespace();
            return;
        }
        one(task, name, !"down".equals(lo), settings, keys);
    }

    private void one(Item.Task task, Scalar name, boolean loUp, List<Setting> settings, Keys keys) {
        Netns netns = keys.read(name, NetnsSteps::parse);
        if (netns == null) {
            steps.declared.lostNamespace();
            return;
        }
        Step step = steps.make(task, keys, "netns " + netns, netns);
        steps.declared.namespace(netns, name.span());
        if (step == null) {
            return;
        }
        steps.lab.want(
                step, new NetnsResource(netns, loUp), name.span(), StepReader.problems(keys));
        for (Setting setting : settings) {
            steps.lab.want(
                    step,
                    new Sysctl(netns, setting.name, setting.value),
                    setting.span,
                    StepReader.problems(keys));
        }
    }

    private static Parsed<Netns> parse(String text) {
        return text.equals("host")
                ? Parsed.bad("\"host\" is the host itself; no namespace may be called so")
                : Netns.parse(text);
    }

    private static List<Setting> settings(Keys keys) {
        var settings = new ArrayList<Setting>();
        @Nullable Keys map = keys.has("sysctl") ? keys.nested("sysctl") : null;
        if (map == null) {
            return settings;
        }
        for (Mapping.Entry entry : map.map().entries()) {
            SettingSteps.Setting read = SettingSteps.setting(entry, keys, true);
            if (read != null) {
                settings.add(new Setting(read.name(), read.value(), read.span()));
            }
        }
        return settings;
    }
}
