package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.continuations.runtime.Checkpoint;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Checkpoints;
import capriccio.continuations.weave.Knowledge;
import capriccio.continuations.weave.Weaver;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Where checkpoints stand, and that programs which suspend at all of them do what they do unwoven. */
class CheckpointsTest {
    private static final String TRACE = Type.getInternalName(Trace.class);

    @Test
    void loopsPollAsTheirNamesSay() throws IOException {
        Weaver quantum = new Weaver(new CallRules(Map.of(), Map.of(), Set.of()), Checkpoints.Mode.QUANTUM, Knowledge.NONE, line -> {});
        ClassNode type = new ClassNode();
        new ClassReader(Objects.requireNonNull(quantum.weave(getClass().getClassLoader(), loops(), false))).accept(type, 0);
        for (MethodNode m : type.methods) {
            long polls = calls(m, "poll");
            long strips = calls(m, "strip");
            if (m.name.startsWith("strip")) {
                assertThat(strips).as(m.name).isEqualTo(1);
                assertThat(polls).as(m.name).isEqualTo(1);
            } else if (m.name.startsWith("poll")) {
                assertThat(strips).as(m.name).isZero();
                assertThat(polls).as(m.name).isEqualTo(m.name.equals("pollNested") ? 2 : 1);
            } else if (m.name.startsWith("none")) {
                assertThat(strips + polls).as(m.name).isZero();
            } else if (m.name.startsWith("entry")) {
                assertThat(polls).as(m.name).isEqualTo(1);
            }
        }
    }

    private static long calls(MethodNode m, String prefix) {
        long n = 0;
        for (AbstractInsnNode insn : m.instructions) {
            if (insn instanceof MethodInsnNode call && call.owner.endsWith("/Checkpoint") && call.name.startsWith(prefix)) {
                n++;
            }
        }
        return n;
    }

    @Test
    void withoutAModeNothingPolls() throws IOException {
        ClassNode type = new ClassNode();
        new ClassReader(Objects.requireNonNull(TestRuntime.WEAVER.weave(getClass().getClassLoader(), loops(), false))).accept(type, 0);
        assertThat(type.methods).allMatch(m -> calls(m, "") == 0);
    }

    @Test
    void stripsAndPollsChangeNoResult() throws Exception {
        String name = Loops.class.getName();
        assertThat(everywhere(name, loops(), 1)).isEqualTo(plain(name, loops()));
        assertThat(everywhere(name, loops(), 61)).isEqualTo(plain(name, loops()));
    }

    private static byte[] loops() throws IOException {
        try (InputStream in = CheckpointsTest.class.getResourceAsStream("Loops.class")) {
            return in.readAllBytes();
        }
    }

    /** Shapes that javac does not make. */
    @Test
    void oddLoopsPollToo() throws Exception {
        String expected = plain("Odd", odd());
        long before = TestRuntime.suspensions();
        assertThat(everywhere("Odd", odd(), 1)).isEqualTo(expected);
        assertThat(TestRuntime.suspensions() - before).as("ten steps of each of the five loops").isGreaterThanOrEqualTo(50);
    }

