package nsfleet.probe;

import java.util.List;
import java.util.SortedMap;

/// What the first probe found.
///
/// @param observed without settings and packet filters, which the second probe reads
/// @param records by lab, the text of `/run/nsfleet/labs/LAB/record`
/// @param claims the text of `/run/nsfleet/sysctl`; empty where there is none
/// @param holder the text of the lock holder's file `/run/nsfleet/holder`; empty where there is
///   none
/// @param warnings what could not be seen, a sentence each
public record FirstLook(
        Facts facts,
        Observed observed,
        SortedMap<String, String> records,
        String claims,
        String holder,
        List<String> warnings) {
    public FirstLook {
        warnings = List.copyOf(warnings);
    }
}
