package nsfleet.record;

import nsfleet.net.LabName;

import java.util.List;
import java.util.SortedMap;

/// Who needs which setting of the host itself, one table per host in `/run/nsfleet/sysctl`. The
/// value that a setting had before the first lab is put back by the last one that needs it, if the
/// value is still ours.
///
/// @param bootId of the boot in which it was written: nothing is put back from another one
public record SysctlClaims(String bootId, List<Claim> claims) {

    /// One setting.
    ///
    /// @param name as in [nsfleet.resource.Sysctl]
    /// @param original before the first claim
    /// @param overwritten other settings that writing this one overwrites, with their values
    ///   before: `ip_forward` sets the forwarding of every interface
    /// @param wanted the labs that need it, and the value that each wants
    public record Claim(
            String name,
            String original,
            SortedMap<String, String> overwritten,
            SortedMap<LabName, String> wanted) {}

    public SysctlClaims {
        claims = List.copyOf(claims);
    }

    /// Nobody needs anything.
    public static SysctlClaims none() {
        return new SysctlClaims("", List.of());
    }
}
