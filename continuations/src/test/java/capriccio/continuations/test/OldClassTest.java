package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.objectweb.asm.Opcodes.*;

import capriccio.continuations.runtime.Pin;
import java.io.File;
import org.apache.commons.collections.map.LRUMap;
import org.jdom.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Class files from before stack maps suspend like others. */
class OldClassTest {
    @ParameterizedTest
    @ValueSource(ints = {V1_1, V1_2, V1_3, V1_4, V1_5, V1_6})
    void aSubroutineSuspendsForEachOfItsCallers(int version) throws Exception {
        long pinned = Pin.sites(Pin.Reason.OLD_CLASS);
        long suspensions = TestRuntime.suspensions();
        Class<?> type = new BytesLoader().define("Old", subroutine(version), true);
        Runnable task = (Runnable) type.getConstructor().newInstance();
        assertThat(TestRuntime.run(task)).isEqualTo("java.lang.ArithmeticException");
        assertThat(type.getField("count").getInt(null)).isEqualTo(2 + 20);
        assertThat(TestRuntime.suspensions() - suspensions).isEqualTo(2);
        assertThat(Pin.sites(Pin.Reason.OLD_CLASS)).isEqualTo(pinned);
    }

    @Test
    void oldLibrariesVerify() throws Exception {
        long pinned = Pin.sites(Pin.Reason.OLD_CLASS);
        JarVerifier v = new JarVerifier(2);
        for (Class<?> c : new Class<?>[] {LRUMap.class, Document.class}) {
            v.verify(new File(c.getProtectionDomain().getCodeSource().getLocation().toURI()).getPath());
        }
        assertThat(v.errors).isEmpty();
        assertThat(v.classes).isGreaterThan(500);
        assertThat(v.twins).isGreaterThan(700);
        assertThat(Pin.sites(Pin.Reason.OLD_CLASS)).isEqualTo(pinned);
    }

    /** {@code try { count += 1; jsr } finally: count += kept, yield}; the second time it divides by zero before. */
    private static byte[] subroutine(int version) {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        cw.visit(version, ACC_PUBLIC | ACC_SUPER, "Old", null, "java/lang/Object", new String[] {"java/lang/Runnable"});
        cw.visitField(ACC_PUBLIC | ACC_STATIC, "count", "I", null, null);
        MethodVisitor init = cw.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        init.visitVarInsn(ALOAD, 0);
        init.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        init.visitInsn(RETURN);
        init.visitMaxs(0, 0);
        MethodVisitor m = cw.visitMethod(ACC_PUBLIC, "run", "()V", null, null);
        Label start = new Label();
        Label end = new Label();
        Label handler = new Label();
        Label done = new Label();
        Label subroutine = new Label();
        m.visitTryCatchBlock(start, end, handler, null);
        m.visitIntInsn(BIPUSH, 10);
        m.visitVarInsn(ISTORE, 4);
        m.visitLabel(start);
        m.visitJumpInsn(JSR, subroutine);
        m.visitInsn(ICONST_1);
        m.visitInsn(ICONST_0);
        m.visitInsn(IDIV);
        m.visitInsn(POP);
        m.visitLabel(end);
        m.visitJumpInsn(GOTO, done);
        m.visitLabel(handler);
        m.visitVarInsn(ASTORE, 1);
        m.visitJumpInsn(JSR, subroutine);
        m.visitVarInsn(ALOAD, 1);
        m.visitInsn(ATHROW);
        m.visitLabel(subroutine);
        m.visitVarInsn(ASTORE, 2);
        m.visitFieldInsn(GETSTATIC, "Old", "count", "I");
        m.visitVarInsn(ILOAD, 4);
        m.visitInsn(IADD);
        m.visitMethodInsn(INVOKESTATIC, "capriccio/continuations/runtime/UserThread", "yieldNow", "()V", false);
        m.visitInsn(ICONST_1);
        m.visitInsn(IADD);
        m.visitFieldInsn(PUTSTATIC, "Old", "count", "I");
        m.visitVarInsn(RET, 2);
        m.visitLabel(done);
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        cw.visitEnd();
        return cw.toByteArray();
    }
}
