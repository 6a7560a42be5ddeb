package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.acceptance.Boxes.Ran;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `ansible_connection=local`, from plan to destroy: in a network namespace and a /run of its own,
/// so that this machine is none the wiser.
@Timeout(120)
class LocalIT {
    private static final String STATE =
            "{ ip -o address; ip route; iptables-save | grep -v '^[#:]'; ls /run/netns/; ls"
                    + " /run/nsfleet/labs/; cat /proc/sys/net/ipv4/ip_forward; } 2>/dev/null | sed"
                    + " 's/^[0-9]*: //; /fe80/d'";

    @Test
    void aLabOnThisMachine(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root"), "SKIPPED: this needs root");
        Files.writeString(folder.resolve("hosts"), "here ansible_connection=local\n");
        Files.writeString(
                folder.resolve("lab.yml"),
                """
                - name: local lab
                  hosts: all
                  become: true
                  steps:
                    - netns: ns1
                    - veth:
                        name: veth-host
                        address: 10.9.0.1/24
                        peer: { name: veth-ns1, netns: ns1, address: 10.9.0.2/24 }
                    - sysctl: { net.ipv4.ip_forward: 1 }
                    - masquerade: { source: 10.9.0.0/24, out: "${facts.uplink}" }
                  verify:
                    - ping: { netns: ns1, to: 10.9.0.1 }
                    - tcp: { netns: ns1, to: "10.9.0.1:1", expect: closed }
                """);
        Path script = Files.writeString(folder.resolve("run.sh"), script(folder));
        Process process =
                new ProcessBuilder(
                                "unshare",
                                "-n",
                                "-m",
                                "--propagation",
                                "private",
                                "sh",
                                "-eu",
                                script.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(folder.resolve("log"))).isZero();

        assertThat(ran(folder, "1").ended(3).host("here").path("pending").asInt()).isEqualTo(4);
        assertThat(ran(folder, "2").ended(0).host("here").path("changed").asInt()).isEqualTo(4);
        assertThat(ran(folder, "2").host("here").path("checks_passed").asInt()).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("during")))
                .contains("10.9.0.1/24", "ns1", "MASQUERADE");
        assertThat(ran(folder, "3").ended(0).host("here").path("changed").asInt()).isZero();
        assertThat(ran(folder, "4").ended(0).host("here").path("checks_passed").asInt())
                .isEqualTo(2);
        assertThat(ran(folder, "5").ended(0).host("here").path("status").asText())
                .isEqualTo("changed");
        assertThat(
                        Boxes.difference(
                                Files.readString(folder.resolve("before")),
                                Files.readString(folder.resolve("after"))))
                .allMatch(line -> line.matches("[-+] (\\*nat|COMMIT)"));
    }

    private static String script(Path folder) {
        StringBuilder text =
                new StringBuilder(
                        """
                        cd %s
                        mount -t tmpfs tmpfs /run
                        ip link set lo up
                        ip link add up0 type veth peer name beyond
                        ip link set up0 up; ip link set beyond up
                        ip address add 192.0.2.2/24 dev up0; ip route add default via 192.0.2.1
                        state() { %s; }
                        nsfleet() {
                            n=$1; shift; code=0
                            '%s' -XX:TieredStopAtLevel=1 -cp '%s' nsfleet.cli.Main "$@" -i hosts -o json >$n.out 2>$n.err || code=$?
                            echo $code >$n.code
                        }
                        state >before
                        """
                                .formatted(
                                        folder,
                                        STATE,
                                        ProcessHandle.current().info().command().orElse("java"),
                                        Boxes.classPath()));
        int number = 0;
        for (String command :
                List.of(
                        "plan lab.yml --detailed-exitcode",
                        "apply lab.yml; state >during",
                        "apply lab.yml",
                        "verify lab.yml",
                        "destroy lab.yml; state >after")) {
            text.append("nsfleet ").append(++number).append(' ').append(command).append('\n');
        }
        return text.toString();
    }

    private static Ran ran(Path folder, String number) throws Exception {
        return new Ran(
                Integer.parseInt(Files.readString(folder.resolve(number + ".code")).strip()),
                Files.readString(folder.resolve(number + ".out")),
                Files.readString(folder.resolve(number + ".err")));
    }
}
