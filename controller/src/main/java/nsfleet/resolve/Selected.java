package nsfleet.resolve;

import nsfleet.net.LabName;
import nsfleet.playbook.Play;

import java.util.List;
import java.util.Set;

/// A play and the hosts that it is for.
///
/// @param source the playbook's file name, without folders
/// @param all its hosts, whatever `--limit` says
/// @param counted the hosts of the plain items of its pattern: what `index` counts over
/// @param hosts those that take part in this run, in order
record Selected(
        Play play,
        LabName lab,
        String source,
        List<String> all,
        List<String> counted,
        Set<String> hosts) {}