    private static byte[] odd() {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS);
        cw.visit(Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER, "Odd", null, "java/lang/Object", new String[] {"java/lang/Runnable"});
        cw.visitField(Opcodes.ACC_PUBLIC, "trace", "L" + TRACE + ";", null, null);
        MethodVisitor init = cw.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
        init.visitCode();
        init.visitVarInsn(Opcodes.ALOAD, 0);
        init.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        init.visitInsn(Opcodes.RETURN);
        init.visitMaxs(0, 0);
        init.visitEnd();
        MethodVisitor m = cw.visitMethod(Opcodes.ACC_PUBLIC, "run", "()V", null, null);
        m.visitCode();
        operandsOnTheStack(m);
        backBySwitch(m);
        handlerAbove(m);
        twoEntries(m);
        inAHandler(m);
        m.visitInsn(Opcodes.RETURN);
        m.visitMaxs(0, 0);
        m.visitEnd();
        cw.visitEnd();
        return cw.toByteArray();
    }

    private static void ten(MethodVisitor m) {
        m.visitIntInsn(Opcodes.BIPUSH, 10);
        m.visitVarInsn(Opcodes.ISTORE, 1);
    }

    private static void log(MethodVisitor m) {
        m.visitVarInsn(Opcodes.ALOAD, 0);
        m.visitFieldInsn(Opcodes.GETFIELD, "Odd", "trace", "L" + TRACE + ";");
        m.visitVarInsn(Opcodes.ILOAD, 1);
        m.visitMethodInsn(Opcodes.INVOKEVIRTUAL, TRACE, "log", "(I)V", false);
    }

    /** A reference, a long and a sum stay on the operand stack all the way round. */
    private static void operandsOnTheStack(MethodVisitor m) {
        ten(m);
        Label head = new Label();
        m.visitLdcInsn("kept");
        m.visitLdcInsn(5L);
        m.visitInsn(Opcodes.ICONST_0);
        m.visitLabel(head);
        m.visitVarInsn(Opcodes.ILOAD, 1);
        m.visitInsn(Opcodes.IADD);
        m.visitIincInsn(1, -1);
        m.visitVarInsn(Opcodes.ILOAD, 1);
        m.visitJumpInsn(Opcodes.IFGT, head);
        m.visitVarInsn(Opcodes.ISTORE, 1);
        log(m);
        m.visitInsn(Opcodes.L2I);
        m.visitVarInsn(Opcodes.ISTORE, 1);
        log(m);
        m.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/String", "length", "()I", false);
        m.visitVarInsn(Opcodes.ISTORE, 1);
        log(m);
    }

    private static void backBySwitch(MethodVisitor m) {
        ten(m);
        Label head = new Label();
        Label end = new Label();
        m.visitLabel(head);
        m.visitIincInsn(1, -1);
        log(m);
        m.visitVarInsn(Opcodes.ILOAD, 1);
        m.visitLookupSwitchInsn(head, new int[] {0}, new Label[] {end});
        m.visitLabel(end);
    }

    /** The cycle is closed by an exception alone. */
    private static void handlerAbove(MethodVisitor m) {
        ten(m);
        Label handler = new Label();
        Label start = new Label();
        Label end = new Label();
        Label over = new Label();
        Label out = new Label();
        m.visitTryCatchBlock(start, end, handler, "java/lang/ArithmeticException");
        m.visitJumpInsn(Opcodes.GOTO, over);
        m.visitLabel(handler);
        m.visitInsn(Opcodes.POP);
        m.visitIincInsn(1, -1);
        log(m);
        m.visitLabel(over);
        m.visitVarInsn(Opcodes.ILOAD, 1);
        m.visitJumpInsn(Opcodes.IFEQ, out);
        m.visitLabel(start);
        m.visitVarInsn(Opcodes.ILOAD, 1);
        m.visitInsn(Opcodes.ICONST_0);
        m.visitInsn(Opcodes.IDIV);
        m.visitVarInsn(Opcodes.ISTORE, 1);
        m.visitLabel(end);
        m.visitLabel(out);
        log(m);
    }

    /** Irreducible: the loop is entered at its head and in its middle. */
    private static void twoEntries(MethodVisitor m) {
        ten(m);
        Label head = new Label();
        Label middle = new Label();
        m.visitVarInsn(Opcodes.ALOAD, 0);
        m.visitJumpInsn(Opcodes.IFNONNULL, middle);
        m.visitLabel(head);
        m.visitIincInsn(1, -1);
        m.visitLabel(middle);
        log(m);
        m.visitVarInsn(Opcodes.ILOAD, 1);
        m.visitJumpInsn(Opcodes.IFGT, head);
    }

    /** The loop runs in the handler, with the exception below it. */
    private static void inAHandler(MethodVisitor m) {
        Label start = new Label();
        Label end = new Label();
        Label handler = new Label();
        Label head = new Label();
        Label out = new Label();
        m.visitTryCatchBlock(start, end, handler, null);
        m.visitLabel(start);
        m.visitInsn(Opcodes.ACONST_NULL);
        m.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Object", "hashCode", "()I", false);
        m.visitInsn(Opcodes.POP);
        m.visitLabel(end);
        m.visitJumpInsn(Opcodes.GOTO, out);
        m.visitLabel(handler);
        ten(m);
        m.visitLabel(head);
        log(m);
        m.visitIincInsn(1, -1);
        m.visitVarInsn(Opcodes.ILOAD, 1);
        m.visitJumpInsn(Opcodes.IFNE, head);
        m.visitInsn(Opcodes.POP);
        m.visitLabel(out);
    }

    private static String plain(String name, byte[] file) throws Exception {
        Runnable program = (Runnable) new BytesLoader().define(name, file, false).getConstructor().newInstance();
        return traced(program, () -> {
            program.run();
            return "";
        });
    }

    private static String everywhere(String name, byte[] file, int n) throws Exception {
        Checkpoint.yieldEvery(n);
        try {
            Class<?> type = new BytesLoader(TestRuntime.POLLING).define(name, file, true);
            Runnable program = (Runnable) type.getConstructor().newInstance();
            return traced(program, () -> TestRuntime.run(program));
        } finally {
            Checkpoint.yieldEvery(0);
        }
    }

    private static String traced(Runnable program, java.util.concurrent.Callable<String> run) throws Exception {
        Trace trace = new Trace();
        program.getClass().getField("trace").set(program, trace);
        String thrown = run.call();
        return trace.text() + thrown;
    }
}
