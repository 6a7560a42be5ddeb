package nsfleet.vars;

/// Passes through FreeMarker when an expression asks for facts that are not known yet. It never
/// leaves the room.
final class NeedsFacts extends RuntimeException {
    static final NeedsFacts INSTANCE = new NeedsFacts();

    private NeedsFacts() {
        super("facts are not known yet", null, false, false);
    }
}
