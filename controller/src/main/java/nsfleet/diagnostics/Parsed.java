package nsfleet.diagnostics;

import java.util.function.Function;

/// The result of reading a value that a user wrote: the value, or what is wrong with the text.
public sealed interface Parsed<T> {
    /// It was good.
    record Good<T>(T value) implements Parsed<T> {}

    /// It was not; the message is a sentence that quotes the text.
    record Bad<T>(String message) implements Parsed<T> {}

    /// A good value.
    static <T> Parsed<T> good(T value) {
        return new Good<>(value);
    }

    /// A bad text.
    static <T> Parsed<T> bad(String message) {
        return new Bad<>(message);
    }

    /// The value, for texts that are known to be good (constants, canonical output of our own).
    ///
    /// @throws IllegalArgumentException when the text was bad
    default T orThrow() {
        return switch (this) {
            case Good<T>(var value) -> value;
            case Bad<T>(var message) -> throw new IllegalArgumentException(message);
        };
    }

    /// Goes on with a good value.
    default <U> Parsed<U> then(Function<T, Parsed<U>> next) {
        return switch (this) {
            case Good<T>(var value) -> next.apply(value);
            case Bad<T>(var message) -> bad(message);
        };
    }
}
