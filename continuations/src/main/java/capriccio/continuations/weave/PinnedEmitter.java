package capriccio.continuations.weave;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Writes a method in which nothing suspends: hooks stand in for their calls, and one pin brackets it; of a constructor,
 * what is behind {@code super(...)}.
 */
final class PinnedEmitter extends BodyEmitter {
    /** Ends the name of the method that holds a wrapped one's body. */
    static final String BODY = "$capriccio";

    private final boolean bracketed;
    private final Prologue prologue;
    private final Label start = new Label();
    private final Label handler = new Label();
    /** Where the prologue of a constructor ends, and where it goes on. */
    private final Map<AbstractInsnNode, Label> borders = new LinkedHashMap<>();

    /** @param bracketed false if the caller pins */
    PinnedEmitter(
            MethodNode method, Prologue prologue, List<CallSite> plan, boolean bracketed, boolean frames, MethodVisitor out) {
        super(method, withoutSuspendPoints(plan, prologue), new int[0], method.maxLocals, frames, out);
        this.bracketed = bracketed;
        this.prologue = prologue;
        boolean early = prologue != Prologue.NONE;
        for (AbstractInsnNode insn : method.instructions) {
            if (insn.getOpcode() >= 0 && prologue.contains(insn) != early) {
                early = !early;
                borders.put(insn, new Label());
            }
        }
    }

    /** The bracket stands for the pins inside of it; a constructor's prologue is outside. */
    private static List<CallSite> withoutSuspendPoints(List<CallSite> plan, Prologue prologue) {
        return plan.stream()
                .map(site -> site.kind() == CallKind.BLOCK ? site : !prologue.contains(site.insn())
                        ? site.of(CallKind.PLAIN)
                        : site.kind() == CallKind.SUSPEND ? site.of(CallKind.PIN) : site)
                .toList();
    }

    @Override
    void emit() {
        if (bracketed && prologue == Prologue.NONE) {
            pin("enter");
            out.visitLabel(start);
        }
        super.emit();
    }

    @Override
    void prepareTables() {
        super.prepareTables();
        if (!bracketed) {
            return;
        }
        Label from = prologue == Prologue.NONE ? start : null;
        for (Label border : borders.values()) {
            if (from != null) {
                out.visitTryCatchBlock(from, border, handler, null);
            }
            from = from == null ? border : null;
        }
        if (from != null) {
            out.visitTryCatchBlock(from, handler, handler, null);
        }
    }

    @Override
    void at(AbstractInsnNode insn) {
        Label border = borders.get(insn);
        if (border != null) {
            out.visitLabel(border);
        }
    }

    @Override
    void plain(AbstractInsnNode insn) {
        int opcode = insn.getOpcode();
        if (bracketed && opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            pin("exit");
        }
        super.plain(insn);
        if (bracketed && prologue.behind(insn) != null) {
            pin("enter");
        }
    }

    @Override
    void tail() {
        if (bracketed) {
            rethrow();
        }
        super.tail();
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
