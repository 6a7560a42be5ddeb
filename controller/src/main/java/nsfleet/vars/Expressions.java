package nsfleet.vars;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.shell.Secret;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The expressions of a run: compiled once, evaluated for each host. Safe for several threads.
public final class Expressions {
    // A variable, its parts, filters: not the {{.Field}} and {{json .}} of Go's templates, which
    // docker and others take.
    private static final Pattern JINJA =
            Pattern.compile(
                    "\\{\\{-?\\s*(?!end\\b|else\\b|break\\b|continue\\b)"
                        + "([A-Za-z_]\\w*(?:\\.\\w+|\\[[^\\]]*])*)\\s*([|(+~*/-][^}]*?)?\\s*-?}}");

    final Engine engine = new Engine();
    private final Set<Secret> secrets = ConcurrentHashMap.newKeySet();

    /// What a host sees before any play says more.
    public Scope scope(World world, HostView view) {
        return Scope.of(this, world, view);
    }

    /// Tells every mistake of form in the expressions of a value.
    public void check(YamlNode node, Problems problems) {
        switch (node) {
            case Scalar scalar -> {
                if (scalar.kind() != Scalar.Kind.ORDINARY) {
                    return;
                }
                for (Piece piece : Piece.split(scalar.text())) {
                    switch (piece) {
                        case Piece.Literal(var text) -> jinja(scalar, text, problems);
                        case Piece.Open open -> open(scalar, open, problems);
                        case Piece.Expression e -> check(scalar, e, problems);
                    }
                }
            }
            case Sequence list -> list.items().forEach(item -> check(item, problems));
            case Mapping map ->
                    map.entries()
                            .forEach(
                                    entry -> {
                                        check(entry.key(), problems);
                                        check(entry.value(), problems);
                                    });
        }
    }

    /// Tells what is wrong with the form of an expression that is written without `${}`.
    public void checkCondition(Scalar scalar, Problems problems) {
        if (scalar.value() instanceof Boolean) {
            return;
        }
        if (Piece.in(scalar.text())) {
            problems.error(
                    "bad-expression",
                    scalar.span(),
                    "a condition is an expression already",
                    "write it without ${ }");
            return;
        }
        if (isJinja(scalar.text())) {
            problems.error(
                    "bad-expression",
                    scalar.span(),
                    "a condition is an expression already",
                    "write it without {{ }}");
            return;
        }
        check(scalar, new Piece.Expression(scalar.text(), 0), problems);
    }

    static boolean isJinja(String text) {
        return JINJA.matcher(text).find();
    }

    /// Text that an Ansible user means as an expression: it would be taken as it stands.
    private static void jinja(Scalar scalar, String text, Problems problems) {
        Matcher found = JINJA.matcher(text);
        while (found.find()) {
            int offset = scalar.text().indexOf(found.group());
            problems.add(
                    Problem.warning(
                                    "jinja",
                                    scalar.part(Math.max(0, offset), found.group().length()),
                                    "`" + found.group() + "` is plain text here")
                            .hint(
                                    found.group(2) == null
                                            ? "an expression is written ${" + found.group(1) + "}"
                                            : "an expression is written ${...}, in FreeMarker's"
                                                    + " language"));
        }
    }

    /// The secrets that were evaluated so far: every output masks them.
    public List<Secret> secrets() {
        return List.copyOf(secrets);
    }

    void keep(Secret secret) {
        secrets.add(secret);
    }

    static void open(Scalar scalar, Piece.Open open, Problems problems) {
        problems.error(
                "bad-expression",
                scalar.part(open.offset(), 2),
                "\"${\" is not closed",
                "close it with }, or write $${ for the text itself");
    }

    private void check(Scalar scalar, Piece.Expression expression, Problems problems) {
        Engine.Outcome.Bad bad = engine.check(expression.source());
        if (bad != null) {
            problems.error(
                    "bad-expression",
                    scalar.part(expression.offset() + bad.offset(), bad.length()),
                    bad.message());
        }
    }
}
