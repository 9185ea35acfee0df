package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.objectweb.asm.Opcodes.*;

import capriccio.continuations.runtime.Pin;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Checkpoints;
import capriccio.continuations.weave.Knowledge;
import capriccio.continuations.weave.Weaver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.commons.CodeSizeEvaluator;

/** Methods that would pass the limits of the JVM or of its JIT once woven. */
class LargeMethodTest {
    private static final String USER_THREAD = "capriccio/continuations/runtime/UserThread";
    private static final int LOCALS = 8;
    /** Bytes of a yield, a count and a use of each local: its save code takes sixty. */
    private static final int BLOCK = 3 + 8 + LOCALS * 3;
    /** Bytes around the blocks. */
    private static final int FRINGE = LOCALS * 3 + 1;

    private final List<String> reports = new ArrayList<>();
    private final Weaver weaver = new Weaver(new CallRules(Map.of(), Map.of(), Set.of()), Checkpoints.Mode.NONE, Knowledge.NONE, reports::add);

    @Test
    void aMethodThatOutgrowsTheJitSharesSaveCode() {
        byte[] file = method(5_000);
        byte[] woven = weaver.weave(new BytesLoader(), file, false);
        assertThat(codeSize(file)).isEqualTo(5_000);
        assertThat(codeSize(woven)).isLessThanOrEqualTo(8_000);
        assertThat(reports).isEmpty();
    }

    @Test
    void aMethodThatOutgrowsTheJitEvenSoPins() {
        long before = Pin.sites(Pin.Reason.TOO_LARGE);
        byte[] file = method(7_990);
        assertThat(codeSize(file)).isLessThanOrEqualTo(8_000);
        byte[] woven = weaver.weave(new BytesLoader(), file, false);
        assertThat(codeSize(woven)).isLessThanOrEqualTo(8_020);
        assertThat(Pin.sites(Pin.Reason.TOO_LARGE) - before).isEqualTo(blocks(7_990));
        assertThat(reports).containsExactly("Large.run()V is too large to suspend: it pins from its entry to its end");
    }

    @Test
    void aMethodOf60KilobytesPinsAndDoesWhatItDid() throws Exception {
        byte[] file = method(60_000);
        assertThat(weaver.weave(new BytesLoader(), file, false)).isNotNull();
        assertThat(reports).hasSize(1);
        long suspensions = TestRuntime.suspensions();
        assertThat(run(file)).isEqualTo(blocks(60_000));
        assertThat(TestRuntime.suspensions()).isEqualTo(suspensions);
    }

    @Test
    void aLargeMethodSuspendsWithSharedSaveCodeAndItsTwinFits() throws Exception {
        byte[] file = method(15_000);
        byte[] woven = TestRuntime.WEAVER.weave(new BytesLoader(), file, false);
        assertThat(codeSize(woven)).isLessThan(65_535);
        long suspensions = TestRuntime.suspensions();
        assertThat(run(file)).isEqualTo(blocks(15_000));
        assertThat(TestRuntime.suspensions() - suspensions).isEqualTo(blocks(15_000));
    }

    @Test
    void aMethodThatFillsItsClassFileIsWrapped() throws Exception {
        byte[] file = method(65_530);
        assertThat(codeSize(weaver.weave(new BytesLoader(), file, false))).isLessThan(100);
        assertThat(reports).containsExactly("Large.run()V is too large to suspend: it pins from its entry to its end");
        long suspensions = TestRuntime.suspensions();
        assertThat(run(file)).isEqualTo(blocks(65_530));
        assertThat(TestRuntime.suspensions()).isEqualTo(suspensions);
    }

    @Test
    void aClassThatExistsIsNotGivenAMethod() {
        byte[] file = method(65_530);
        assertThatThrownBy(() -> weaver.weave(new BytesLoader(), file, true)).hasMessageContaining("run of Large is too large");
    }

    /** From its entry to its end, whichever way it ends: in its prologue, or behind it. */
    @Test
    void aLargeConstructorPinsAndLeavesNoPinBehind() throws Exception {
        byte[] file = constructor(60_000);
        assertThat(weaver.weave(new BytesLoader(), file, false)).isNotNull();
        assertThat(reports).containsExactly("Large.<init>(I)V is too large to suspend: it pins from its entry to its end");
        long suspensions = TestRuntime.suspensions();
        assertThat(run(file)).isEqualTo(2 * blocks(60_000));
        assertThat(TestRuntime.suspensions() - suspensions).as("run yields after each").isEqualTo(3);
    }

