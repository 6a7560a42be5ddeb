package nsfleet.playbook;

import static nsfleet.playbook.KeySpec.optional;
import static nsfleet.playbook.KeySpec.required;
import static nsfleet.playbook.ValueKind.BOOLEAN;
import static nsfleet.playbook.ValueKind.DURATION;
import static nsfleet.playbook.ValueKind.INTERFACE;
import static nsfleet.playbook.ValueKind.IP;
import static nsfleet.playbook.ValueKind.MAC;
import static nsfleet.playbook.ValueKind.NUMBER;
import static nsfleet.playbook.ValueKind.PERCENT;
import static nsfleet.playbook.ValueKind.RATE;
import static nsfleet.playbook.ValueKind.SIZE;

import java.util.List;

/// The step types of what is kept on an interface.
final class OnLinkTypes {
    private static final KeySpec DEV = required("dev", INTERFACE, "the interface");

    private static final TypeSpec NEIGHBOR =
            new TypeSpec(
                    "neighbor",
                    "A permanent neighbour entry: nobody is asked for the address.",
                    List.of(
                            DEV,
                            required("address", IP, "whose"),
                            required("mac", MAC, "where it is"),
                            StepTypes.WHERE),
                    TypeSpec.Body.KEYS,
                    "- neighbor: { netns: ns1, dev: eth0, address: 10.0.0.9, mac:"
                            + " \"02:00:00:00:00:09\" }");

    private static final TypeSpec FDB =
            new TypeSpec(
                    "fdb",
                    "A static forwarding entry: behind which port, or which end of a VXLAN, an"
                            + " address is.",
                    List.of(
                            DEV,
                            required("mac", MAC, "whose; 00:00:00:00:00:00 is everybody else"),
                            optional("dst", IP, "the other end of a VXLAN"),
                            optional("vlan", NUMBER, "in this VLAN"),
                            optional("self", BOOLEAN, "in the device's own table; true with dst"),
                            StepTypes.WHERE),
                    TypeSpec.Body.KEYS,
                    "- fdb: { dev: vx7, mac: \"00:00:00:00:00:00\", dst: 192.0.2.2 }");

    private static final TypeSpec NETEM =
            new TypeSpec(
                    "netem",
                    "A slow and lossy line, for what leaves by the interface.",
                    List.of(
                            DEV,
                            optional("delay", DURATION, "how long every packet takes"),
                            optional("jitter", DURATION, "by how much that varies; needs delay"),
                            optional("loss", PERCENT, "how many are lost"),
                            optional("duplicate", PERCENT, "how many come twice"),
                            optional("reorder", PERCENT, "how many go at once; needs delay"),
                            optional("corrupt", PERCENT, "how many have a wrong bit"),
                            optional("rate", RATE, "in bits per second"),
                            optional("limit", NUMBER, "packets on the way; 1000 by default"),
                            StepTypes.WHERE),
                    TypeSpec.Body.KEYS,
                    "- netem: { netns: ns1, dev: eth0, delay: 50ms, jitter: 5ms, loss: 1% }");

    private static final TypeSpec SHAPE =
            new TypeSpec(
                    "shape",
                    "A limited rate for what leaves by the interface.",
                    List.of(
                            DEV,
                            required("rate", RATE, "in bits per second"),
                            optional("burst", SIZE, "what may go at once; 10ms of the rate"),
                            optional("latency", DURATION, "how long a packet may wait; 50ms"),
                            StepTypes.WHERE),
                    TypeSpec.Body.KEYS,
                    "- shape: { netns: ns1, dev: eth0, rate: 10mbit }");

    static final List<TypeSpec> ALL = List.of(NEIGHBOR, FDB, NETEM, SHAPE);

    private OnLinkTypes() {}
}
