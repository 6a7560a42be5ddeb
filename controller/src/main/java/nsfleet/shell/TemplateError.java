package nsfleet.shell;

/// A template that is wrong, or that wanted a value which it was not given. The message names
/// template, line and column; it never holds a value.
public final class TemplateError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TemplateError(String message, Throwable cause) {
        super(message, cause);
    }
}
