package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import nsfleet.cli.InProcess;
import nsfleet.sandbox.Sandbox;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Simulated hosts of a test's own, and the command line as a user types it. What hosts look like
/// is asked of `ip`, `iptables-save` and the like on them, never of nsfleet.
public final class Boxes implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Sandbox sandbox;
    private final Path folder;
    public final Path inventory;

    private Boxes(Sandbox sandbox, Path folder) {
        this.sandbox = sandbox;
        this.folder = folder;
        this.inventory = folder.resolve("boxes.ini");
    }

    /// Starts hosts; where this machine cannot, the test is skipped and says why.
    public static Boxes up(int hosts) {
        byte[] random = new byte[3];
        new Random().nextBytes(random);
        Sandbox sandbox = new Sandbox("it-" + HexFormat.of().formatHex(random));
        try {
            Boxes boxes = new Boxes(sandbox, Files.createTempDirectory("nsfleet-acceptance"));
            var answer = sandbox.ask(List.of("up", Integer.toString(hosts)));
            if (answer.status() != 0) {
                System.out.println("SKIPPED: no simulated hosts here: " + answer.error());
                sandbox.ask(List.of("down"));
            }
            Assumptions.assumeTrue(answer.status() == 0, answer.error());
            Files.writeString(boxes.inventory, sandbox.ask(List.of("inventory")).output());
            return boxes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a command line came to.
    record Ran(int code, String out, String err) {
        List<JsonNode> events(String kind) {
            return all().stream().filter(e -> e.path("event").asText().equals(kind)).toList();
        }

        /// Every line of standard output must be a JSON object.
        List<JsonNode> all() {
            List<JsonNode> events = new ArrayList<>();
            for (String line : out.lines().toList()) {
                try {
                    JsonNode event = JSON.readTree(line);
                    assertThat(event.isObject()).as(line).isTrue();
                    events.add(event);
                } catch (JsonProcessingException e) {
                    throw new AssertionError("not JSON: " + line, e);
                }
            }
            return events;
        }

        /// `host: status step` of all steps that are not ok.
        List<String> notOk() {
            return events("step").stream()
                    .filter(e -> !e.path("status").asText().equals("ok"))
                    .map(e -> e.path("status").asText() + " " + e.path("step").asText())
                    .toList();
        }

        JsonNode host(String name) {
            return events("host").stream()
                    .filter(e -> e.path("host").asText().equals(name))
                    .findFirst()
                    .orElseThrow(
                            () -> new AssertionError("no host event of " + name + ":\n" + this));
        }

        Ran ended(int wanted) {
            assertThat(code).as("exit code of\n%s\n%s", out, err).isEqualTo(wanted);
            return this;
        }
    }

    /// Runs `nsfleet COMMAND -i INVENTORY ARGS`.
    Ran nsfleet(String command, Object... args) {
        List<String> words = new ArrayList<>(List.of(command, "-i", inventory.toString()));
        Stream.of(args).map(String::valueOf).forEach(words::add);
        return plain(words);
    }

    static Ran plain(List<String> words) {
        InProcess.Result result = InProcess.run(words);
        return new Ran(result.code(), result.out(), result.err());
    }

    /// The same with one JSON object a line.
    Ran json(String command, Object... args) {
        List<Object> words = new ArrayList<>(List.of(args));
        words.add("-o");
        words.add("json");
        return nsfleet(command, words.toArray());
    }

    /// Runs shell on a host, without SSH and without nsfleet, and returns its output.
    public String on(String box, String shell) {
        var answer = sandbox.ask(List.of("exec", box, shell));
        assertThat(answer.status()).as("%s: %s\n%s", box, shell, answer.error()).isZero();
        return answer.output();
    }

    /// The exit status of shell on a host.
    int status(String box, String shell) {
        return sandbox.ask(List.of("exec", box, shell)).status();
    }

    void sandbox(String... words) {
        var answer = sandbox.ask(List.of(words));
        assertThat(answer.status()).as(answer.error()).isZero();
    }

    Path file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The lines that only one of two texts has, with `-` and `+`; their order does not matter.
    /// What the kernel makes up anew each time is left out: MAC addresses, and the link-local
    /// addresses made from them.
    public static List<String> difference(String before, String after) {
        List<String> gone = lines(before);
        List<String> came = lines(after);
        lines(after).forEach(gone::remove);
        lines(before).forEach(came::remove);
        return Stream.concat(
                        gone.stream().map(line -> "- " + line),
                        came.stream().map(line -> "+ " + line))
                .toList();
    }

    private static List<String> lines(String text) {
        return new ArrayList<>(
                text.lines()
                        .map(line -> line.replaceAll("link/ether \\S+", "link/ether").strip())
                        .filter(line -> !line.contains("fe80:") && !line.contains("ff00::"))
                        .toList());
    }

    /// Everything about a host that a lab may change.
    public String snapshot(String box) {
        return on(
                box,
                """
                for n in '' $(ls /run/netns 2>/dev/null); do
                  echo "== namespace ${n:-host}"
                  ip ${n:+-n $n} -d address | sed 's/^[0-9]*: //; s/@if[0-9]*//; s/ valid_lft.*//; /link-netns/s/ link-netns.*//; s/@[a-z0-9-]*:/:/; s/_timer *[0-9.]*//g; s/ qdisc no[a-z]*//'
                  ip ${n:+-n $n} route show table all
                  ip ${n:+-n $n} -6 route show table all | grep -v fe80
                  ip ${n:+-n $n} rule; ip ${n:+-n $n} -6 rule
                  ip ${n:+-n $n} neigh show nud permanent
                  bridge ${n:+-n $n} fdb show | grep -e ' dst ' -e static
                  tc ${n:+-n $n} qdisc show | grep -v -e noqueue -e 'qdisc mq' -e fq_codel
                done
                echo "== filters"; iptables-save | sed '/^#/d; s/\\[[0-9:]*\\]//'; ip6tables-save | sed '/^#/d; s/\\[[0-9:]*\\]//'
                echo "== sysctl"; cd /proc/sys/net; grep -rs . ipv4/ip_forward ipv4/conf ipv6/conf | grep -v stable_secret | sort
                echo "== files"; find /run/nsfleet/labs /run/nsfleet/sysctl /etc/netns 2>/dev/null
                echo "== processes"; ps -e -o comm= | sort | uniq -c | grep -v -E ' (sshd|sh|ps|sort|uniq|grep|sed|sleep|cat)$' || true
                """);
    }

    /// Everything that this test's own process has loaded classes from: a runner may have put only
    /// itself on the class path.
    static String classPath() {
        var loader = Thread.currentThread().getContextClassLoader();
        return loader instanceof java.net.URLClassLoader urls
                ? String.join(
                                ":",
                                List.of(urls.getURLs()).stream().map(url -> url.getPath()).toList())
                        + ":"
                        + System.getProperty("java.class.path")
                : System.getProperty("java.class.path");
    }

    @Override
    public void close() {
        sandbox.ask(List.of("down"));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
