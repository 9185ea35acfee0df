package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.continuations.runtime.Checkpoint;
import capriccio.continuations.runtime.Pin;
import capriccio.continuations.weave.Weaver;
import org.junit.jupiter.api.Test;

/** Constructors suspend like other methods, once {@code super(...)} has begun. */
class ConstructorsTest {
    @Test
    void everyShapeOfConstructorSuspendsAndNonePins() throws Exception {
        long constructor = Pin.sites(Pin.Reason.CONSTRUCTOR);
        long uninitialised = Pin.sites(Pin.Reason.UNINITIALISED);
        long suspensions = TestRuntime.suspensions();
        Class<?> type = load(TestRuntime.WEAVER, true);
        String woven = traceOf(type, true);
        assertThat(TestRuntime.suspensions() - suspensions).isEqualTo(type.getField("pauses").getInt(null));
        assertThat(woven).isEqualTo(traceOf(load(TestRuntime.WEAVER, false), false));
        assertThat(Pin.sites(Pin.Reason.CONSTRUCTOR) - constructor).isZero();
        assertThat(Pin.sites(Pin.Reason.UNINITIALISED) - uninitialised).isZero();
    }

    @Test
    void pollsInConstructorsSuspend() throws Exception {
        String plain = traceOf(load(TestRuntime.POLLING, false), false);
        Checkpoint.yieldEvery(1);
        try {
            assertThat(traceOf(load(TestRuntime.POLLING, true), true)).isEqualTo(plain);
        } finally {
            Checkpoint.yieldEvery(0);
        }
    }

    private static Class<?> load(Weaver weaver, boolean woven) throws Exception {
        String name = ConstructorsTest.class.getPackageName() + ".Constructing";
        return Class.forName(name, true, BytesLoader.of(name, weaver, woven));
    }

    private static String traceOf(Class<?> type, boolean woven) throws Exception {
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
