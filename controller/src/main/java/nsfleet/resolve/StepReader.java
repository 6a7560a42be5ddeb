package nsfleet.resolve;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.playbook.BodyKeys;
import nsfleet.playbook.Item;
import nsfleet.playbook.TypeSpec;
import nsfleet.resource.Step;
import nsfleet.vars.Value;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// Reads the steps of a host one by one: what each makes is declared for the next.
final class StepReader {
    final Declared declared;
    final LabDraft lab;

    StepReader(Declared declared, LabDraft lab) {
        this.declared = declared;
        this.lab = lab;
    }

    void step(Item.Task task, Place place) {
        YamlNode body = body(task, place);
        if (body == null) {
            lose(task.type().name());
            return;
        }
        switch (task.type().name()) {
            case "netns" -> new NetnsSteps(this).read(task, body, place);
            case "veth",
                    "bridge",
                    "interface",
                    "vlan",
                    "vxlan",
                    "macvlan",
                    "ipvlan",
                    "dummy",
                    "vrf",
                    "gre",
                    "ipip",
                    "sit",
                    "bond" ->
                    new LinkSteps(this).read(task, (Mapping) body, place);
            case "neighbor", "fdb", "netem", "shape" ->
                    new OnLinkSteps(this).read(task, (Mapping) body, place);
            case "address" -> new AddressSteps(this).read(task, (Mapping) body, place);
            case "route" -> new RouteSteps(this).read(task, (Mapping) body, place);
            case "rule" -> new RuleSteps(this).read(task, (Mapping) body, place);
            case "sysctl" -> new SettingSteps(this).sysctl(task, (Mapping) body, place);
            case "masquerade", "snat", "dnat" ->
                    new NatSteps(this).read(task, (Mapping) body, place);
            case "firewall", "mark" -> new FirewallSteps(this).read(task, (Mapping) body, place);
            default -> throw new IllegalStateException("no reader for " + task.type().name());
        }
    }

    // A body that is one expression is looked at when it has its value.
    private static @Nullable YamlNode body(Item.Task task, Place place) {
        YamlNode body = task.body();
        if (body instanceof Scalar scalar && scalar.text().contains("${")) {
            if (!(place.scope().evaluate(body, place.problems())
                    instanceof Value.Known(var known))) {
                return null;
            }
            boolean good =
                    new BodyKeys(place.problems())
                            .check(task.type(), known, task.span(), List.of());
            return good ? known : null;
        }
        boolean fits =
                body instanceof Mapping
                        || task.type().body() == TypeSpec.Body.NAMES_OR_KEYS
                                && !(body instanceof Scalar scalar && scalar.value() == null);
        return fits ? body : null;
    }

    private void lose(String type) {
        lab.partial = true;
        switch (type) {
            case "netns" -> declared.lostNamespace();
            case "route", "rule", "sysctl", "masquerade", "neighbor", "fdb", "netem", "shape" -> {}
            default -> declared.lostLink(null);
        }
    }

    /// Makes the step itself, if all of it could be read and it is not there yet.
    @Nullable Step make(Item.Task task, Keys keys, String identity, Netns netns) {
        Options options = options(task, keys);
        if (!keys.complete() || !keys.place().certain()) {
            lab.partial = true;
            return null;
        }
        var step =
                new Step(
                        lab.next(),
                        identity,
                        task.type().name(),
                        netns,
                        options.name,
                        task.span(),
                        options.adopt,
                        options.ignoreErrors,
                        keys.place().tags().selected(),
                        options.timeout);
        return lab.add(step, task.span(), keys.place().problems()) ? step : null;
    }

    private record Options(
            @Nullable String name, boolean adopt, boolean ignoreErrors, Duration timeout) {}

    private static Options options(Item.Task task, Keys keys) {
        var beside = new Keys(beside(task), task.span(), keys.place());
        Duration timeout = beside.read("timeout", Texts::duration);
        var options =
                new Options(
                        beside.text("name"),
                        beside.bool("adopt", false),
                        beside.bool("ignore_errors", false),
                        timeout == null ? Step.DEFAULT_TIMEOUT : timeout);
        if (timeout != null && timeout.isZero()) {
            beside.wrong("timeout", "the timeout is zero");
        }
        if (!beside.complete()) {
            keys.incomplete();
        }
        return options;
    }

    /// The user's own words for a step; null for none.
    static @Nullable String name(Item.Task task, Place place) {
        return new Keys(beside(task), task.span(), place).text("name");
    }

    /// The keys beside the type, as a map.
    static Mapping beside(Item.Task task) {
        return new Mapping(task.span(), task.common().entries());
    }

    /// The namespace of a step, which an earlier step must have made.
    Netns netns(Item.Task task, Keys keys) {
        Place.Where where = keys.netns(task.common().get("netns"));
        Netns netns = where.netns();
        if (netns == null) {
            return Netns.HOST;
        }
        declaredNetns(netns, keys, netnsSpan(task, keys));
        return netns;
    }

    private static Span netnsSpan(Item.Task task, Keys keys) {
        YamlNode beside = task.common().get("netns");
        return keys.has("netns")
                ? keys.span("netns")
                : beside != null ? beside.span() : task.span();
    }

    /// Tells of a namespace that nothing has made.
    boolean declaredNetns(Netns netns, Keys keys, Span span) {
        if (declared.knows(netns)) {
            return true;
        }
        keys.incomplete();
        keys.place().problems().add(undeclared(netns, span, declared));
        return false;
    }

    static Problem undeclared(Netns netns, Span span, Declared declared) {
        String near = Suggest.hint(netns.name(), declared.namespaceNames());
        return Problem.error(
                        "undeclared-netns",
                        span,
                        "no step before makes the namespace \"" + netns + "\"")
                .hint(
                        near != null
                                ? near
                                : "add \"- netns: "
                                        + netns
                                        + "\" before it, or list it in the play's \"existing\"");
    }

    /// Tells of an interface that no step has made, in a namespace of our own.
    void declaredDev(Netns netns, @Nullable InterfaceName dev, Keys keys, String key) {
        if (dev != null) {
            declaredDev(netns, dev, keys, keys.span(key));
        }
    }

    void declaredDev(Netns netns, InterfaceName dev, Keys keys, Span span) {
        if (declared.knows(netns, dev)) {
            return;
        }
        keys.incomplete();
        keys.place().problems().add(noDev(netns, dev, span, declared));
    }

    static Problem noDev(Netns netns, InterfaceName dev, Span span, Declared declared) {
        List<String> here = declared.linkNames(netns);
        String near = Suggest.hint(dev.value(), here);
        return Problem.error(
                        "undeclared-interface",
                        span,
                        "no step before makes the interface \"" + dev + "\" in " + netns)
                .hint(
                        near != null
                                ? near
                                : here.isEmpty()
                                        ? "nothing but lo is in " + netns
                                        : netns + " has " + String.join(", ", here));
    }

    static Problems problems(Keys keys) {
        return keys.place().problems();
    }
}
