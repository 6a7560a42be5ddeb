package nsfleet.cli;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// The names of Ansible's connection variables: those that nsfleet reads, and those that it does
/// not though they may matter.
final class ConnectionVariables {
    /// Those that nsfleet reads.
    static final Set<String> READ =
            Set.of(
                    "ansible_host",
                    "ansible_port",
                    "ansible_user",
                    "ansible_password",
                    "ansible_ssh_private_key_file",
                    "ansible_ssh_common_args",
                    "ansible_ssh_extra_args",
                    "ansible_connection",
                    "ansible_become",
                    "ansible_become_user",
                    "ansible_become_method",
                    "ansible_become_password",
                    "ansible_ssh_host",
                    "ansible_ssh_port",
                    "ansible_ssh_user",
                    "ansible_ssh_pass",
                    "ansible_ssh_password",
                    "ansible_private_key_file",
                    "ansible_become_pass");

    private static final Set<String> KNOWN = known();

    /// What Ansible heeds and nsfleet does not, though it may matter.
    private static final Set<String> UNSUPPORTED =
            Set.of(
                    "ansible_ssh_args",
                    "ansible_ssh_executable",
                    "ansible_become_exe",
                    "ansible_become_flags",
                    "ansible_shell_executable",
                    "ansible_timeout",
                    "ansible_ssh_timeout",
                    "ansible_host_key_checking",
                    "ansible_ssh_host_key_checking");

    private ConnectionVariables() {}

    private static Set<String> known() {
        var known = new java.util.TreeSet<>(READ);
        known.add("ansible_group_priority");
        known.add("ansible_python_interpreter");
        return known;
    }

    /// Warns of a variable that would be ignored in silence.
    ///
    /// @param span where it was written; null for one that has no place
    static void heed(String name, @Nullable Span span, Problems problems) {
        if (UNSUPPORTED.contains(name)) {
            problems.add(
                    Problem.warning("unsupported-variable", span, "`" + name + "` is not heeded")
                            .hint(
                                    name.endsWith("checking")
                                            ? "host keys are always checked"
                                            : null));
        } else if (name.startsWith("ansible_") && !KNOWN.contains(name)) {
            String rest = name.substring("ansible_".length());
            Suggest.near(rest, KNOWN.stream().map(k -> k.substring("ansible_".length())).toList())
                    .filter(near -> Math.abs(near.length() - rest.length()) <= 2)
                    .ifPresent(
                            near ->
                                    problems.add(
                                            Problem.warning(
                                                            "unknown-variable",
                                                            span,
                                                            "`"
                                                                    + name
                                                                    + "` means nothing to nsfleet")
                                                    .hint("did you mean `ansible_" + near + "`?")));
        }
    }
}
