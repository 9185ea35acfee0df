package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Thousands of threads need no more than a few threads of the operating system. */
class ManyThreadsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SLEEPERS = 50_000;
    private static final int IDLE = 10_000;
    private static final int CLIENTS = 2_000;

    /** What the agent may add to the carriers: pollers, timers and the like. */
    private static final int HELPERS = 10;

    /** The JVM's own threads, in a process that has no agent and one Java thread. */
    private static int jvmThreads;

    @BeforeAll
    static void countJvmThreads() throws Exception {
        try (ChildJvm jvm = ChildJvm.plain("Baseline")) {
            jvmThreads = jvm.await(PATIENCE).fact("osThreads");
        }
    }

    static Stream<Arguments> backendsAndCarriers() {
        return Stream.of(Backends.WEAVE, Backends.JDK)
                .flatMap(backend -> Stream.of(1, 2).map(carriers -> Arguments.of(backend, carriers)));
    }

    private static String options(String backend, int carriers) {
        return backend + ",carriers=" + carriers;
    }

    @ParameterizedTest(name = "{0} carriers={1}")
    @MethodSource("backendsAndCarriers")
    void sleepersFinishInAFewSeconds(String backend, int carriers) throws Exception {
        Backends.assumeHas(backend);
        try (ChildJvm jvm = ChildJvm.withAgent(options(backend, carriers), "Sleepers", Integer.toString(SLEEPERS))) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.lastLine()).as(result.toString()).startsWith("OK");
            report("sleepers", backend, carriers, result.lastLine());
            assertThat(result.fact("elapsedMillis")).as("milliseconds").isLessThan(15_000);
            assertFewThreads(result.fact("osThreads"), carriers);
        }
    }

    @ParameterizedTest(name = "{0} carriers={1}")
    @MethodSource("backendsAndCarriers")
    void clientsAndTheirServerThreadsEchoInOneProcess(String backend, int carriers) throws Exception {
        Backends.assumeHas(backend);
        assumeDescriptors(2 * CLIENTS + 500);
        try (ChildJvm jvm = ChildJvm.withAgent(options(backend, carriers), "EchoClients", Integer.toString(CLIENTS), "10")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.lastLine()).as(result.toString()).startsWith("OK");
            report("echo clients", backend, carriers, result.lastLine());
        }
    }

    @ParameterizedTest(name = "{0} carriers={1}")
    @MethodSource("backendsAndCarriers")
    void idleConnectionsNeedNoThreadsOfTheirOwn(String backend, int carriers) throws Exception {
        Backends.assumeHas(backend);
        assumeDescriptors(IDLE + 500);
        String count = Integer.toString(IDLE);
        try (ChildJvm server = ChildJvm.withAgent(options(backend, carriers), "IdleConnections", "serve", count)) {
            String port = server.awaitLine("PORT ", PATIENCE).substring("PORT ".length());
            try (ChildJvm client = ChildJvm.plain("IdleConnections", "hold", port, count)) {
                client.awaitLine("HELD ", PATIENCE);
                String idle = server.awaitLine("IDLE ", PATIENCE);
                report("idle server", backend, carriers, idle);
                client.say("close");
                assertThat(client.await(PATIENCE).lastLine()).startsWith("OK");
                assertThat(server.await(PATIENCE).lastLine()).startsWith("OK");
                assertFewThreads(ChildJvm.factOf(idle, "osThreads"), carriers);
            }
        }
    }

    @Test
    void theAgentAloneAddsFewThreads() throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent("carriers=2", "Baseline")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            report("nothing", Backends.WEAVE, 2, result.lastLine());
            assertFewThreads(result.fact("osThreads"), 2);
        }
    }

    private static void assertFewThreads(int osThreads, int carriers) {
        assertThat(osThreads - jvmThreads)
                .as("threads beyond the JVM's own %d", jvmThreads)
                .isLessThanOrEqualTo(carriers + HELPERS);
    }

    private static void report(String what, String backend, int carriers, String line) {
        System.out.printf("%s, %s, jvmThreads=%d: %s%n", what, options(backend, carriers), jvmThreads, line);
    }

    /** Assumes that a process may open that many descriptors. */
    private static void assumeDescriptors(int needed) throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                String hard = line.split(" +", -1)[4];
                assumeTrue(
                        hard.equals("unlimited") || Long.parseLong(hard) >= needed,
                        "the limit of open files, " + hard + ", is below " + needed);
            }
        }
    }
}
