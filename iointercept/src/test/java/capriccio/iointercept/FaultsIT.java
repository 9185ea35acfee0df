package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong leaves the process consistent. */
class FaultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @ParameterizedTest(name = "carriers={0}")
    @ValueSource(ints = {1, 2})
    void aClassThatCannotBeWovenPins(int carriers) throws Exception {
        List<String> refuse = List.of("-Dcapriccio.fault.weaving=capriccio/iointercept/programs/RefusedClass$Refused");
        try (ChildJvm jvm = ChildJvm.withAgent(refuse, "carriers=" + carriers, "RefusedClass")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertPassed(result);
            assertThat(result.output()).contains("RefusedClass$Refused cannot be woven, and its methods pin");
        }
    }

    @Test
    void tenThousandFramesSuspendAndResume() throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent(List.of("-Xss8m"), "carriers=2", "DeepStacks", "tenThousandFrames")) {
            assertPassed(jvm.await(PATIENCE));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"overflow", "overflowUnderLocks", "overflowUnderNestedBlocks", "overflowAfterWait", "overflowAfterPark"})
    void theStackOverflows(String what) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent(ChildJvm.ALL_COMPILERS, "carriers=2", "DeepStacks", what)) {
            assertPassed(jvm.await(PATIENCE));
        }
    }

    /** Where the interpreter leaves the monitors, it looks for stack at places at which compiled code does not. */
    @Test
    void theStackOverflowsWhereMonitorsAreLeftByTheInterpreter() throws Exception {
        List<String> interpreted = List.of("-XX:-TieredCompilation", "-XX:CompileCommand=quiet",
                "-XX:CompileCommand=exclude,capriccio.continuations.runtime.MonitorExit::exit");
        try (ChildJvm jvm = ChildJvm.withAgent(interpreted, "carriers=2", "DeepStacks", "overflowUnderNestedBlocks")) {
            assertPassed(jvm.await(PATIENCE));
        }
    }

    /** One thread fills the heap again and again while forty suspend and resume. */
    @ParameterizedTest(name = "policy={0}")
    @ValueSource(strings = {"fifo", "graph"})
    void theHeapIsExhausted(String policy) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent(List.of("-Xmx96m"), "carriers=2,policy=" + policy, "HeapExhausted")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(result.output()).containsPattern("(?m)^OK rounds="); // who else met the full heap may say so behind it
        }
    }

    /** Every object has the same identity hash: what is kept by it must compare as well. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"SameNames", "MonitorMix"})
    void allHashesCollide(String program) throws Exception {
        List<String> same = List.of("-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=2");
        try (ChildJvm jvm = ChildJvm.withAgent(same, "carriers=2", program)) {
            assertPassed(jvm.await(PATIENCE));
        }
    }

    @ParameterizedTest(name = "carriers={0}")
    @ValueSource(ints = {1, 2})
    void threadsAreInterruptedWhilePinned(int carriers) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent("carriers=" + carriers, "PinnedInterrupts")) {
            assertPassed(jvm.await(PATIENCE));
        }
    }

    /** The program passes on the plain JVM too, so that a failure of its own is told apart. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"", "carriers=1", "carriers=2"})
    void descriptorsRunOut(String options) throws Exception {
        try (ChildJvm jvm = ChildJvm.withDescriptors(256, options, "DescriptorsExhausted")) {
            assertPassed(jvm.await(PATIENCE));
        }
    }

    private static void assertPassed(ChildJvm.Result result) {
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.lastLine()).as(result.toString()).startsWith("OK");
    }
}
