package nsfleet.verify;

import nsfleet.verify.CheckResult.Status;

import java.util.LinkedHashMap;
import java.util.Map;

/// A judgement, before the evidence is put to it.
///
/// @param message empty when passed
record Verdict(Status status, Map<String, Object> values, String message) {
    static Verdict passed(Map<String, Object> values) {
        return new Verdict(Status.PASSED, values, "");
    }

    static Verdict failed(Map<String, Object> values, String message) {
        return new Verdict(Status.FAILED, values, message);
    }

    static Verdict inconclusive(Map<String, Object> values, String message) {
        return new Verdict(Status.INCONCLUSIVE, values, message);
    }

    static Verdict inconclusive(String message) {
        return inconclusive(Map.of(), message);
    }

    /// Values that keep their order.
    static Map<String, Object> ordered() {
        return new LinkedHashMap<>();
    }
}
