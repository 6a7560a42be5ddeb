package nsfleet.diagnostics;

/// How bad a problem is: an error stops the run before any host is touched, a warning does not.
public enum Severity {
    ERROR,
    WARNING
}
