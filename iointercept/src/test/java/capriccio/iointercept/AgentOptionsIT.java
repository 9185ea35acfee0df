package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent says about its options, and that the application starts whatever they are. */
@Execution(ExecutionMode.CONCURRENT)
class AgentOptionsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(strings = {"", "carriers=1", "carriers=2"})
    void addsNothingToTheOutput(String options) throws Exception {
        try (ChildJvm plain = ChildJvm.plain("Hello", "world");
                ChildJvm agent = ChildJvm.withAgent(options, "Hello", "world")) {
            assertThat(agent.await(PATIENCE).output())
                    .isEqualTo(plain.await(PATIENCE).output())
                    .isEqualTo("hello world\nOK hello\n");
        }
    }

    @Test
    void namesTheNearestMatchOfAnUnknownKey() throws Exception {
        ChildJvm.Result result = hello("cariers=2");
        assertStarted(result);
        assertThat(complaint(result)).contains("cariers").containsPattern("\\bcarriers\\b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"carriers=none", "carriers=0", "carriers=-3", "carriers=", "carriers"})
    void complainsOfABadValue(String options) throws Exception {
        ChildJvm.Result result = hello(options);
        assertStarted(result);
        assertThat(complaint(result)).contains("carriers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Dcapriccio.fault.start=true", "-Djava.io.tmpdir=/nowhere"})
    void failedStartIsOneLineAndTheApplicationRuns(String property) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent(List.of(property), "cache=off", "Queues")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(result.output()).doesNotContain("\tat "); // the JVM itself may warn of such a property
            assertThat(result.output().lines().filter(line -> line.startsWith("[capriccio]")))
                    .hasSize(1)
                    .allMatch(line -> line.startsWith("[capriccio] could not start: "));
            assertThat(result.lastLine()).startsWith("OK");
        }
    }

    @Test
    void propertyStandsForAnArgument() throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent(List.of("-Dcapriccio.stats=true"), "", "Hello", "world")) {
            assertThat(jvm.await(PATIENCE).output()).contains("threads started");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "version"})
    void questionIsAnsweredAndTheApplicationRuns(String question) throws Exception {
        ChildJvm.Result result = hello(question + ",carriers=1");
        assertStarted(result);
        assertThat(complaint(result)).contains(question.equals("help") ? "carriers" : "capriccio 0.");
    }

    @Test
    void theJdksContinuationsOrOneSentence() throws Exception {
        ChildJvm.Result result = hello("backend=jdk");
        assertStarted(result);
        if (Backends.hasJdk()) {
            assertThat(complaint(result)).isEmpty();
        } else {
            assertThat(complaint(result)).hasLineCount(1).contains("backend=jdk").contains("21").contains("backend=weave");
        }
    }

    @Test
    void complainsOfAnUnknownBackend() throws Exception {
        ChildJvm.Result result = hello("backend=loom");
        assertStarted(result);
        assertThat(complaint(result)).contains("backend=loom").contains("weave").contains("jdk");
    }

    @Test
    void helpNamesTheOptions() throws Exception {
        ChildJvm.Result result = jar("--help");
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.output()).contains("-javaagent").contains("carriers");
    }

    @Test
    void versionIsOneLine() throws Exception {
        ChildJvm.Result result = jar("--version");
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.output()).containsPattern("\\d+\\.\\d+\\.\\d+").hasLineCount(1);
    }

    @Test
    void unknownCommandIsAnError() throws Exception {
        ChildJvm.Result result = jar("--hepl");
        assertThat(result.exit()).as(result.toString()).isNotZero();
        assertThat(result.output()).contains("--hepl").contains("--help");
    }

    @Test
    void analyzePrintsWhatWeavingDoes() throws Exception {
        ChildJvm.Result result = jar("analyze", ChildJvm.agentJar().toString());
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.output()).contains("methods").contains("suspend points").contains("MaxPath").contains("largest frames");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere.jar", "pom.xml", ""})
    void analyzeRefusesWhatIsNoJar(String name) throws Exception {
        ChildJvm.Result result = name.isEmpty() ? jar("analyze") : jar("analyze", name);
        assertThat(result.exit()).as(result.toString()).isEqualTo(2);
        assertThat(result.output()).startsWith("capriccio: ").contains(name).hasLineCount(1);
    }

    private static ChildJvm.Result hello(String options) throws InterruptedException {
        try (ChildJvm jvm = ChildJvm.withAgent(options, "Hello", "world")) {
            return jvm.await(PATIENCE);
        }
    }

    private static ChildJvm.Result jar(String... arguments) throws InterruptedException {
        String[] all = new String[arguments.length + 2];
        all[0] = "-jar";
        all[1] = ChildJvm.agentJar().toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        try (ChildJvm jvm = ChildJvm.java(all)) {
            return jvm.await(PATIENCE);
        }
    }

    private static void assertStarted(ChildJvm.Result result) {
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.output()).as(result.toString()).endsWith("hello world\nOK hello\n");
    }

    /** What the agent said, which is neither the application's nor a stack trace. */
    private static String complaint(ChildJvm.Result result) {
        assertThat(result.output()).doesNotContain("\tat ");
        return result.output().replace("hello world\nOK hello\n", "");
    }
}
