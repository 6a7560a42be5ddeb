package nsfleet.resolve;

import nsfleet.diagnostics.Span;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.playbook.Item;
import nsfleet.resource.Step;
import nsfleet.resource.Sysctl;
import nsfleet.vars.Value;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `sysctl`.
final class SettingSteps {
    private static final Pattern PER_INTERFACE =
            Pattern.compile("net\\.ipv[46]\\.(?:conf|neigh)\\.([^.]+)\\..+");

    private final StepReader steps;

    SettingSteps(StepReader steps) {
        this.steps = steps;
    }

    /// A kernel setting as read.
    record Setting(String name, String value, Span span) {}

    void sysctl(Item.Task task, Mapping body, Place place) {
        var keys = new Keys(body, task.span(), place);
        Netns netns = steps.netns(task, keys);
        boolean any = false;
        for (Mapping.Entry entry : body.entries()) {
            if (entry.key().text().equals("netns")) {
                continue;
            }
            any = true;
            var one = new Keys(body, entry.key().span(), place);
            if (!keys.complete()) {
                one.incomplete();
            }
            Setting setting = setting(entry, one, !netns.isHost());
            if (setting == null) {
                steps.lab.partial = true;
                continue;
            }
            late(netns, setting, one);
            of(netns, setting, one);
            Step step = steps.make(task, one, "sysctl " + netns.prefix() + setting.name, netns);
            if (step != null) {
                steps.lab.want(
                        step,
                        new Sysctl(netns, setting.name, setting.value),
                        setting.span,
                        place.problems());
            }
        }
        if (!any) {
            keys.wrong("missing-key", task.span(), "\"sysctl\" names no setting", null);
        }
    }

    /// Reads one setting; null when it could not be read.
    static @Nullable Setting setting(Mapping.Entry entry, Keys keys, boolean inNamespace) {
        Scalar key = scalar(entry.key(), keys);
        Scalar value = entry.value() instanceof Scalar scalar ? scalar(scalar, keys) : null;
        if (!(entry.value() instanceof Scalar)) {
            keys.wrong("bad-value", entry.value().span(), "a setting takes a single value", null);
        }
        String name = key == null ? null : keys.read(key, Sysctls::name);
        if (name == null || value == null) {
            return null;
        }
        if (value.value() == null || value.text().isBlank()) {
            keys.wrong("bad-value", entry.key().span(), "the setting has no value", null);
            return null;
        }
        if (inNamespace && !name.startsWith("net.")) {
            keys.wrong(
                    "not-per-namespace",
                    key == null ? entry.key().span() : key.span(),
                    "\"" + name + "\" is not a setting of a network namespace",
                    "only settings under net. are; this one belongs to the host");
            return null;
        }
        return new Setting(name, Sysctls.value(value), entry.key().span());
    }

    private static @Nullable Scalar scalar(Scalar written, Keys keys) {
        Value value = keys.place().scope().evaluate(written, keys.place().problems());
        if (value instanceof Value.Known(Scalar scalar)) {
            return scalar;
        }
        if (value instanceof Value.Known(var other)) {
            keys.wrong("bad-value", other.span(), "a setting takes a single value", null);
        }
        keys.incomplete();
        return null;
    }

    // New interfaces copy conf.default when they are made (devinet_init_net, inetdev_init).
    private void late(Netns netns, Setting setting, Keys keys) {
        if (setting.name.contains(".conf.default.")
                && keys.place().certain()
                && steps.declared.hasLinks(netns)) {
            keys.place()
                    .problems()
                    .add(
                            nsfleet.diagnostics.Problem.warning(
                                            "default-after-link",
                                            setting.span,
                                            "\""
                                                    + setting.name
                                                    + "\" comes after interfaces were made, which"
                                                    + " do not take it over")
                                    .hint(
                                            "put it before them"
                                                    + (netns.isHost()
                                                            ? ""
                                                            : ", or into the sysctl key of"
                                                                    + " netns")));
        }
    }

    private void of(Netns netns, Setting setting, Keys keys) {
        Matcher matcher = PER_INTERFACE.matcher(setting.name);
        if (!matcher.matches()) {
            return;
        }
        String dev = matcher.group(1).replace('/', '.');
        if (!dev.equals("all")
                && !dev.equals("default")
                && InterfaceName.parse(dev)
                        instanceof nsfleet.diagnostics.Parsed.Good<InterfaceName>(var name)) {
            steps.declaredDev(netns, name, keys, setting.span);
        }
    }
}
