package nsfleet.vars;

import freemarker.template.SimpleNumber;
import freemarker.template.SimpleScalar;
import freemarker.template.TemplateHashModel;
import freemarker.template.TemplateMethodModelEx;
import freemarker.template.TemplateModel;

import nsfleet.diagnostics.Problem;
import nsfleet.inventory.Variable;
import nsfleet.inventory.Vaults;
import nsfleet.shell.Secret;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What the names in an expression stand for: variables, what every host has (`inventory_hostname`,
/// `facts`), functions. Values are looked at only when they are asked for.
final class Names implements TemplateHashModel {
    private static final Pattern SECRET =
            Pattern.compile("ansible_(.*_)?(pass|password)|ansible_.*_passphrase");

    private static final List<String> IMPLICIT =
            List.of("inventory_hostname_short", "inventory_file", "inventory_dir");

    private final Scope scope;
    private final Progress progress;
    private final Evaluation evaluation;

    // The last name that had no value.
    @Nullable String missing;

    Names(Scope scope, Progress progress, Evaluation evaluation) {
        this.scope = scope;
        this.progress = progress;
        this.evaluation = evaluation;
    }

    @Override
    public @Nullable TemplateModel get(String key) {
        TemplateModel magic = magic(key);
        if (magic != null) {
            return magic;
        }
        Variable variable = scope.find(key);
        TemplateModel value = variable == null ? implicit(key) : definition(key, variable);
        TemplateMethodModelEx function = Functions.ALL.get(key);
        if (value == null && function == null) {
            missing = key;
        }
        return function == null ? value : Named.join(value, function);
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    private @Nullable TemplateModel magic(String key) {
        HostView view = scope.view;
        return switch (key) {
            case "inventory_hostname" -> new SimpleScalar(view.host());
            case "groups" -> Models.data(scope.world.groups());
            case "group_names" -> Models.data(scope.world.inventory().groupNames(view.host()));
            case "play_hosts" -> Models.data(view.playHosts());
            case "index" -> index(view);
            case "hostvars" -> hostvars();
            case "facts" -> {
                Map<String, Object> facts = view.facts();
                if (facts == null) {
                    throw NeedsFacts.INSTANCE;
                }
                yield Models.data(facts);
            }
            default -> null;
        };
    }

    /// What Ansible sets for every host and a variable may override.
    private @Nullable TemplateModel implicit(String key) {
        String host = scope.view.host();
        return switch (key) {
            case "inventory_hostname_short" ->
                    new SimpleScalar(
                            host.contains(".") ? host.substring(0, host.indexOf('.')) : host);
            case "inventory_file" -> Models.data(scope.world.inventory().file(host));
            case "inventory_dir" -> Models.data(scope.world.inventory().directory(host));
            default -> null;
        };
    }

    private static TemplateModel index(HostView view) {
        int index = view.counted().indexOf(view.host());
        if (index < 0) {
            throw EvaluationFailure.of(
                    "no-index",
                    "\"" + view.host() + "\" has no index: it is not a host of the play");
        }
        return new SimpleNumber(index);
    }

    private TemplateModel hostvars() {
        var hosts = new LinkedHashMap<String, Models.Lazy>();
        for (String host : scope.world.inventory().hosts()) {
            hosts.put(host, () -> hostvars(host));
        }
        return new Models.Hash(hosts);
    }

    private TemplateModel hostvars(String host) {
        Scope other = scope.of(host);
        Names inside = new Evaluation(other, progress).names();
        var parts = new LinkedHashMap<String, Models.Lazy>();
        parts.put("inventory_hostname", () -> inside.get("inventory_hostname"));
        parts.put("group_names", () -> inside.get("group_names"));
        for (String name : IMPLICIT) {
            parts.put(name, () -> inside.get(name));
        }
        if (scope.view.counted().contains(host)) {
            parts.put("index", () -> inside.get("index"));
        }
        for (String name : scope.world.inventory().variables(host).keySet()) {
            parts.put(name, () -> inside.get(name));
        }
        parts.put(
                "facts",
                () -> {
                    throw EvaluationFailure.of(
                            "other-facts",
                            "facts are of this host only: hosts do not wait for each other");
                });
        return new Models.Hash(parts);
    }

    private @Nullable TemplateModel definition(String key, Variable variable) {
        heed(variable);
        TemplateModel model = model(variable.value(), origin(variable), key);
        if (SECRET.matcher(key).matches() && model instanceof SimpleScalar text) {
            scope.keep(new Secret(key, text.getAsString()));
            progress.secret = key;
        }
        return model;
    }

    // What is to be known of a variable before its value is used.
    void heed(Variable variable) {
        if (variable.value().span().source().secret()) {
            Vaults.keep(variable, scope.vault());
            progress.secret = variable.name();
        }
        if (variable.value() instanceof Scalar scalar) {
            refuseJinja(scalar, origin(variable));
        }
    }

    /// Who wrote a value decides what the texts in it are.
    enum Origin {
        /// Nobody who knows nsfleet: nothing in it is evaluated.
        OUTSIDE,
        /// Ansible's users: `${...}` is evaluated, `{{...}}` would be by Ansible.
        INVENTORY,
        /// The author of the playbook.
        PLAYBOOK
    }

    Origin origin(Variable variable) {
        return !variable.template()
                ? Origin.OUTSIDE
                : scope.ofInventory(variable) ? Origin.INVENTORY : Origin.PLAYBOOK;
    }

    private static void refuseJinja(Scalar scalar, Origin origin) {
        Problem problem = origin == Origin.INVENTORY ? Jinja.problem(scalar) : null;
        if (problem != null) {
            throw new EvaluationFailure(problem);
        }
    }

    // Parts of lists and maps are evaluated when they are asked for.
    private @Nullable TemplateModel model(YamlNode node, Origin origin, String path) {
        return switch (node) {
            case Scalar scalar -> {
                if (scalar.kind() == Scalar.Kind.ENCRYPTED) {
                    yield new SimpleScalar(evaluation.opened(scalar, path));
                }
                refuseJinja(scalar, origin);
                if (origin == Origin.OUTSIDE || !Evaluation.isTemplate(scalar)) {
                    yield Models.data(scalar.value());
                }
                yield progress.inside(
                        scalar,
                        scope.view.host(),
                        path,
                        () -> Models.data(evaluation.value(scalar)));
            }
            case Sequence list ->
                    new Models.Sequence(
                            list.items().stream()
                                    .<Models.Lazy>map(item -> () -> model(item, origin, path))
                                    .toList());
            case Mapping map -> {
                var parts = new LinkedHashMap<String, Models.Lazy>();
                for (Mapping.Entry entry : map.entries()) {
                    String key = entry.key().text();
                    parts.put(key, () -> model(entry.value(), origin, path + "." + key));
                }
                yield new Models.Hash(parts);
            }
        };
    }
}
