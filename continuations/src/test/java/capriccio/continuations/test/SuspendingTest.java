package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.continuations.runtime.UserThread;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
