package nsfleet.run;

/// Takes events, one at a time: the run serialises them.
@FunctionalInterface
public interface EventSink {
    /// Takes one.
    void accept(Event event);
}
