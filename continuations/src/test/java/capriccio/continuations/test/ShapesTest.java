package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.UserThread;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Compiled classes of awkward shapes, woven, on user threads. */
class ShapesTest {
    @Test
    void anArgumentOfAConstructorSuspends() throws Exception {
        long pinned = Pin.sites(Pin.Reason.UNINITIALISED);
        long suspensions = TestRuntime.suspensions();
        String woven = traceOf("Allocations", true);
        assertThat(Pin.sites(Pin.Reason.UNINITIALISED) - pinned).isZero();
        assertThat(TestRuntime.suspensions() - suspensions).isGreaterThan(15);
        assertThat(woven).isEqualTo(traceOf("Allocations", false));
        assertThat(woven).as("initialised at new, before the arguments").startsWith("oLate is initialised i1 ");
    }

    @Test
    void aDeadLocalOfAParkedThreadIsCollected() throws Exception {
        Class<?> type = load("DeadLocal", true);
        Runnable task = (Runnable) type.getConstructor().newInstance();
        UserThread u = TestRuntime.create(task);
        TestRuntime.begin(u);
        await().until(() -> type.getField("parked").getBoolean(task) && u.stateName().equals("PARKED"));
        WeakReference<?> dead = (WeakReference<?>) type.getField("dead").get(task);
        WeakReference<?> live = (WeakReference<?>) type.getField("live").get(task);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return dead.get() == null;
        });
        assertThat(live.get()).isNotNull();
        type.getField("go").setBoolean(task, true);
        u.unpark();
        assertThat(TestRuntime.join(u)).isEmpty();
        assertThat(((Trace) type.getField("trace").get(task)).text()).isEqualTo("i2 i3 ");
    }

    /** The class and those nested in it, in a loader of their own. */
    static Class<?> load(String simpleName, boolean woven) throws Exception {
        BytesLoader loader = new BytesLoader();
        String outer = "capriccio.continuations.test.Shapes";
        for (String nested : new String[] {"", "$" + simpleName + "$Late"}) {
            try (InputStream in = ShapesTest.class.getResourceAsStream("Shapes" + nested + ".class")) {
                if (in != null) {
                    loader.defineAnyway(outer + nested, in.readAllBytes(), woven);
                }
            }
        }
        try (InputStream in = ShapesTest.class.getResourceAsStream("Shapes$" + simpleName + ".class")) {
            return loader.define(outer + "$" + simpleName, in.readAllBytes(), woven);
        }
    }

    static String traceOf(String simpleName, boolean woven) throws Exception {
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
