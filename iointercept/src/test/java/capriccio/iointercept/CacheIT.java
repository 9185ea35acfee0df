package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start from the cache is the same start, and a cache that does not fit is none. */
@Execution(ExecutionMode.CONCURRENT)
class CacheIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final String PROGRAMS = "capriccio.iointercept.programs.";
    private static final String NOTHING_WOVEN = ", woven 0";
    private static final String TOOLS = "capriccio.iointercept.agent.Tools";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"ControlFlow", "CallBacks", "ForeignMonitors", "LateClasses", "JdkHttpServer"})
    void warmStartsGiveTheSameOutput(String program) throws Exception {
        ChildJvm.Result cold = run("carriers=2", program);
        assertThat(cold.toString()).doesNotContain(NOTHING_WOVEN);
        for (int i = 0; i < 2; i++) {
            ChildJvm.Result warm = run("carriers=2", program);
            assertThat(printed(warm)).isEqualTo(printed(cold));
        }
    }

    @Test
    void warmStartsWeaveNothing() throws Exception {
        run("carriers=1", "Hello");
        run("carriers=1", "Hello"); // may still find classes that only this path loads
        assertThat(run("carriers=1", "Hello").toString()).contains(NOTHING_WOVEN);
    }

    /**
     * With all in the cache, the tools are made while a class is being loaded that is not: if they needed this one, they would
     * never get it. So they need none of the JDK that the first start did not load, whose classes are all in the cache. The
     * JVM's own log says what is loaded while they are made.
     */
    @Test
    void toolsNeedWhatTheFirstStartNeeded() throws Exception {
        List<String> first = loadedBy("Hello");
        List<String> second = loadedBy("Locks");
        assertThat(first).contains(TOOLS);
        int begin = second.indexOf(TOOLS);
        int end = second.indexOf("capriccio.iointercept.agent.LateLoading");
        assertThat(begin).isNotNegative();
        assertThat(end).isGreaterThan(begin);
        assertThat(second.subList(begin, end))
                .filteredOn(name -> name.startsWith("java.") && !name.startsWith("java.lang.invoke.") && !name.contains("/0x"))
                .isSubsetOf(first);
    }

    private List<String> loadedBy(String program) throws Exception {
        ChildJvm.Result logged = runQuietOrNot("carriers=1", program, "-Xlog:class+load");
        assertThat(logged.exit()).as(logged.toString()).isZero();
        return logged.output()
                .lines()
                .filter(line -> line.contains("[class,load]"))
                .map(line -> line.substring(line.indexOf("[class,load]") + "[class,load]".length()).strip().split(" ", 2)[0])
                .toList();
    }

    @Test
    void whatTheCacheHasIsWhatTheWeaverMakes() throws Exception {
        run("carriers=2", "ControlFlow");
        run("carriers=2", "ControlFlow", "-Dcapriccio.cache.check=true"); // complains on standard error otherwise
    }

    @Test
    void otherOptionsAreAnotherCache() throws Exception {
        run("carriers=1", "Hello");
        assertThat(run("carriers=1,quantum=0", "Hello").toString()).doesNotContain(NOTHING_WOVEN);
        assertThat(woven()).hasSize(2);
    }

    @Test
    void anotherContentOfTheClassPathReplacesTheCache() throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes/capriccio/iointercept/programs"));
        for (String name : List.of("Hello", "Check")) {
            copy(name, classes);
        }
        assertPassed(hello());
        hello();
        assertThat(hello().toString()).contains(NOTHING_WOVEN);
        copy("Ends", classes);
        ChildJvm.Result changed = hello();
        assertPassed(changed);
        assertThat(changed.toString()).doesNotContain(NOTHING_WOVEN);
        assertThat(woven()).hasSize(1);
    }

    @Test
    void damagedFilesAreIgnoredAndReplaced() throws Exception {
        run("carriers=1", "Hello");
        Path file = woven().get(0);
        byte[] good = Files.readAllBytes(file);
        for (int at : new int[] {0, 17, 4_000, good.length / 2}) {
            byte[] bad = good.clone();
            bad[at] ^= 4;
            for (int i = good.length / 2; i < good.length; i += 997) {
                bad[i] ^= 4; // not every class is wanted
            }
            Files.write(file, bad);
            ChildJvm.Result result = runQuietOrNot("carriers=1", "Hello");
            assertPassed(result);
            assertThat(result.toString()).as("damaged at " + at).contains("is ignored");
        }
        for (int length : new int[] {10, good.length / 3, good.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(good, length));
            ChildJvm.Result result = runQuietOrNot("carriers=1", "Hello");
            assertPassed(result);
            assertThat(result.toString()).as("cut at " + length).contains("is ignored");
            assertThat(file.toFile().length()).isGreaterThan(good.length / 2);
        }
        run("carriers=1", "Hello");
    }

    @Test
    void noCacheLeavesNothing() throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent("carriers=1,cache=off", "Hello")) {
            assertPassed(jvm.await(PATIENCE));
        }
        assertThat(folder).isEmptyDirectory();
    }

    private static List<String> printed(ChildJvm.Result result) {
        return result.output().lines().filter(line -> !line.startsWith("[capriccio]")).toList();
    }

    private ChildJvm.Result run(String options, String program, String... jvm) throws Exception {
        ChildJvm.Result result = runQuietOrNot(options, program, jvm);
        assertPassed(result);
        assertThat(result.toString()).doesNotContain("ignored", "differs", "stays unwoven", "cannot be", "lost");
        return result;
    }

    private ChildJvm.Result runQuietOrNot(String options, String program, String... jvm) throws Exception {
        try (ChildJvm child = ChildJvm.withAgent(List.of(jvm), options + ",stats=true,cache=" + folder.resolve("cache"), program)) {
            return child.await(PATIENCE);
        }
    }

    private ChildJvm.Result hello() throws Exception {
        try (ChildJvm child = ChildJvm.java(
                "-javaagent:" + ChildJvm.agentJar() + "=stats=true,cache=" + folder.resolve("cache"),
                "-cp",
                folder.resolve("classes").toString(),
                PROGRAMS + "Hello")) {
            return child.await(PATIENCE);
        }
    }

    private static void copy(String program, Path to) throws IOException {
        List<Path> files = new ArrayList<>();
        Path from = ChildJvm.testClasses().resolve("capriccio/iointercept/programs");
        try (Stream<Path> all = Files.list(from)) {
            all.filter(f -> f.getFileName().toString().matches(program + "(\\$.*)?\\.class")).forEach(files::add);
        }
        for (Path f : files) {
            Files.copy(f, to.resolve(f.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private List<Path> woven() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("cache"))) {
            return all.filter(f -> f.toString().endsWith(".woven")).toList();
        }
    }

    private static void assertPassed(ChildJvm.Result result) {
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.toString()).contains("OK");
    }
}
