package nsfleet.resolve;

import nsfleet.diagnostics.Problems;
import nsfleet.playbook.Item;
import nsfleet.vars.Scope;
import nsfleet.vars.Value;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.BiConsumer;

/// Goes through the items of a play as a host sees them: conditions decided, loops unrolled, nested
/// lists opened, each step with its variables.
final class Walk {
    private final BiConsumer<Item.Task, Place> visitor;
    private final Runnable lost;
    private final BiConsumer<Item.Task, Place> skipped;

    /// @param lost called when items are left out that could have declared anything
    Walk(BiConsumer<Item.Task, Place> visitor, Runnable lost) {
        this(visitor, lost, (_, _) -> {});
    }

    /// @param skipped called for each step that has no turn: its condition is false, or its loop or
    ///   one around it is empty
    Walk(
            BiConsumer<Item.Task, Place> visitor,
            Runnable lost,
            BiConsumer<Item.Task, Place> skipped) {
        this.visitor = visitor;
        this.lost = lost;
        this.skipped = skipped;
    }

    void all(List<Item> items, Place place) {
        for (Item item : items) {
            item(item, place);
        }
    }

    private void item(Item item, Place place) {
        Place inside =
                place.in(place.scope().with(item.common().vars()))
                        .tagged(item.common().get("tags"));
        YamlNode loop = item.common().get("loop");
        if (loop == null) {
            once(item, inside);
            return;
        }
        String name =
                item.common().get("loop_var") instanceof Scalar scalar ? scalar.text() : "item";
        List<YamlNode> items = items(loop, inside);
        if (items == null) {
            lost.run();
            return;
        }
        if (items.isEmpty()) {
            skip(item, inside);
        }
        for (YamlNode one : items) {
            // The step's own variables are looked up when they are used, and see the item.
            once(item, inside.in(inside.scope().withItem(name, one)));
        }
    }

    private static @Nullable List<YamlNode> items(YamlNode loop, Place place) {
        if (!(place.scope().evaluate(loop, place.problems()) instanceof Value.Known(var node))) {
            return null;
        }
        if (node instanceof Sequence list) {
            return list.items();
        }
        if (node instanceof Mapping map) {
            return map.entries().stream().map(Walk::pair).toList();
        }
        place.problems().error("bad-value", loop.span(), "\"loop\" takes a list or a map", null);
        return null;
    }

    /// An entry of a map that is looped over: `item.key` and `item.value`.
    private static YamlNode pair(Mapping.Entry entry) {
        var span = entry.key().span();
        return new Mapping(
                span,
                List.of(
                        new Mapping.Entry(Scalar.string(span, "key"), entry.key()),
                        new Mapping.Entry(Scalar.string(span, "value"), entry.value())));
    }

    private void once(Item item, Place place) {
        Place decided = place;
        if (item.common().get("when") instanceof Scalar when) {
            switch (condition(when, place.scope(), place.problems())) {
                case YES -> {}
                case NO -> {
                    skip(item, place);
                    return;
                }
                case WRONG -> decided = place.doubtful();
                case NOT_YET -> decided = place.doubtful();
            }
        }
        switch (item) {
            case Item.Task task -> visitor.accept(task, decided);
            case Item.Block block -> {
                Place.Where netns = Keys.netns(block.common().get("netns"), decided);
                all(block.items(), netns == null ? decided : decided.at(netns));
            }
        }
    }

    private void skip(Item item, Place place) {
        switch (item) {
            case Item.Task task -> skipped.accept(task, place);
            case Item.Block block -> block.items().forEach(inner -> skip(inner, place));
        }
    }

    private enum Answer {
        YES,
        NO,
        NOT_YET,
        WRONG
    }

    private static Answer condition(Scalar when, Scope scope, Problems problems) {
        return switch (scope.condition(when, problems)) {
            case Value.NotYet _ -> Answer.NOT_YET;
            case Value.Wrong _ -> Answer.WRONG;
            case Value.Known(var node) -> {
                if (node instanceof Scalar scalar && scalar.value() instanceof Boolean yes) {
                    yield yes ? Answer.YES : Answer.NO;
                }
                problems.error(
                        "bad-value",
                        when.span(),
                        "\"when\" must be true or false",
                        "compare it with something: name == \"value\", name??, list?size > 0");
                yield Answer.WRONG;
            }
        };
    }
}
