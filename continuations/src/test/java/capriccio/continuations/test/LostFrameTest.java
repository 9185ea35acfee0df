package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import capriccio.continuations.runtime.UserThread;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A frame that no rule knew stands between woven ones and runs on: the first thing that it reaches says so. */
class LostFrameTest {
    /** Not woven, though its callers take it for woven. */
    @SuppressWarnings("UnusedMethod")
    public static final class Between {
        private Between() {}

        public static void callBoth(Runnable first, Runnable second) {
            first.run();
            second.run();
        }
    }

    /** Woven: calls {@link Between}, which calls it back twice. */
    public static final class Woven implements Runnable {
        public static String then = "";
        public Trace trace = new Trace();

        @Override
        public void run() {
            int kept = 7;
            Between.callBoth(Woven::suspend, this::goOn);
            trace.log(kept);
        }

        private static void suspend() {
            UserThread.yieldNow();
        }

        private void goOn() {
            switch (then) {
                case "asks who it is" -> trace.log(UserThread.currentThread().getName());
                case "suspends again" -> UserThread.yieldNow();
                case "parks" -> UserThread.park(true, System.nanoTime());
                default -> suspend();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"asks who it is", "suspends again", "parks", "calls what suspends"})
    void namesBothFrames(String then) throws Exception {
        assumeFalse(TestRuntime.JDK, "the JDK saves any frame");
        Runnable task = woven();
        task.getClass().getField("then").set(null, then);
        assertThat(TestRuntime.run(task))
                .contains("IllegalStateException", "Woven.suspend", "LostFrameTest$Between.callBoth", "ran on, into");
        assertThat(((Trace) task.getClass().getField("trace").get(task)).text()).as("what came after").isEmpty();
        assertThat(TestRuntime.run(() -> {})).as("the next thread").isEmpty();
    }

    private static Runnable woven() throws Exception {
        try (InputStream in = LostFrameTest.class.getResourceAsStream("LostFrameTest$Woven.class")) {
            return (Runnable) new BytesLoader()
                    .define(Woven.class.getName(), in.readAllBytes(), true)
                    .getConstructor()
                    .newInstance();
        }
    }
}
