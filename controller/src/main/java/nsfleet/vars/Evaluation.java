package nsfleet.vars;

import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;
import nsfleet.inventory.Variable;
import nsfleet.shell.UserText;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// One evaluation in a scope.
final class Evaluation {
    private static final int SHORTEST_DERIVED = 6;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Scope scope;
    private final Progress progress;
    private final Names names;

    Evaluation(Scope scope) {
        this(scope, new Progress());
    }

    Evaluation(Scope scope, Progress progress) {
        this.scope = scope;
        this.progress = progress;
        this.names = new Names(scope, progress, this);
    }

    Names names() {
        return names;
    }

    Value all(YamlNode node, Problems problems) {
        return switch (node) {
            case Scalar scalar ->
                    scalar.kind() == Scalar.Kind.ENCRYPTED
                            ? guarded(problems, () -> decrypted(scalar, "a vault value"))
                            : isTemplate(scalar)
                                    ? guarded(problems, () -> node(scalar))
                                    : new Value.Known(scalar);
            case Sequence list -> {
                var parts = list.items().stream().map(item -> all(item, problems)).toList();
                yield joined(parts, nodes -> new Sequence(list.span(), nodes));
            }
            case Mapping map -> map(map, problems);
        };
    }

    /// The value of a variable.
    Value variable(Variable variable, Problems problems) {
        Problem jinja =
                names.origin(variable) == Names.Origin.INVENTORY
                        ? Jinja.problem(variable.value())
                        : null;
        if (jinja != null) {
            problems.add(jinja);
            return new Value.Wrong();
        }
        if (variable.value() instanceof Scalar scalar && scalar.kind() == Scalar.Kind.ENCRYPTED) {
            return guarded(problems, () -> decrypted(scalar, variable.name()));
        }
        return variable.template()
                ? all(variable.value(), problems)
                : new Value.Known(variable.value());
    }

    static boolean isTemplate(Scalar scalar) {
        return scalar.kind() == Scalar.Kind.ORDINARY && Piece.in(scalar.text());
    }

    private Scalar decrypted(Scalar scalar, String name) {
        String text = opened(scalar, name);
        return data(scalar.span(), text);
    }

    /// What is in an encrypted scalar.
    String opened(Scalar scalar, String name) {
        var told = new Problems();
        String text =
                scope.vault()
                        .open(scalar.text(), scalar.span(), told)
                        .orElseThrow(() -> new EvaluationFailure(told.all().getFirst()));
        scope.vault().keep(name, text);
        progress.secret = name;
        return text;
    }

    private Value map(Mapping map, Problems problems) {
        var parts = new ArrayList<Value>();
        for (Mapping.Entry entry : map.entries()) {
            parts.add(all(entry.key(), problems));
            parts.add(all(entry.value(), problems));
        }
        return joined(
                parts,
                nodes -> {
                    var entries = new ArrayList<Mapping.Entry>();
                    for (int i = 0; i < nodes.size(); i += 2) {
                        Scalar key =
                                nodes.get(i) instanceof Scalar scalar
                                        ? scalar
                                        : map.entries().get(i / 2).key();
                        entries.add(new Mapping.Entry(key, nodes.get(i + 1)));
                    }
                    return new Mapping(map.span(), entries);
                });
    }

    private static Value joined(
            List<Value> parts, java.util.function.Function<List<YamlNode>, YamlNode> join) {
        var nodes = new ArrayList<YamlNode>();
        Value worst = null;
        for (Value part : parts) {
            switch (part) {
                case Value.Known(var node) -> nodes.add(node);
                case Value.Wrong _ -> worst = part;
                case Value.NotYet _ -> worst = worst == null ? part : worst;
            }
        }
        return worst == null ? new Value.Known(join.apply(nodes)) : worst;
    }

    Value bare(Scalar scalar, Problems problems) {
        if (scalar.value() instanceof Boolean) {
            return new Value.Known(scalar);
        }
        if (Piece.in(scalar.text()) || Expressions.isJinja(scalar.text())) {
            // Told when its form was checked.
            return new Value.Wrong();
        }
        return guarded(
                problems,
                () ->
                        node(
                                expression(scalar, new Piece.Expression(scalar.text(), 0)),
                                scalar.span()));
    }

