package nsfleet;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The house rules that a compiler does not know: who may look into whom, which rooms are pure, and
/// which room alone knows a library. ARCHITECTURE.md says why.
class ArchitectureTest {
    /// Every room, and the rooms it may look into.
    private static final Map<String, Set<String>> ROOMS = rooms();

    private static final String VARS_SEES = "inventory playbook vault yaml net shell diagnostics";

    private static final String RESOLVE_SEES =
            "vars inventory playbook resource filter yaml net shell diagnostics";

    private static final String REPORT_SEES = "run plan verify resource net inventory diagnostics";

    /// Rooms that take values and return values.
    private static final List<String> PURE =
            List.of(
                    "diagnostics",
                    "shell",
                    "vault",
                    "net",
                    "filter",
                    "yaml",
                    "resource",
                    "resolve",
                    "vars",
                    "record",
                    "probe",
                    "plan",
                    "render",
                    "verify");

    /// Every library in use, and the rooms that may know it.
    private static final Map<String, List<String>> LIBRARIES =
            Map.of(
                    "org.snakeyaml", List.of("yaml"),
                    "net.schmizz", List.of("transport.ssh"),
                    "com.hierynomus", List.of("transport.ssh"),
                    "inet.ipaddr", List.of("net"),
                    "freemarker", List.of("shell", "vars"),
                    "picocli", List.of("cli"));

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .importUrl(
                            nsfleet.cli.Main.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation());

    private static Map<String, Set<String>> rooms() {
        var rooms = new TreeMap<String, Set<String>>();
        rooms.put("diagnostics", Set.of());
        rooms.put("shell", Set.of());
        rooms.put("net", Set.of("diagnostics"));
        rooms.put("filter", Set.of("net", "diagnostics"));
        rooms.put("yaml", Set.of("diagnostics"));
        rooms.put("vault", Set.of("shell", "diagnostics"));
        rooms.put("inventory", Set.of("vault", "yaml", "diagnostics"));
        rooms.put("playbook", Set.of("yaml", "diagnostics"));
        rooms.put("vars", Set.of(VARS_SEES.split(" ")));
        rooms.put("resource", Set.of("filter", "net", "shell", "diagnostics"));
        rooms.put("resolve", Set.of(RESOLVE_SEES.split(" ")));
        rooms.put("record", Set.of("resource", "net", "shell", "diagnostics"));
        rooms.put("probe", Set.of("resource", "filter", "net", "shell", "diagnostics"));
        rooms.put(
                "plan",
                Set.of("resource", "filter", "probe", "record", "net", "shell", "diagnostics"));
        rooms.put("transport", Set.of("shell", "diagnostics"));
        rooms.put("transport.ssh", Set.of("transport", "shell", "diagnostics"));
        // of transport only its values: a frame to send, and how one ended
        rooms.put(
                "render",
                Set.of(
                        "plan",
                        "record",
                        "resource",
                        "filter",
                        "probe",
                        "transport",
                        "net",
                        "shell"));
        rooms.put("verify", Set.of("resource", "transport", "net", "shell", "diagnostics"));
        rooms.put("sandbox", Set.of("shell"));
        rooms.put("report", Set.of(REPORT_SEES.split(" ")));
        rooms.put("run", allBut(rooms, "yaml", "transport.ssh", "report", "sandbox"));
        rooms.put("cli", allBut(rooms));
        return rooms;
    }

    private static Set<String> allBut(Map<String, Set<String>> rooms, String... closed) {
        var open = new TreeSet<>(rooms.keySet());
        Arrays.asList(closed).forEach(open::remove);
        return open;
    }

    static Stream<String> everyRoom() {
        return ROOMS.keySet().stream();
    }

    static Stream<String> everyPureRoom() {
        return PURE.stream();
    }

    static Stream<String> everyLibrary() {
        return LIBRARIES.keySet().stream();
    }

    @Test
    void everyClassLivesInARoom() {
        var strangers =
                CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> !ROOMS.containsKey(name.replaceFirst("^nsfleet\\.?", "")))
                        .collect(Collectors.toSet());
        assertThat(strangers).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyRoom")
    void aRoomLooksOnlyWhereItMay(String room) {
        assertThat(ownClasses(room)).as("classes of " + room).isNotEmpty();
        var closed =
                ROOMS.keySet().stream()
                        .filter(other -> !other.equals(room) && !ROOMS.get(room).contains(other))
                        .map(ArchitectureTest::packageOf)
                        .toArray(String[]::new);
        if (closed.length > 0) {
            noClasses()
                    .that()
                    .resideInAPackage(packageOf(room))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(closed)
                    .check(CLASSES);
        }
    }

