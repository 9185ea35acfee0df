package capriccio.continuations.weave;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Asks a hook first at a method's entry: {@code if (hook(this, arguments)) return;}, which is the end of the stream, -1,
 * of a method that returns an int; or for a method with another result: {@code if ((r = hook(this, arguments)) != null) return r;}.
 */
final class EntryGuard {
    private EntryGuard() {}

    static boolean has(CallRules rules, ClassNode type, MethodNode m) {
        return hook(rules, type, m) != null;
    }

    private static @Nullable Hook hook(CallRules rules, ClassNode type, MethodNode m) {
        return m.instructions.size() == 0 ? null : rules.entryHook(type.name, m.name, m.desc);
    }

    static void insert(CallRules rules, ClassNode type, MethodNode m) {
        Hook hook = hook(rules, type, m);
        if (hook == null) {
            return;
        }
        InsnList head = new InsnList();
        int slot = 0;
        for (Type t : Type.getArgumentTypes(hook.descriptor())) {
            head.add(new VarInsnNode(t.getOpcode(Opcodes.ILOAD), slot));
            slot += t.getSize();
        }
        head.add(new MethodInsnNode(Opcodes.INVOKESTATIC, hook.owner(), hook.name(), hook.descriptor(), false));
        LabelNode on = new LabelNode();
        Object[] locals = VerifierTypes.atEntry(type.name, m);
        if (Type.getReturnType(hook.descriptor()).getSort() == Type.BOOLEAN) {
            head.add(new JumpInsnNode(Opcodes.IFEQ, on));
            if (Type.getReturnType(m.desc).getSort() == Type.INT) {
                head.add(new InsnNode(Opcodes.ICONST_M1));
                head.add(new InsnNode(Opcodes.IRETURN));
            } else {
                head.add(new InsnNode(Opcodes.RETURN));
            }
            head.add(on);
            head.add(new FrameNode(Opcodes.F_NEW, locals.length, locals, 0, new Object[0]));
            head.add(new InsnNode(Opcodes.NOP));
        } else {
            Object[] stack = {Type.getReturnType(hook.descriptor()).getInternalName()};
            head.add(new InsnNode(Opcodes.DUP));
            head.add(new JumpInsnNode(Opcodes.IFNULL, on));
            head.add(new InsnNode(Opcodes.ARETURN));
            head.add(on);
            head.add(new FrameNode(Opcodes.F_NEW, locals.length, locals, 1, stack));
            head.add(new InsnNode(Opcodes.POP));
        }
        m.instructions.insert(head);
    }

    /** In {@code ThreadLocal}, the current thread depends on which local asks. */
    static void askLocalForThread(ClassNode type, MethodNode m) {
        if (!type.name.equals("java/lang/ThreadLocal") || (m.access & Opcodes.ACC_STATIC) != 0) {
            return;
        }
        for (AbstractInsnNode insn : m.instructions.toArray()) {
            if (insn instanceof MethodInsnNode call && call.name.equals("currentThread")) {
                m.instructions.insertBefore(call, new VarInsnNode(Opcodes.ALOAD, 0));
                call.owner = "capriccio/iointercept/runtime/Identity";
                call.name = "currentThreadFor";
                call.desc = "(Ljava/lang/ThreadLocal;)Ljava/lang/Thread;";
                m.maxStack++;
            }
        }
    }

    /** Passes what is read of some fields of JDK classes through a hook. */
    static void filterFields(CallRules rules, ClassNode type, MethodNode m) {
        if (!rules.isWovenJdk(type.name)) {
            return;
        }
        for (AbstractInsnNode insn : m.instructions.toArray()) {
            if (insn instanceof FieldInsnNode field
                    && (insn.getOpcode() == Opcodes.GETSTATIC || insn.getOpcode() == Opcodes.GETFIELD)) {
                Hook hook = rules.fieldHook(field.owner, field.name);
                if (hook != null) {
                    m.instructions.insert(insn, new MethodInsnNode(
                            Opcodes.INVOKESTATIC, hook.owner(), hook.name(), hook.descriptor(), false));
                }
            }
        }
    }
}
