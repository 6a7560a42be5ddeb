package nsfleet.resource;

import org.jspecify.annotations.Nullable;

/// What a playbook says of one attribute: nothing (it is left as it is), that it must be absent, or
/// a value.
public sealed interface Want<T> {
    /// Not said: whatever is there stays.
    record Any<T>() implements Want<T> {}

    /// Must be absent: no master, no alias.
    record None<T>() implements Want<T> {}

    /// Must be this.
    record Exactly<T>(T value) implements Want<T> {}

    /// Not said.
    static <T> Want<T> any() {
        return new Any<>();
    }

    /// Must be absent.
    static <T> Want<T> none() {
        return new None<>();
    }

    /// Must be this.
    static <T> Want<T> exactly(T value) {
        return new Exactly<>(value);
    }

    /// Must be this; null means not said.
    static <T> Want<T> ofNullable(@Nullable T value) {
        return value == null ? any() : exactly(value);
    }

    /// Whether `have` (null: absent) is as wanted.
    default boolean satisfiedBy(@Nullable T have) {
        return switch (this) {
            case Any<T> _ -> true;
            case None<T> _ -> have == null;
            case Exactly<T>(var value) -> value.equals(have);
        };
    }
}
