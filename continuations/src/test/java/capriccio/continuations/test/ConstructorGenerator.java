package capriccio.continuations.test;

import static org.objectweb.asm.Opcodes.*;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodNode;

/** The constructors of a program: they pause before, in and after the call of another, and write final fields. */
class ConstructorGenerator extends StatementGenerator {
    ConstructorGenerator(long seed) {
        super(seed);
    }

    void constructors(ClassWriter cw) {
        cw.visitField(ACC_PRIVATE | ACC_FINAL, "number", "J", null, null);
        cw.visitField(ACC_PRIVATE | ACC_FINAL, "early", "I", null, null);
        cw.visitField(ACC_PRIVATE | (random.nextBoolean() ? ACC_FINAL : 0), "held", "Ljava/lang/Object;", null, null);
        begin(OF_INT);
        callOfObject();
        body(cw, 1);
        begin(OF_ALL);
        if (random.nextBoolean()) {
            callOfObject();
        } else {
            out.visitVarInsn(ALOAD, 0);
            prologueInt(2);
            out.visitMethodInsn(INVOKESPECIAL, NAME, "<init>", OF_INT.getDescriptor(), false);
        }
        body(cw, 2);
        begin(OF_LONGS);
        callOfEither();
        body(cw, 1);
    }

    private void begin(Type type) {
        open("<init>", type, false, 0);
        switch (random.nextInt(8)) {
            case 0 -> guardedPause(false);
            case 1 -> guardedPause(true);
            default -> {}
        }
    }

    /** A try or synchronized range before {@code super(...)}. */
    private void guardedPause(boolean synchronizes) {
        Label start = new Label();
        Label end = new Label();
        Label handler = new Label();
        Label after = new Label();
        out.visitTryCatchBlock(start, end, handler, synchronizes ? null : "java/lang/ArithmeticException");
        if (synchronizes) {
            out.visitLdcInsn("lock1");
            out.visitInsn(MONITORENTER);
        }
        out.visitLabel(start);
        pauseStatement();
        out.visitInsn(ICONST_1);
        constant(random.nextInt(3));
        out.visitInsn(IDIV);
        out.visitInsn(POP);
        out.visitLabel(end);
        if (synchronizes) {
            out.visitLdcInsn("lock1");
            out.visitInsn(MONITOREXIT);
        }
        out.visitJumpInsn(GOTO, after);
        out.visitLabel(handler);
        if (synchronizes) {
            out.visitVarInsn(ASTORE, nextSlot);
            out.visitLdcInsn("lock1");
            out.visitInsn(MONITOREXIT);
            out.visitVarInsn(ALOAD, nextSlot);
            out.visitInsn(ATHROW);
        } else {
            out.visitInsn(POP);
            pauseStatement();
        }
        out.visitLabel(after);
        out.visitInsn(NOP);
    }

    /** An int that is made before the object is initialised, from the int in {@code slot} perhaps. */
    private void prologueInt(int slot) {
        switch (random.nextInt(5)) {
            case 0 -> constant(pauses++);
            case 1 -> {
                constant(pauses++);
                pauseCall();
            }
            case 2 -> { // pauses in one branch
                Label no = new Label();
                Label end = new Label();
                constant(random.nextInt(2));
                out.visitJumpInsn(IFEQ, no);
                constant(pauses++);
                pauseCall();
                out.visitJumpInsn(GOTO, end);
                out.visitLabel(no);
                constant(pauses++);
                out.visitLabel(end);
            }
            case 3 -> { // an object under the one that has to wait
                out.visitTypeInsn(NEW, "java/lang/Long");
                out.visitInsn(DUP);
                constant(pauses++);
                pauseCall();
                out.visitInsn(I2L);
                out.visitMethodInsn(INVOKESPECIAL, "java/lang/Long", "<init>", "(J)V", false);
                out.visitMethodInsn(INVOKEVIRTUAL, "java/lang/Long", "intValue", "()I", false);
            }
            default -> {
                if (slot > 0) {
                    out.visitVarInsn(ILOAD, slot);
                } else {
                    constant(pauses++);
                }
            }
        }
    }

    private void callOfObject() {
        if (random.nextInt(3) == 0) {
            out.visitVarInsn(ALOAD, 0);
            prologueInt(0);
            out.visitFieldInsn(PUTFIELD, NAME, "early", "I");
        }
        if (random.nextInt(3) == 0) {
            prologueInt(0);
            out.visitVarInsn(ISTORE, declare(Type.INT_TYPE).slot());
        }
        out.visitVarInsn(ALOAD, 0);
        out.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    }

    /** {@code this(...)} in both branches, which no compiler makes. */
    private void callOfEither() {
        Label no = new Label();
        Label end = new Label();
        out.visitVarInsn(LLOAD, 1);
        out.visitInsn(L2I);
        out.visitInsn(ICONST_1);
        out.visitInsn(IAND);
        out.visitJumpInsn(IFEQ, no);
        out.visitVarInsn(ALOAD, 0);
        prologueInt(0);
        out.visitMethodInsn(INVOKESPECIAL, NAME, "<init>", OF_INT.getDescriptor(), false);
        out.visitJumpInsn(GOTO, end);
        out.visitLabel(no);
        out.visitVarInsn(ALOAD, 0);
        out.visitLdcInsn("held");
        prologueInt(0);
        out.visitVarInsn(LLOAD, 1);
        out.visitMethodInsn(INVOKESPECIAL, NAME, "<init>", OF_ALL.getDescriptor(), false);
        out.visitLabel(end);
        out.visitInsn(NOP);
    }

    /** What comes behind: statements that see {@code this}, with writes among them. */
    private void body(ClassWriter cw, int statements) {
        spendBudget();
        if (random.nextBoolean()) {
            writeNumber();
        }
        if (random.nextInt(3) > 0) {
            block(statements, 2);
        } else {
            pauseStatement();
        }
        writeNumber();
        out.visitVarInsn(ALOAD, 0);
        expression(OBJECT, 1);
        out.visitFieldInsn(PUTFIELD, NAME, "held", "Ljava/lang/Object;");
        out.visitInsn(RETURN);
        close(cw);
    }

    private void writeNumber() {
        out.visitVarInsn(ALOAD, 0);
        expression(Type.LONG_TYPE, 1);
        out.visitFieldInsn(PUTFIELD, NAME, "number", "J");
    }

    /** Returns a default once the program has made calls enough. */
    void spendBudget() {
        out.visitFieldInsn(GETSTATIC, NAME, "budget", "I");
        out.visitInsn(ICONST_1);
        out.visitInsn(ISUB);
        out.visitInsn(DUP);
        out.visitFieldInsn(PUTSTATIC, NAME, "budget", "I");
        Label goOn = new Label();
        out.visitJumpInsn(IFGE, goOn);
        zero(returns);
        out.visitInsn(returns.getOpcode(IRETURN));
        out.visitLabel(goOn);
    }

    void close(ClassWriter cw) {
        out.visitMaxs(0, 0);
        ((MethodNode) out).accept(cw);
    }
}
