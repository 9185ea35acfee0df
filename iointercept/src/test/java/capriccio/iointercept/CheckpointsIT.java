package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Preemption at checkpoints, yield-everywhere mode, and {@code main} on a user thread. */
@Execution(ExecutionMode.CONCURRENT)
class CheckpointsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @ParameterizedTest
    @ValueSource(strings = {"carriers=1", "carriers=1,quantum=1", "carriers=1,main=user", "carriers=2,quantum=2"})
    void aHotLoopLetsOthersRun(String options) throws Exception {
        assertPassed(options, "Preemption");
    }

    @Test
    void aThreadOfACrowdGoesOnForSomeQuanta() throws Exception {
        assertPassed("carriers=1,quantum=2,policy=graph", "Crowd");
    }

    /** Without preemption the first loop never ends, which a few hundred quanta are enough to tell. */
    @Test
    void withoutAQuantumAHotLoopKeepsItsCarrier() throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent("carriers=1,quantum=0", "Preemption")) {
            jvm.awaitLine("loops begin", PATIENCE);
            assertThatThrownBy(() -> jvm.awaitLine("ended: ", Duration.ofSeconds(4))).hasMessageStartingWith("no line ended: ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ControlFlow, 'carriers=1,yield=everywhere,main=user'",
        "Locks, 'carriers=2,yield=everywhere,main=user'",
        "Cancellations, 'carriers=2,yield=everywhere,main=user'",
        "Identity, 'carriers=2,yield=everywhere:7,main=user'",
        "WaitNotify, 'carriers=2,yield=everywhere:3'",
        "JdkCallers, 'carriers=2,yield=everywhere,main=user'",
        "OldStyle, 'carriers=2,yield=everywhere'",
        "Thrown, 'carriers=2,yield=everywhere'"
    })
    void programsThatYieldEverywherePass(String program, String options) throws Exception {
        assertPassed(options, program);
    }

    private static void assertPassed(String options, String program) throws InterruptedException {
        try (ChildJvm jvm = ChildJvm.withAgent(ChildJvm.ALL_COMPILERS, options, program)) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(result.lastLine()).as(result.toString()).startsWith("OK");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"returns", "throws", "handles", "exits", "leaves"})
    void mainOnAUserThreadEndsAsOnAPlatformThread(String how) throws Exception {
        try (ChildJvm plain = ChildJvm.plain("Ends", how);
                ChildJvm agent = ChildJvm.withAgent("main=user", "Ends", how)) {
            ChildJvm.Result expected = plain.await(PATIENCE);
            ChildJvm.Result actual = agent.await(PATIENCE);
            assertThat(withoutFrames(actual)).as(actual.toString()).isEqualTo(withoutFrames(expected));
            assertThat(actual.exit()).isEqualTo(expected.exit());
        }
    }

    private static String withoutFrames(ChildJvm.Result result) {
        return result.output().replaceAll("(?m)^\tat .*\n", "");
    }

    @Test
    void mainRunsOnACarrier() throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent("main=user,stats=true", "Hello", "world")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            int started = started(result);
            assertThat(started).as(result.toString()).isEqualTo(1 + startedWith("stats=true"));
        }
    }

    private static int startedWith(String options) throws InterruptedException {
        try (ChildJvm jvm = ChildJvm.withAgent(options, "Hello", "world")) {
            return started(jvm.await(PATIENCE));
        }
    }

    private static int started(ChildJvm.Result result) {
        String from = "threads started ";
        int i = result.output().indexOf(from);
        assertThat(i).as(result.toString()).isNotNegative();
        String rest = result.output().substring(i + from.length());
        return Integer.parseInt(rest.substring(0, rest.indexOf(',')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"quantum=-1", "quantum=60001", "quantum=soon", "yield=always", "yield=everywhere:0", "main=green"})
    void complainsOfABadValue(String options) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent(options, "Hello", "world")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(result.output()).contains(options.substring(0, options.indexOf('='))).contains("hello world");
        }
    }
}
