package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's virtual threads under our scheduler: they do what they do without it, and policy, graph and dump know them. */
@Execution(ExecutionMode.CONCURRENT)
class VirtualIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final String VIRTUAL = "backend=virtual";

    @TempDir
    static Path classes;

    @BeforeAll
    static void compile() throws Exception {
        if (Backends.hasJdk()) {
            Path sources = Path.of(VirtualIT.class.getResource("/jdk21").toURI());
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            int failed = ToolProvider.getSystemJavaCompiler().run(null, said, said, "--release", "21", "-d", classes.toString(),
                    sources.resolve("Virtuals.java").toString(), sources.resolve("Hoard.java").toString());
            assertThat(failed).as(said.toString(StandardCharsets.UTF_8)).isZero();
        }
    }

    private static ChildJvm start(List<String> jvm, String program) {
        List<String> command = new ArrayList<>(List.of("-Xmx1g", "-XX:+UseSerialGC", ChildJvm.FIRST_COMPILER));
        command.addAll(jvm);
        command.addAll(List.of("-cp", classes.toString(), program));
        return ChildJvm.java(command.toArray(new String[0]));
    }

    private static String agent(String options) {
        return "-javaagent:" + ChildJvm.agentJar() + "=" + VIRTUAL + options;
    }

    private static ChildJvm.Result run(List<String> jvm, String program) throws Exception {
        try (ChildJvm child = start(jvm, program)) {
            ChildJvm.Result result = child.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            return result;
        }
    }

    @Test
    void theProgramHoldsOnThePlainJdk() throws Exception {
        Backends.assumeJdk();
        assertThat(run(List.of(), "Virtuals").output()).contains("OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {",carriers=1", ",carriers=2", ",policy=graph,carriers=1", ",policy=graph,carriers=2", ",policy=cohort"})
    void theSameHoldsUnderOurScheduler(String options) throws Exception {
        Backends.assumeJdk();
        Path graph = Files.createTempDirectory(classes, "graph").resolve("graph.dot");
        ChildJvm.Result result = run(List.of(agent(options + ",stats,graph=" + graph)), "Virtuals");
        assertThat(result.output()).contains("OK").containsPattern("threads started [2-9]\\d{4}");
        assertThat(Files.readString(graph)).contains("lambda$handOff$", "lambda$locks$", "lambda$sockets$");
    }

    /** All at once they would need thirty times the heap; on the plain JDK nine of ten fail. */
    @ParameterizedTest
    @ValueSource(strings = {",carriers=1", ",carriers=2"})
    void threadsThatTakeTheHeapAreHeld(String options) throws Exception {
        Backends.assumeJdk();
        ChildJvm.Result result = run(List.of("-Xmx128m", agent(",policy=graph,stats" + options)), "Hoard");
        assertThat(result.output()).containsPattern("failed \\d{1,2}\n").containsPattern("[1-9]\\d* had to wait");
    }

    @Test
    void aPinnedThreadDoesNotHoldTheOthersBack() throws Exception {
        Backends.assumeJdk();
        assertThat(run(List.of(agent(",carriers=1,stats")), "Virtuals$Pinned").output())
                .contains("value 42", "parks that pinned a carrier 1");
    }

    @Test
    void aDumpShowsWhereTheyAre() throws Exception {
        Backends.assumeJdk();
        try (ChildJvm child = start(List.of(agent(",policy=graph")), "Virtuals$Parked")) {
            String pid = child.awaitLine("parked ", PATIENCE).substring("parked ".length());
            try (ChildJvm tool = ChildJvm.java("-jar", ChildJvm.agentJar().toString(), pid, "dump")) {
                assertThat(tool.await(PATIENCE).output())
                        .contains("\"sleeper\"", "Virtuals$Parked.sleeps", "\"locker\"", "waiting to lock a monitor");
            }
            child.say("");
            assertThat(child.await(PATIENCE).exit()).isZero();
        }
    }

    @Test
    void anOlderJdkSaysSoInOneLine() throws Exception {
        assumeFalse(Backends.hasJdk(), "this JDK has virtual threads");
        try (ChildJvm child = ChildJvm.withAgent(VIRTUAL, "Hello", "world")) {
            assertThat(child.await(PATIENCE).output())
                    .contains("[capriccio] backend=virtual cannot be used: it needs JDK 21 or later, this is 17. The application runs on platform threads.");
        }
    }
}
