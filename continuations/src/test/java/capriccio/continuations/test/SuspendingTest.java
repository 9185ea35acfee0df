package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import capriccio.continuations.runtime.UserThread;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled classes, woven, on user threads. */
class SuspendingTest {
    @Test
    void lambdasAdaptTheResultsOfResumedFrames() throws Exception {
        assertThat(traceOf("Lambdas", true)).isEqualTo(traceOf("Lambdas", false));
    }

    @Test
    void aDeepStackIsSavedAndRestoredManyTimes() throws Exception {
        assertThat(traceOf("Deep", true)).isEqualTo(traceOf("Deep", false));
    }

    /** Counted, not timed: frames re-entered, and a frame is saved once before it is. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 10_000})
    void aYieldAtALeafTouchesTheLeafAloneHoweverDeep(int depth) throws Exception {
        assumeFalse(TestRuntime.JDK, "the JDK's continuations have no twins to count");
        int yields = 500;
        Class<?> type = load("Leaf", true);
        Runnable task = (Runnable) type.getConstructor().newInstance();
        type.getField("depth").setInt(task, depth);
        type.getField("yields").setInt(task, yields);
        long before = TestRuntime.resumes();
        assertThat(TestRuntime.run(task)).isEmpty();
        assertThat(((Trace) type.getField("trace").get(task)).text()).isEqualTo("i" + depth + " ");
        assertThat(TestRuntime.resumes() - before).isEqualTo(yields + depth + 1L); // each outer frame once, at the end
    }

    @Test
    void timedParksEndInTheOrderOfTheirDeadlines() throws Exception {
        Class<?> type = load("Sleeper", true);
        List<UserThread> threads = new ArrayList<>();
        for (int millis : new int[] {400, 100, 300, 200}) {
            Runnable task = (Runnable) type.getConstructor().newInstance();
            type.getField("millis").setInt(task, millis);
            threads.add(TestRuntime.create(task));
        }
        threads.forEach(TestRuntime::begin);
        for (UserThread u : threads) {
            assertThat(TestRuntime.join(u)).isEmpty();
        }
        assertThat(type.getField("order").get(null)).hasToString("[100, 200, 300, 400]");
    }

    private static Class<?> load(String simpleName, boolean woven) throws Exception {
        String name = "capriccio.continuations.test.Suspending$" + simpleName;
        try (InputStream in = SuspendingTest.class.getResourceAsStream("Suspending$" + simpleName + ".class")) {
            return new BytesLoader().define(name, in.readAllBytes(), woven);
        }
    }

    private static String traceOf(String simpleName, boolean woven) throws Exception {
        Class<?> type = load(simpleName, woven);
        Runnable task = (Runnable) type.getConstructor().newInstance();
        String thrown = "";
        if (woven) {
            thrown = TestRuntime.run(task);
        } else {
            task.run();
        }
        return ((Trace) type.getField("trace").get(task)).text() + thrown;
    }
}
