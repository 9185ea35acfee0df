package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.objectweb.asm.Opcodes.*;

import capriccio.continuations.runtime.Monitors;
import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.UserThread;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

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

    /** {@code synchronized void run() { this = null; yield; if (lock is held) count = 1; }}, which no Java source makes. */
    @Test
    void aSynchronizedMethodThatReusesTheSlotOfThisSuspends() throws Exception {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        cw.visit(V17, ACC_PUBLIC | ACC_SUPER, "Lost", null, "java/lang/Object", new String[] {"java/lang/Runnable"});
        cw.visitField(ACC_PUBLIC | ACC_STATIC, "held", "Z", null, null);
        MethodVisitor m = cw.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        m.visitVarInsn(ALOAD, 0);
        m.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        m = cw.visitMethod(ACC_PUBLIC | ACC_SYNCHRONIZED, "run", "()V", null, null);
        Label head = new Label();
        m.visitVarInsn(ALOAD, 0);
        m.visitVarInsn(ASTORE, 1);
        m.visitInsn(LCONST_0);
        m.visitVarInsn(LSTORE, 2);
        m.visitIntInsn(BIPUSH, 5);
        m.visitVarInsn(ISTORE, 0);
        m.visitLabel(head);
        m.visitMethodInsn(INVOKESTATIC, "capriccio/continuations/runtime/UserThread", "yieldNow", "()V", false);
        m.visitVarInsn(ALOAD, 1);
        m.visitMethodInsn(INVOKESTATIC, "capriccio/continuations/runtime/Monitors", "holdsLock", "(Ljava/lang/Object;)Z", false);
        m.visitFieldInsn(PUTSTATIC, "Lost", "held", "Z");
        m.visitIincInsn(0, -1);
        m.visitVarInsn(ILOAD, 0);
        m.visitJumpInsn(IFGT, head);
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        cw.visitEnd();
        Class<?> type = new BytesLoader().define("Lost", cw.toByteArray(), true);
        long suspensions = TestRuntime.suspensions();
        Runnable task = (Runnable) type.getConstructor().newInstance();
        assertThat(TestRuntime.run(task)).isEmpty();
        assertThat(TestRuntime.suspensions() - suspensions).isEqualTo(5);
        assertThat(type.getField("held").getBoolean(null)).isTrue();
        assertThat(Monitors.holdsLock(task)).isFalse();
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
