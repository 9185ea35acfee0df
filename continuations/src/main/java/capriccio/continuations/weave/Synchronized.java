package capriccio.continuations.weave;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Turns a {@code synchronized} method into one with explicit monitor instructions, so that one rule serves both. The
 * flag goes where the class is still being loaded; on a class that exists the JVM does not allow that, and the method
 * then takes the side table's monitor inside the real one.
 */
final class Synchronized {
    private static final String MONITORS = "capriccio/continuations/runtime/Monitors";

    private Synchronized() {}

    static void makeExplicit(ClassNode type, MethodNode m, boolean flagStays) {
        if ((m.access & Opcodes.ACC_SYNCHRONIZED) == 0 || m.instructions.size() == 0) {
            return;
        }
        if (!flagStays) {
            m.access &= ~Opcodes.ACC_SYNCHRONIZED;
        }
        boolean isStatic = (m.access & Opcodes.ACC_STATIC) != 0;
        int slot = losesThis(type, m) ? keepThis(type, m) : 0;
        LabelNode start = new LabelNode();
        LabelNode handler = new LabelNode();
        for (AbstractInsnNode insn : m.instructions.toArray()) {
            int opcode = insn.getOpcode();
            if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
                m.instructions.insertBefore(insn, lock(type, m, slot));
                m.instructions.insertBefore(insn, new InsnNode(Opcodes.MONITOREXIT));
            }
        }
        InsnList head = new InsnList();
        if (slot > 0) {
            head.add(new VarInsnNode(Opcodes.ALOAD, 0));
            head.add(new VarInsnNode(Opcodes.ASTORE, slot));
        }
        head.add(lock(type, m, slot));
        head.add(flagStays
                ? new MethodInsnNode(Opcodes.INVOKESTATIC, MONITORS, "enterSynchronized", "(Ljava/lang/Object;)V", false)
                : new InsnNode(Opcodes.MONITORENTER));
        head.add(start);
        m.instructions.insert(head);
        Object[] locals = new Object[isStatic ? 0 : slot + 1];
        java.util.Arrays.fill(locals, Opcodes.TOP);
        if (!isStatic) {
            locals[slot] = type.name;
        }
        m.instructions.add(handler);
        m.instructions.add(
                new FrameNode(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {"java/lang/Throwable"}));
        m.instructions.add(lock(type, m, slot));
        m.instructions.add(new InsnNode(Opcodes.MONITOREXIT));
        m.instructions.add(new InsnNode(Opcodes.ATHROW));
        m.tryCatchBlocks.add(new TryCatchBlockNode(start, handler, handler, null));
        m.maxStack += 2;
    }

    private static InsnList lock(ClassNode type, MethodNode m, int slot) {
        InsnList list = new InsnList();
        boolean isStatic = (m.access & Opcodes.ACC_STATIC) != 0;
        list.add(isStatic ? new LdcInsnNode(Type.getObjectType(type.name)) : new VarInsnNode(Opcodes.ALOAD, slot));
        return list;
    }

    /** A local of its own for the lock, in every frame: those of dead code too, which only dead code reaches. */
    private static int keepThis(ClassNode type, MethodNode m) {
        int slot = m.maxLocals++;
        for (AbstractInsnNode insn : m.instructions) {
            if (insn instanceof FrameNode frame) {
                int used = 0;
                for (Object t : frame.local) {
                    used += VerifierTypes.isWide(t) ? 2 : 1;
                }
                for (; used < slot; used++) {
                    frame.local.add(Opcodes.TOP);
                }
                frame.local.add(type.name);
            }
        }
        return slot;
    }

    /**
     * A compiler may reuse the slot of {@code this}, or describe dead code by a frame without it.
     */
    static boolean losesThis(ClassNode type, MethodNode m) {
        if ((m.access & Opcodes.ACC_STATIC) != 0) {
            return false;
        }
        for (AbstractInsnNode insn : m.instructions) {
            if (insn instanceof VarInsnNode v && v.var == 0 && v.getOpcode() >= Opcodes.ISTORE && v.getOpcode() <= Opcodes.ASTORE) {
                return true;
            }
            if (insn instanceof FrameNode f && (f.local.isEmpty() || !type.name.equals(f.local.get(0)))) {
                return true;
            }
        }
        return false;
    }
}
