package nsfleet.probe;

import nsfleet.diagnostics.Parsed;
import nsfleet.shell.Script;
import nsfleet.shell.Templates;

import java.util.Map;

/// Looks at a host, in two scripts that only read: the first is the same for every host, the second
/// reads what the labs of a run need beyond it. Running them is somebody else's job.
public final class Prober {
    /// With more namespaces than this, the first script lists the numbers of the host's only.
    static final int NUMBERED = 16;

    private Prober() {}

    /// The first script, with what every run needs.
    public static Script first() {
        return first(false);
    }

    /// The first script with everything: the versions of tools, and IPv6 rules of all namespaces.
    public static Script full() {
        return first(true);
    }

    private static Script first(boolean full) {
        return Templates.builtIn()
                .render("probe/first.sh.ftl", Map.of("full", full, "most", NUMBERED));
    }

    /// The second script; not needed for a look that is empty.
    public static Script second(Look look) {
        return SecondProbe.script(look);
    }

    /// Whether the peers of veths between two namespaces can be seen by the first script: where
    /// there are many namespaces, [Query.Peers] must ask.
    public static boolean seesPeers(Observed observed) {
        return observed.namespaces().size() - 1 <= NUMBERED;
    }

    /// Reads the first script's standard output.
    ///
    /// A host without iproute2 is good: its facts say so (`iproute2` null), and nothing of its
    /// network is known. Without root, only the host's own namespace is.
    ///
    /// @return bad if the output is cut off, or iproute2 older than 4.17
    public static Parsed<FirstLook> readFirst(String stdout) {
        return FirstParser.read(stdout);
    }

    /// Adds what the second script found to what the first one saw. What is not there (a namespace,
    /// a setting's file, iptables) is absent, and all of it is if the output is cut off. A table of
    /// the packet filter that nobody made is there, without chains.
    public static Observed readSecond(Observed observed, Look look, String stdout) {
        return SecondProbe.read(observed, look, stdout);
    }
}