    Value shell(Scalar scalar, Problems problems) {
        return guarded(
                problems,
                () -> {
                    var text = new UserText();
                    for (Piece piece : pieces(scalar)) {
                        switch (piece) {
                            case Piece.Literal(var literal) -> text.literal(literal);
                            case Piece.Open _ -> throw new IllegalStateException("refused before");
                            case Piece.Expression e -> {
                                String why = text.values(words(expression(scalar, e)));
                                if (why != null) {
                                    throw new EvaluationFailure(
                                            Problem.error("misplaced-value", span(scalar, e), why)
                                                    .hint(
                                                            "each ${...} is one quoted word by"
                                                                    + " itself; the shell's own"
                                                                    + " variables are $NAME"));
                                }
                            }
                        }
                    }
                    return data(scalar.span(), text.text());
                });
    }

    private static List<String> words(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(item -> Models.text(item)).toList()
                : List.of(Models.text(value));
    }

    // Turns what passed through FreeMarker into a problem at the door.
    private static Value guarded(Problems problems, Supplier<YamlNode> work) {
        try {
            return new Value.Known(work.get());
        } catch (NeedsFacts e) {
            return new Value.NotYet();
        } catch (EvaluationFailure e) {
            problems.add(e.problem());
            return new Value.Wrong();
        }
    }

    // A variable's value as it was written keeps its text: a namespace called `no`, a mode 0644.
    private YamlNode node(Scalar scalar) {
        List<Piece> pieces = pieces(scalar);
        if (pieces.size() == 1
                && pieces.getFirst() instanceof Piece.Expression only
                && NAME.matcher(only.source().strip()).matches()
                && !Scope.RESERVED.contains(only.source().strip())) {
            Variable variable = scope.find(only.source().strip());
            if (variable != null
                    && variable.value() instanceof Scalar written
                    && written.value() != null
                    && !(variable.template() && isTemplate(written))) {
                names.heed(variable);
                return written.kind() == Scalar.Kind.ENCRYPTED
                        ? data(scalar.span(), opened(written, variable.name()))
                        : new Scalar(
                                scalar.span(),
                                written.text(),
                                written.value(),
                                written.plain(),
                                Scalar.Kind.DATA);
            }
        }
        return node(value(scalar), scalar.span());
    }

    /// What came of an expression is not evaluated again, whatever it looks like: it may come from
    /// outside.
    private static Scalar data(Span span, String text) {
        return new Scalar(span, text, text, false, Scalar.Kind.DATA);
    }

    private static YamlNode node(Object value, Span span) {
        return switch (value) {
            case String text -> data(span, text);
            case List<?> list ->
                    new Sequence(
                            span, list.stream().map(item -> node((Object) item, span)).toList());
            case Map<?, ?> map -> {
                var entries = new ArrayList<Mapping.Entry>();
                map.forEach(
                        (key, part) ->
                                entries.add(
                                        new Mapping.Entry(
                                                data(span, String.valueOf(key)),
                                                node((Object) part, span))));
                yield new Mapping(span, entries);
            }
            default -> new Scalar(span, Models.text(value), value, true);
        };
    }

