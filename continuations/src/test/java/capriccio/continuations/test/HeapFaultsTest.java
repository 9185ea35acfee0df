package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import capriccio.continuations.runtime.Failing;
import java.io.InputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heap is full while frames are saved, or a twin is made. */
class HeapFaultsTest {
    /** More than any allocation is tried. */
    private static final int FOR_EVER = 1_000_000;

    @AfterEach
    void othersRun() throws Exception {
        Failing.nextAllocations(0);
        assertThat(run(fresh("Deep"))).isEqualTo("");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 40})
    void aThreadThatGetsHeapAtLastGoesOn(int failures) throws Exception {
        assumeFalse(TestRuntime.JDK, "the JDK's continuations have a heap of their own");
        Runnable task = fresh("Deep");
        Failing.nextAllocations(failures);
        assertThat(run(task)).isEmpty();
        assertThat(Failing.left()).as("failures that were not met").isZero();
        Runnable plain = load("Deep", false);
        plain.run();
        assertThat(trace(task)).isEqualTo(trace(plain));
    }

    /** Its frames cannot be saved whole: it ends, and is told why; its monitors and carriers are free. */
    @Test
    void aThreadThatGetsNoneEnds() throws Exception {
        assumeFalse(TestRuntime.JDK, "the JDK's continuations have a heap of their own");
        Runnable task = fresh("Deep");
        Failing.nextAllocations(FOR_EVER);
        assertThat(run(task)).containsAnyOf("OutOfMemoryError", "cannot resume");
        assertThat(Failing.left()).isBetween(1, FOR_EVER - 1);
    }

    private static String run(Runnable task) throws Exception {
        return TestRuntime.run(task);
    }

    /** Of a loader of its own: no twin exists yet. */
    private static Runnable fresh(String simpleName) throws Exception {
        return load(simpleName, true);
    }

    private static Runnable load(String simpleName, boolean woven) throws Exception {
        try (InputStream in = Suspending.class.getResourceAsStream("Suspending$" + simpleName + ".class")) {
            return (Runnable) new BytesLoader()
                    .define(Suspending.class.getName() + "$" + simpleName, in.readAllBytes(), woven)
                    .getConstructor()
                    .newInstance();
        }
    }

    private static String trace(Runnable task) throws ReflectiveOperationException {
        return ((Trace) task.getClass().getField("trace").get(task)).text();
    }
}