    @Test
    void aConstructorSuspendsWithSharedSaveCode() throws Exception {
        byte[] file = constructor(4_900);
        long suspensions = TestRuntime.suspensions();
        assertThat(run(file)).isEqualTo(2 * blocks(4_900));
        assertThat(TestRuntime.suspensions() - suspensions).isEqualTo(2L * blocks(4_900) + 3);
    }

    private static int blocks(int size) {
        return (size - FRINGE) / BLOCK;
    }

    /** A class whose {@code run} has just {@code size} bytes of code. */
    private static byte[] method(int size) {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        cw.visit(V17, ACC_PUBLIC, "Large", null, "java/lang/Object", new String[] {"java/lang/Runnable"});
        cw.visitField(ACC_PUBLIC | ACC_STATIC, "count", "I", null, null);
        constructor(cw);
        MethodVisitor m = cw.visitMethod(ACC_PUBLIC, "run", "()V", null, null);
        body(m, size);
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        cw.visitEnd();
        return cw.toByteArray();
    }

    private static void constructor(ClassWriter cw) {
        MethodVisitor init = cw.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        init.visitVarInsn(ALOAD, 0);
        init.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        init.visitInsn(RETURN);
        init.visitMaxs(0, 0);
    }

    /** {@code run} makes three of a class with a large constructor, of which the first two fail, and yields after each. */
    private static byte[] constructor(int size) {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        cw.visit(V17, ACC_PUBLIC, "Large", null, "java/lang/Object", new String[] {"java/lang/Runnable"});
        cw.visitField(ACC_PUBLIC | ACC_STATIC, "count", "I", null, null);
        constructor(cw);
        MethodVisitor m = cw.visitMethod(0, "<init>", "(I)V", null, null);
        failIf(m, 0);
        m.visitVarInsn(ALOAD, 0);
        m.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        body(m, size);
        failIf(m, 1);
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        m = cw.visitMethod(ACC_PUBLIC, "run", "()V", null, null);
        for (int i = 0; i < 3; i++) {
            Label start = new Label();
            Label end = new Label();
            Label after = new Label();
            m.visitTryCatchBlock(start, end, end, "java/lang/ArithmeticException");
            m.visitLabel(start);
            m.visitTypeInsn(NEW, "Large");
            m.visitInsn(DUP);
            m.visitInsn(ICONST_0 + i);
            m.visitMethodInsn(INVOKESPECIAL, "Large", "<init>", "(I)V", false);
            m.visitInsn(POP);
            m.visitJumpInsn(GOTO, after);
            m.visitLabel(end);
            m.visitInsn(POP);
            m.visitLabel(after);
            m.visitMethodInsn(INVOKESTATIC, USER_THREAD, "yieldNow", "()V", false);
        }
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        cw.visitEnd();
        return cw.toByteArray();
    }

    private static void failIf(MethodVisitor m, int value) {
        m.visitInsn(ICONST_1);
        m.visitVarInsn(ILOAD, 1);
        m.visitInsn(ICONST_0 + value);
        m.visitInsn(ISUB);
        m.visitInsn(IDIV);
        m.visitInsn(POP);
    }

    private static void body(MethodVisitor m, int size) {
        for (int i = 0; i < LOCALS; i++) {
            m.visitInsn(ICONST_0);
            m.visitVarInsn(ISTORE, 4 + i);
        }
        for (int i = blocks(size); i > 0; i--) {
            m.visitMethodInsn(INVOKESTATIC, USER_THREAD, "yieldNow", "()V", false);
            m.visitFieldInsn(GETSTATIC, "Large", "count", "I");
            m.visitInsn(ICONST_1);
            m.visitInsn(IADD);
            m.visitFieldInsn(PUTSTATIC, "Large", "count", "I");
            for (int l = 0; l < LOCALS; l++) {
                m.visitIincInsn(4 + l, 1);
            }
        }
        for (int i = (size - FRINGE) % BLOCK; i > 0; i--) {
            m.visitInsn(NOP);
        }
    }

    /** The number of yields that a method counted, run woven on a user thread. */
    private static int run(byte[] file) throws Exception {
        BytesLoader loader = new BytesLoader();
        Class<?> type = loader.define("Large", file, true);
        Runnable r = (Runnable) type.getConstructor().newInstance();
        assertThat(TestRuntime.run(r)).isEmpty();
        return type.getField("count").getInt(null);
    }

    private static int codeSize(byte[] file) {
        int[] size = new int[1];
        new ClassReader(file).accept(new ClassVisitor(ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String desc, String signature, String[] exceptions) {
                return !name.equals("run") ? null : new CodeSizeEvaluator(null) {
                    @Override
                    public void visitEnd() {
                        size[0] = getMinSize();
                    }
                };
            }
        }, 0);
        return size[0];
    }
}