    // A text that is one expression keeps the expression's type.
    Object value(Scalar scalar) {
        List<Piece> pieces = pieces(scalar);
        if (pieces.size() == 1 && pieces.getFirst() instanceof Piece.Expression only) {
            return expression(scalar, only);
        }
        var text = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Literal(var literal) -> text.append(literal);
                case Piece.Open _ -> throw new IllegalStateException("refused before");
                case Piece.Expression e -> {
                    Object value = expression(scalar, e);
                    text.append(placed(span(scalar, e), () -> Models.text(value)));
                }
            }
        }
        return text.toString();
    }

    private static List<Piece> pieces(Scalar scalar) {
        List<Piece> pieces = Piece.split(scalar.text());
        if (!pieces.isEmpty() && pieces.getLast() instanceof Piece.Open open) {
            var told = new Problems();
            Expressions.open(scalar, open, told);
            throw new EvaluationFailure(told.all().getFirst());
        }
        return pieces;
    }

    private Object expression(Scalar scalar, Piece.Expression expression) {
        Span whole = span(scalar, expression);
        names.missing = null;
        String outer = progress.secret;
        progress.secret = null;
        try {
            Object value = placed(whole, () -> evaluated(scalar, expression));
            if (progress.secret != null) {
                keepDerived(progress.secret, value);
            }
            return value;
        } catch (EvaluationFailure e) {
            // A function cannot tell which name gave it nothing.
            String name = names.missing;
            int at = name == null ? -1 : expression.source().indexOf(name);
            if (name == null || at < 0 || !e.problem().code().equals(Functions.NO_ARGUMENT)) {
                throw e;
            }
            throw failure(scalar, expression, new Engine.Outcome.Bad("", at, name.length(), name));
        } finally {
            progress.secret = progress.secret == null ? outer : progress.secret;
        }
    }

    /// What an expression makes of a secret is one too, upper case or encoded as it may be. Short
    /// texts are answers about it (`yes`), and masking them would spoil all output.
    private void keepDerived(String name, Object value) {
        switch (value) {
            case String text -> {
                if (text.length() >= SHORTEST_DERIVED) {
                    scope.vault().keep(name, text);
                }
            }
            case List<?> items -> items.forEach(item -> keepDerived(name, item));
            case Map<?, ?> map -> map.values().forEach(part -> keepDerived(name, part));
            default -> {}
        }
    }

    private Object evaluated(Scalar scalar, Piece.Expression expression) {
        return switch (scope.expressions.engine.evaluate(expression.source(), names)) {
            case Engine.Outcome.Good(var model) -> value(model);
            case Engine.Outcome.Bad bad -> throw failure(scalar, expression, bad);
        };
    }

    private static Object value(@Nullable TemplateModel model) {
        try {
            return Models.value(model);
        } catch (TemplateModelException e) {
            throw EvaluationFailure.of("bad-expression", String.valueOf(e.getMessage()));
        }
    }

    private static <T> T placed(Span span, Supplier<T> work) {
        try {
            return work.get();
        } catch (EvaluationFailure e) {
            throw e.at(span);
        } catch (StackOverflowError e) {
            throw EvaluationFailure.of("cycle", "the expression never ends").at(span);
        }
    }

    private static Span span(Scalar scalar, Piece.Expression e) {
        return scalar.part(e.offset(), Math.max(1, e.source().length()));
    }

    private EvaluationFailure failure(
            Scalar scalar, Piece.Expression expression, Engine.Outcome.Bad bad) {
        Span span = scalar.part(expression.offset() + bad.offset(), bad.length());
        String undefined = bad.undefined();
        if (undefined == null) {
            return new EvaluationFailure(Problem.error("bad-expression", span, bad.message()));
        }
        int dot = undefined.lastIndexOf('.');
        if (undefined.startsWith("facts.")) {
            String fact = undefined.substring(6);
            return new EvaluationFailure(
                    Problem.error("no-fact", span, "this host has no fact \"" + fact + "\"")
                            .hint(Suggest.hint(fact, facts())));
        }
        if (dot < 0) {
            return new EvaluationFailure(
                    Problem.error("undefined", span, "\"" + undefined + "\" is undefined")
                            .hint(
                                    Suggest.near(undefined, scope.names())
                                            .map(name -> "did you mean `" + name + "`?")
                                            .orElse(
                                                    "define it in the play's vars, in the"
                                                            + " inventory, or with -e "
                                                            + undefined
                                                            + "=...")));
        }
        String owner = undefined.substring(0, dot);
        return new EvaluationFailure(
                Problem.error("undefined", span, "\"" + undefined + "\" is undefined")
                        .hint(Suggest.hint(undefined.substring(dot + 1), keys(owner))));
    }

    private List<String> facts() {
        Map<String, Object> facts = scope.view.facts();
        return facts == null ? List.of() : List.copyOf(facts.keySet());
    }

    // The keys of a map that an expression gives, for a suggestion.
    private List<String> keys(String expression) {
        return scope.expressions.engine.evaluate(expression, names)
                                instanceof Engine.Outcome.Good(TemplateModel model)
                        && model instanceof Models.Hash(var parts)
                ? List.copyOf(parts.keySet())
                : List.of();
    }
}
