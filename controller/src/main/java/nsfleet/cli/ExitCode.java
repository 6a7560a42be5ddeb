package nsfleet.cli;

/// The exit codes of the contract.
final class ExitCode {
    static final int OK = 0;
    static final int BUG = 1;
    static final int FAILED = 2;
    static final int UNREACHABLE = 4;
    static final int USAGE = 5;
    static final int CONFIGURATION = 6;
    static final int LOCKED = 7;
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
