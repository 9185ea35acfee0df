package capriccio.continuations.weave;

import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Writes a method in which nothing suspends: hooks stand in for their calls, and one pin brackets it. */
final class PinnedEmitter extends BodyEmitter {
    /** Ends the name of the method that holds a wrapped one's body. */
    static final String BODY = "$capriccio";

    private final boolean bracketed;
    private final Label start = new Label();
    private final Label handler = new Label();

    /** @param bracketed false if the caller pins */
    PinnedEmitter(MethodNode method, List<CallSite> plan, boolean bracketed, boolean frames, MethodVisitor out) {
        super(method, plan, new int[0], method.maxLocals, frames, out);
        this.bracketed = bracketed;
    }

    @Override
    void emit() {
        if (bracketed) {
            pin("enter");
            out.visitLabel(start);
        }
        super.emit();
    }

    @Override
    void prepareTables() {
        ownTable();
        if (bracketed) {
            out.visitTryCatchBlock(start, handler, handler, null);
        }
    }

    @Override
    void weave(CallSite site) {
        call(site);
    }

    @Override
    void plain(AbstractInsnNode insn) {
        int opcode = insn.getOpcode();
        if (bracketed && opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            pin("exit");
        }
        super.plain(insn);
    }

    @Override
    void tail() {
        if (bracketed) {
            rethrow();
        }
    }

    private void rethrow() {
        out.visitLabel(handler);
        frame(new Object[0], new Object[] {"java/lang/Throwable"});
        pin("exit");
        out.visitInsn(Opcodes.ATHROW);
    }

    private void pin(String name) {
        out.visitMethodInsn(Opcodes.INVOKESTATIC, PIN, name, "()V", false);
    }

    /** Writes, in place of the method, a pinned call of the one that holds its body. */
    void callBody(ClassNode type) {
        Label end = new Label();
        out.visitTryCatchBlock(start, end, handler, null);
        pin("enter");
        out.visitLabel(start);
        boolean isStatic = (method.access & Opcodes.ACC_STATIC) != 0;
        int slot = 0;
        if (!isStatic) {
            out.visitVarInsn(Opcodes.ALOAD, slot++);
        }
        for (Type t : Type.getArgumentTypes(method.desc)) {
            out.visitVarInsn(t.getOpcode(Opcodes.ILOAD), slot);
            slot += t.getSize();
        }
        out.visitMethodInsn(isStatic ? Opcodes.INVOKESTATIC : Opcodes.INVOKESPECIAL, type.name, method.name + BODY,
                method.desc, (type.access & Opcodes.ACC_INTERFACE) != 0);
        out.visitLabel(end);
        pin("exit");
        out.visitInsn(Type.getReturnType(method.desc).getOpcode(Opcodes.IRETURN));
        rethrow();
    }
}