    @Test
    void noRoomLeadsBackToItself() {
        slices().matching("nsfleet.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("everyPureRoom")
    void aPureRoomHasNoFilesSocketsClocksOrThreads(String room) {
        assertThat(ownClasses(room)).as("classes of " + room).isNotEmpty();
        noClasses()
                .that()
                .resideInAPackage(packageOf(room))
                .should()
                .dependOnClassesThat(outsideWorld())
                .orShould()
                .accessTargetWhere(asksTheMachine())
                .check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("everyLibrary")
    void aLibraryHasOneHome(String library) {
        var homes = LIBRARIES.get(library).stream().map(ArchitectureTest::packageOf).toList();
        var inUse =
                noClasses()
                        .that()
                        .resideInAnyPackage(homes.toArray(String[]::new))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(library + "..");
        assertThatThrownBy(() -> inUse.check(CLASSES))
                .as(library + " is in use at home")
                .isInstanceOf(AssertionError.class);
        noClasses()
                .that(resideOutsideOfPackages(homes.toArray(String[]::new)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library + "..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandsTouchStandardStreamsAndExit() {
        var streamsAndExit =
                describe(
                        "System.out, err, in, exit",
                        (JavaAccess<?> access) ->
                                access.getTargetOwner().isEquivalentTo(System.class)
                                        && Set.of("out", "err", "in", "exit", "setOut", "setErr")
                                                .contains(access.getTarget().getName()));
        assertThat(
                        CLASSES.get("nsfleet.cli.Main").getAccessesFromSelf().stream()
                                .anyMatch(streamsAndExit))
                .as("the rule knows an exit when it sees one")
                .isTrue();
        noClasses()
                .that(resideOutsideOfPackages("nsfleet.cli"))
                .should()
                .accessTargetWhere(streamsAndExit)
                .check(CLASSES);
    }

    /// What reaches beyond memory. Readers and writers of strings are not among it.
    private static DescribedPredicate<JavaClass> outsideWorld() {
        return resideInAnyPackage(
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net.http..",
                        "javax.net..",
                        "java.util.concurrent",
                        "java.util.logging")
                .and(
                        describe(
                                "are not plain collections",
                                (JavaClass type) ->
                                        !type.getSimpleName().equals("ConcurrentHashMap")
                                                && !type.getSimpleName().equals("TimeUnit")
                                                && !type.getSimpleName().equals("ConcurrentMap")))
                .or(
                        describe(
                                "are files, sockets, processes or threads",
                                (JavaClass type) ->
                                        Set.of(
                                                        "java.io.File",
                                                        "java.io.FileInputStream",
                                                        "java.io.FileOutputStream",
                                                        "java.io.FileReader",
                                                        "java.io.FileWriter",
                                                        "java.io.RandomAccessFile",
                                                        "java.io.Console",
                                                        "java.net.Socket",
                                                        "java.net.ServerSocket",
                                                        "java.net.DatagramSocket",
                                                        "java.net.InetAddress",
                                                        "java.net.URL",
                                                        "java.net.URLConnection",
                                                        "java.net.NetworkInterface",
                                                        "java.lang.Process",
                                                        "java.lang.ProcessBuilder",
                                                        "java.lang.Runtime",
                                                        "java.lang.Thread",
                                                        "java.time.Clock")
                                                .contains(type.getName())));
    }

    /// Calls that give another answer at another time or on another machine.
    private static DescribedPredicate<JavaAccess<?>> asksTheMachine() {
        return describe(
                "ask for the time, the environment or chance",
                access -> {
                    var owner = access.getTargetOwner().getName();
                    var name = access.getTarget().getName();
                    return owner.startsWith("java.time.") && name.equals("now")
                            || owner.equals("java.lang.System")
                                    && Set.of(
                                                    "currentTimeMillis",
                                                    "nanoTime",
                                                    "getenv",
                                                    "getProperty")
                                            .contains(name)
                            || owner.equals("java.lang.Math") && name.equals("random")
                            || owner.equals("java.util.UUID") && name.equals("randomUUID");
                });
    }

    private static List<JavaClass> ownClasses(String room) {
        return CLASSES.stream()
                .filter(type -> type.getPackageName().equals(packageOf(room)))
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .toList();
    }

    private static String packageOf(String room) {
        return "nsfleet." + room;
    }
}
