package nsfleet.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Makes inventories by chance: groups below groups, hosts in several, priorities, variables of the
/// same few names everywhere, in INI and YAML, in one source or two, beside playbooks too.
final class RandomInventory {
    static final String NAME = "random-";

    private static final List<String> VALUES =
            List.of(
                    "1",
                    "-7",
                    "0x1f",
                    "010",
                    "1.5",
                    "1e3",
                    "yes",
                    "True",
                    "no",
                    "null",
                    "None",
                    "~",
                    "text",
                    "'quoted'",
                    "\"double\"",
                    "[1, 2]",
                    "{a: 1}",
                    "{'a': 1}",
                    "10.0.0.1",
                    "10.0.0.0/24",
                    "0b11",
                    "1_000",
                    "+5",
                    ".5",
                    "a=b",
                    "${x}",
                    "2001:db8::1");

    private final Random random;
    private final int groups;
    private final int hosts;

    private RandomInventory(long seed) {
        this.random = new Random(seed);
        this.groups = 2 + random.nextInt(7);
        this.hosts = 1 + random.nextInt(9);
    }

    /// Writes one.
    static Inventories write(long seed, Path directory) throws IOException {
        return new RandomInventory(seed).write(directory, NAME + seed);
    }

    private Inventories write(Path directory, String name) throws IOException {
        Files.createDirectories(directory.resolve("play"));
        List<String> arguments = new ArrayList<>();
        int sources = 1 + random.nextInt(2);
        for (int i = 0; i < sources; i++) {
            boolean yaml = random.nextBoolean();
            String file = "source" + i + (yaml ? ".yml" : "");
            Files.writeString(directory.resolve(file), yaml ? yaml() : ini());
            arguments.addAll(List.of("-i", file));
        }
        // Declares all names, so that files of variables are for somebody.
        Files.writeString(directory.resolve("names"), names());
        arguments.addAll(List.of("-i", "names"));
        if (random.nextBoolean()) {
            arguments.addAll(List.of("--playbook-dir", "play"));
            files(directory.resolve("play"));
        }
        files(directory);
        return new Inventories(name, directory, arguments);
    }

    private String names() {
        var text = new StringBuilder();
        for (int host = 0; host < hosts; host++) {
            text.append(host(host)).append('\n');
        }
        for (int group = 0; group < groups; group++) {
            text.append('[').append(group(group)).append("]\n");
        }
        return text.toString();
    }

    private String ini() {
        var text = new StringBuilder();
        for (int group = 0; group < groups; group++) {
            text.append('[').append(group(group)).append("]\n");
            for (int host = 0; host < hosts; host++) {
                if (random.nextInt(3) == 0) {
                    text.append(host(host));
                    if (random.nextInt(3) == 0) {
                        text.append(' ')
                                .append(variable())
                                .append("=\"")
                                .append(value().replace("\"", "\\\""))
                                .append('"');
                    }
                    text.append('\n');
                }
            }
            if (random.nextBoolean()) {
                text.append('[').append(group(group)).append(":vars]\n");
                text.append(variable()).append('=').append(value()).append('\n');
                if (random.nextInt(3) == 0) {
                    text.append("ansible_group_priority=").append(random.nextInt(5)).append('\n');
                }
            }
            if (group + 1 < groups && random.nextInt(3) > 0) {
                text.append('[').append(group(group)).append(":children]\n");
                text.append(group(below(group))).append('\n');
            }
        }
        if (random.nextBoolean()) {
            text.append("[all:vars]\n").append(variable()).append(" = ").append(value());
        }
        return text + "\n";
    }

    private String yaml() {
        var text = new StringBuilder();
        for (int group = 0; group < groups; group++) {
            text.append(group(group)).append(":\n");
            text.append("  vars:\n    ").append(variable()).append(": ").append(value());
            text.append('\n');
            if (random.nextInt(3) == 0) {
                text.append("    ansible_group_priority: ").append(random.nextInt(5)).append('\n');
            }
            text.append("  hosts:\n");
            for (int host = 0; host < hosts; host++) {
                if (random.nextInt(3) == 0) {
                    text.append("    ").append(host(host)).append(":\n");
                    if (random.nextInt(3) == 0) {
                        text.append("      ").append(variable()).append(": ").append(value());
                        text.append('\n');
                    }
                }
            }
            if (group + 1 < groups && random.nextInt(3) > 0) {
                text.append("  children:\n    ").append(group(below(group))).append(":\n");
            }
        }
        return text.toString();
    }

    private void files(Path directory) throws IOException {
        for (int i = random.nextInt(5); i > 0; i--) {
            String group = random.nextInt(4) == 0 ? "all" : group(random.nextInt(groups));
            file(directory.resolve("group_vars"), group);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            file(directory.resolve("host_vars"), host(random.nextInt(hosts)));
        }
    }

    private void file(Path folder, String name) throws IOException {
        Path file =
                switch (random.nextInt(3)) {
                    case 0 -> folder.resolve(name + ".yml");
                    case 1 -> folder.resolve(name);
                    default -> folder.resolve(name).resolve("part" + random.nextInt(3) + ".yaml");
                };
        boolean taken =
                Files.exists(folder.resolve(name + ".yml"))
                        || Files.exists(folder.resolve(name))
                        || Files.exists(file);
        if (!taken) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, variable() + ": " + value() + "\nz: " + name + "\n");
        }
    }

    private int below(int group) {
        return group + 1 + random.nextInt(groups - group - 1);
    }

    private static String group(int index) {
        return List.of("web", "db", "app", "zoo", "rack", "lab", "edge", "core", "bus").get(index);
    }

    private static String host(int index) {
        return "h" + index;
    }

    private String variable() {
        return List.of("a", "b", "c", "d").get(random.nextInt(4));
    }

    private String value() {
        return VALUES.get(random.nextInt(VALUES.size()));
    }
}
