package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.objectweb.asm.Opcodes.*;

import capriccio.continuations.runtime.Pin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Each reason to pin that a class alone can give, not an analysis or the JDK: a program that provokes it, and runs as it would unwoven. */
class PinReasonsTest {
    private static final String NAME = "Pinned";
    private static final String FIND_CLASS = "(Ljava/lang/String;)Ljava/lang/Class;";

    private final ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_FRAMES);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"CALLBACK", "LATE_OVERRIDE", "NATIVE"})
    void aCallThatCannotSuspendPinsAndIsCounted(Pin.Reason reason) throws Exception {
        BytesLoader loader = new BytesLoader();
        // The loader has these classes, but no class files of them.
        loader.defineAnyway("Base", empty("Base", "java/lang/Object"), false);
        loader.defineAnyway("A", empty("A", "Base"), false);
        loader.defineAnyway("B", empty("B", "Base"), false);
        byte[] file = program(reason);
        long before = Pin.sites(reason);
        Class<?> type = loader.define(NAME, file, true);
        assertThat(Pin.sites(reason) - before).isEqualTo(reason == Pin.Reason.OLD_CLASS ? 3 : 1); // with two constructors
        long suspensions = TestRuntime.suspensions();
        Runnable task = (Runnable) type.getConstructor().newInstance();
        assertThat(TestRuntime.run(task)).isEmpty();
        assertThat(type.getField("count").getInt(null)).isEqualTo(1);
        assertThat(TestRuntime.suspensions()).isEqualTo(suspensions);
    }

    /** {@code run} counts once, and yields once if nothing else in the class does. */
    private byte[] program(Pin.Reason reason) {
        boolean old = reason == Pin.Reason.OLD_CLASS;
        ClassWriter out = old ? new ClassWriter(ClassWriter.COMPUTE_MAXS) : cw;
        String superName = reason == Pin.Reason.CLASS_LOADER ? "java/lang/ClassLoader" : "java/lang/Object";
        out.visit(old ? V1_4 : V17, ACC_PUBLIC | ACC_SUPER, NAME, null, superName, new String[] {"java/lang/Runnable"});
        out.visitField(ACC_PUBLIC | ACC_STATIC, "count", "I", null, null);
        constructor(out, superName, "()V", false);
        constructor(out, superName, "(I)V", reason == Pin.Reason.CONSTRUCTOR);
        if (reason == Pin.Reason.CLASS_INIT) {
            MethodVisitor m = out.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
            yieldNow(m);
            end(m);
        }
        if (reason == Pin.Reason.CLASS_LOADER) {
            MethodVisitor m = out.visitMethod(ACC_PROTECTED, "findClass", FIND_CLASS, null, null);
            yieldNow(m);
            m.visitInsn(ACONST_NULL);
            m.visitInsn(ARETURN);
            m.visitMaxs(0, 0);
            m.visitEnd();
        }
        MethodVisitor m = out.visitMethod(ACC_PUBLIC, "run", "()V", null, null);
        body(reason, m);
        m.visitFieldInsn(GETSTATIC, NAME, "count", "I");
        m.visitInsn(ICONST_1);
        m.visitInsn(IADD);
        m.visitFieldInsn(PUTSTATIC, NAME, "count", "I");
        end(m);
        out.visitEnd();
        return out.toByteArray();
    }

    private static void body(Pin.Reason reason, MethodVisitor m) {
        switch (reason) {
            case CLASS_INIT, CALLBACK, LATE_OVERRIDE, NATIVE -> {}
            case CLASS_LOADER -> {
                m.visitVarInsn(ALOAD, 0);
                m.visitInsn(ACONST_NULL);
                m.visitMethodInsn(INVOKEVIRTUAL, NAME, "findClass", FIND_CLASS, false);
                m.visitInsn(POP);
            }
            case CONSTRUCTOR -> newOf(m, () -> {});
            case UNWOVEN -> { // of the JDK, and would call what it is given
                m.visitMethodInsn(INVOKESTATIC, "java/util/Optional", "empty", "()Ljava/util/Optional;", false);
                m.visitInsn(ACONST_NULL);
                m.visitMethodInsn(
                        INVOKEVIRTUAL, "java/util/Optional", "ifPresent", "(Ljava/util/function/Consumer;)V", false);
            }
            case UNINITIALISED -> newOf(m, () -> { // a null in its place would be seen
                Label next = new Label();
                m.visitInsn(DUP);
                m.visitJumpInsn(IFNULL, next);
                m.visitLabel(next);
                yieldNow(m);
            });
            case OLD_CLASS -> callOnCommonSuperclass(m);
            case TOO_LARGE -> {
                yieldNow(m);
                for (int i = 0; i < 65_475; i++) { // leaves room for the rest of the method, and not for a handler
                    m.visitInsn(NOP);
                }
            }
        }
    }

    private static void newOf(MethodVisitor m, Runnable between) {
        m.visitTypeInsn(NEW, NAME);
        between.run();
        m.visitInsn(ICONST_1);
        m.visitMethodInsn(INVOKESPECIAL, NAME, "<init>", "(I)V", false);
    }

    /** {@code Base b = yes ? new A() : new B(); b.hashCode()}, where only the loader knows what A and B have in common. */
    private static void callOnCommonSuperclass(MethodVisitor m) {
        Label other = new Label();
        Label end = new Label();
        m.visitVarInsn(ALOAD, 0);
        m.visitJumpInsn(IFNULL, other);
        m.visitTypeInsn(NEW, "A");
        m.visitInsn(DUP);
        m.visitMethodInsn(INVOKESPECIAL, "A", "<init>", "()V", false);
        m.visitJumpInsn(GOTO, end);
        m.visitLabel(other);
        m.visitTypeInsn(NEW, "B");
        m.visitInsn(DUP);
        m.visitMethodInsn(INVOKESPECIAL, "B", "<init>", "()V", false);
        m.visitLabel(end);
        yieldNow(m);
        m.visitFieldInsn(GETFIELD, "Base", "field", "I");
        m.visitInsn(POP);
    }

    private static byte[] empty(String name, String superName) {
        ClassWriter out = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        out.visit(V1_4, ACC_PUBLIC | ACC_SUPER, name, null, superName, null);
        out.visitField(ACC_PUBLIC, "field", "I", null, null);
        constructor(out, superName, "()V", false);
        out.visitEnd();
        return out.toByteArray();
    }

    private static void constructor(ClassWriter out, String superName, String descriptor, boolean yields) {
        MethodVisitor m = out.visitMethod(ACC_PUBLIC, "<init>", descriptor, null, null);
        m.visitVarInsn(ALOAD, 0);
        if (yields) { // as an argument of super(...) may
            yieldNow(m);
        }
        m.visitMethodInsn(INVOKESPECIAL, superName, "<init>", "()V", false);
        end(m);
    }

    private static void yieldNow(MethodVisitor m) {
        m.visitMethodInsn(INVOKESTATIC, "capriccio/continuations/runtime/UserThread", "yieldNow", "()V", false);
    }

    private static void end(MethodVisitor m) {
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        m.visitEnd();
    }
}
