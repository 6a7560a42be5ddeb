package nsfleet.vars;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.inventory.Variable;
import nsfleet.shell.Secret;
import nsfleet.vault.Vault;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The variables that can be seen at one place of a playbook by one host, and the evaluation of
/// values there. Immutable: going into a step makes a new one.
public final class Scope {
    /// Names that mean the same everywhere and that no variable can take.
    public static final Set<String> RESERVED =
            Set.of(
                    "inventory_hostname",
                    "groups",
                    "group_names",
                    "hostvars",
                    "play_hosts",
                    "index",
                    "facts");

    final Expressions expressions;
    final World world;
    final HostView view;
    // Innermost first, loop items before all other variables.
    private final List<Map<String, Variable>> items;
    private final List<Map<String, Variable>> variables;

    private Scope(
            Expressions expressions,
            World world,
            HostView view,
            List<Map<String, Variable>> items,
            List<Map<String, Variable>> variables) {
        this.expressions = expressions;
        this.world = world;
        this.view = view;
        this.items = items;
        this.variables = variables;
    }

    /// What a host sees before any play says more: the inventory and the command line.
    static Scope of(Expressions expressions, World world, HostView view) {
        List<Map<String, Variable>> inventory = List.of(world.inventory().variables(view.host()));
        return new Scope(expressions, world, view, List.of(), inventory);
    }

    /// With variables of a play, a block or a step, which win over what was there.
    public Scope with(@Nullable Mapping vars) {
        if (vars == null || vars.entries().isEmpty()) {
            return this;
        }
        var frame = new LinkedHashMap<String, Variable>();
        for (Mapping.Entry entry : vars.entries()) {
            String name = entry.key().text();
            frame.put(name, new Variable(name, entry.value(), true));
        }
        return new Scope(expressions, world, view, items, before(frame, variables));
    }

    /// With the item of a loop.
    ///
    /// @param value evaluated already
    public Scope withItem(String name, YamlNode value) {
        return new Scope(
                expressions,
                world,
                view,
                before(Map.of(name, new Variable(name, value, false)), items),
                variables);
    }

    /// Evaluates all expressions in a value, keys of maps included.
    public Value evaluate(YamlNode node, Problems problems) {
        return new Evaluation(this).all(node, problems);
    }

    /// The value of a variable of the inventory or the command line.
    public Value value(Variable variable, Problems problems) {
        return new Evaluation(this).variable(variable, problems);
    }

    /// Evaluates an expression that is written without `${}`: `when`.
    public Value condition(Scalar scalar, Problems problems) {
        return new Evaluation(this).bare(scalar, problems);
    }

    /// Evaluates shell text: each expression becomes one quoted word, a list several.
    public Value shell(Scalar scalar, Problems problems) {
        return new Evaluation(this).shell(scalar, problems);
    }

    /// The variable of that name; null when there is none.
    @Nullable Variable find(String name) {
        Variable extra = world.extra().get(name);
        if (extra != null) {
            return extra;
        }
        for (List<Map<String, Variable>> frames : List.of(items, variables)) {
            for (Map<String, Variable> frame : frames) {
                Variable found = frame.get(name);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /// All names that can be seen, for suggestions.
    Collection<String> names() {
        var names = new LinkedHashSet<String>();
        names.addAll(world.extra().keySet());
        items.forEach(frame -> names.addAll(frame.keySet()));
        variables.forEach(frame -> names.addAll(frame.keySet()));
        names.addAll(RESERVED);
        names.addAll(Functions.ALL.keySet());
        return names;
    }

    /// What another host sees, for `hostvars`.
    Scope of(String host) {
        return of(expressions, world, new HostView(host, view.playHosts(), view.counted(), null));
    }

    private static List<Map<String, Variable>> before(
            Map<String, Variable> frame, List<Map<String, Variable>> frames) {
        var all = new ArrayList<Map<String, Variable>>();
        all.add(frame);
        all.addAll(frames);
        return List.copyOf(all);
    }

    /// Tells of variables that take a name which means something else.
    public static void checkNames(@Nullable Mapping vars, Problems problems) {
        if (vars == null) {
            return;
        }
        for (Mapping.Entry entry : vars.entries()) {
            String name = entry.key().text();
            Span span = entry.key().span();
            if (RESERVED.contains(name)) {
                problems.add(
                        Problem.error(
                                "reserved-name",
                                span,
                                "no variable may be called \"" + name + "\": it has a meaning"));
            } else if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                problems.error(
                        "bad-name",
                        span,
                        "\"" + name + "\" is not a variable's name: letters, digits and _");
            }
        }
    }

    /// Whether a variable is what the inventory says.
    boolean ofInventory(Variable variable) {
        return world.inventory().variables(view.host()).get(variable.name()) == variable;
    }

    Vault vault() {
        return world.inventory().vault();
    }

    void keep(Secret secret) {
        expressions.keep(secret);
    }
}
