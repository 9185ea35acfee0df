package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Makes monitors be left where the stack has overflowed. The JVM's {@code monitorexit} needs no stack, but the call that
 * stands in for it does, and a handler that leaves a monitor has no second try:
 *
 * <pre>{@code
 * catch (Throwable t) {
 *     try { MonitorExit.exit(o); } catch (StackOverflowError e) {
 *         synchronized (MonitorExit.lock) { MonitorExit.owed[MonitorExit.owedTop++] = o; MonitorExit.any = true; }
 *         throw e;
 *     }
 *     throw t;
 * }
 * }</pre>
 *
 * The note is made without a call, and the JVM's own monitor takes none either. Compilers let such a handler cover itself; that range goes, for here it would loop.
 */
final class SureExit {
    private static final String EXIT = "capriccio/continuations/runtime/MonitorExit";
    private static final String OVERFLOW = "java/lang/StackOverflowError";

    private SureExit() {}

    static void apply(MethodNode m) {
        List<AbstractInsnNode> exits = new ArrayList<>();
        for (AbstractInsnNode insn : m.instructions.toArray()) {
            if (insn.getOpcode() == Opcodes.MONITOREXIT) {
                exits.add(insn);
            } else if (insn.getOpcode() == Opcodes.MONITORENTER) {
                // Has the class loader find the runtime's class before it is needed without stack.
                m.instructions.insertBefore(insn, new FieldInsnNode(Opcodes.GETSTATIC, EXIT, "any", "Z"));
                m.instructions.insertBefore(insn, new InsnNode(Opcodes.POP));
            }
        }
        m.maxStack++;
        if (exits.isEmpty()) {
            return;
        }
        m.tryCatchBlocks.removeIf(b -> b.type == null && nextReal(b.start) == nextReal(b.handler));
        for (AbstractInsnNode exit : exits) {
            FrameNode frame = handlerFrame(exit);
            AbstractInsnNode object = exit.getPrevious();
            if (frame != null && isStillThere(object, frame) && !isStored(object, frame)) {
                guard(m, exit, object, frame);
            }
        }
    }

    private static @Nullable AbstractInsnNode nextReal(AbstractInsnNode insn) {
        AbstractInsnNode n = insn;
        while (n != null && n.getOpcode() < 0) {
            n = n.getNext();
        }
        return n;
    }

    /** The frame at the entry of the handler in which this instruction stands, if it stands near the entry of one. */
    private static @Nullable FrameNode handlerFrame(AbstractInsnNode exit) {
        for (AbstractInsnNode n = exit.getPrevious(); n != null; n = n.getPrevious()) {
            if (n instanceof FrameNode f) {
                return f.stack != null && f.stack.size() == 1 ? f : null;
            }
            int opcode = n.getOpcode();
            if (opcode >= 0 && opcode != Opcodes.ASTORE && opcode != Opcodes.ALOAD && opcode != Opcodes.LDC) {
                return null;
            }
        }
        return null;
    }

    private static boolean isStillThere(@Nullable AbstractInsnNode object, FrameNode frame) {
        if (object instanceof LdcInsnNode) {
            return true;
        }
        if (!(object instanceof VarInsnNode load) || load.getOpcode() != Opcodes.ALOAD || frame.local == null) {
            return false;
        }
        int slot = 0;
        for (Object type : frame.local) {
            if (slot == load.var) {
                return type instanceof String;
            }
            slot += type == Opcodes.LONG || type == Opcodes.DOUBLE ? 2 : 1;
        }
        return false;
    }

    /** Whether the object's local is written between the frame and the exit. */
    private static boolean isStored(AbstractInsnNode object, FrameNode frame) {
        for (AbstractInsnNode n = object.getPrevious(); n != frame; n = n.getPrevious()) {
            if (object instanceof VarInsnNode load && n instanceof VarInsnNode store
                    && store.getOpcode() == Opcodes.ASTORE && store.var == load.var) {
                return true;
            }
        }
        return false;
    }

    /**
     * The other locals may have changed since the frame: that of the exception has. Not an object that a constructor has
     * yet to initialise, which the verifier wants named.
     */
    private static Object[] onlyTheObject(AbstractInsnNode object, FrameNode frame) {
        Object[] locals = new Object[object instanceof VarInsnNode v ? v.var + 1 : 1];
        Arrays.fill(locals, Opcodes.TOP);
        if (!frame.local.isEmpty() && frame.local.get(0) == Opcodes.UNINITIALIZED_THIS) {
            locals[0] = Opcodes.UNINITIALIZED_THIS;
        }
        if (!(object instanceof VarInsnNode load)) {
            return locals;
        }
        int slot = 0;
        for (Object type : frame.local) {
            if (slot == load.var) {
                locals[slot] = type;
            }
            slot += type == Opcodes.LONG || type == Opcodes.DOUBLE ? 2 : 1;
        }
        return locals;
    }

    private static void guard(MethodNode m, AbstractInsnNode exit, AbstractInsnNode object, FrameNode frame) {
        LabelNode start = new LabelNode();
        LabelNode end = new LabelNode();
        LabelNode handler = new LabelNode();
        m.instructions.insertBefore(exit, start);
        m.instructions.insert(exit, end);
        m.tryCatchBlocks.add(0, new TryCatchBlockNode(start, end, handler, OVERFLOW));
        Object[] locals = onlyTheObject(object, frame);
        LabelNode from = new LabelNode();
        LabelNode to = new LabelNode();
        LabelNode full = new LabelNode();
        InsnList note = new InsnList();
        note.add(handler);
        note.add(new FrameNode(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {OVERFLOW}));
        note.add(theLock());
        note.add(new InsnNode(Opcodes.MONITORENTER));
        note.add(from);
        note.add(new FieldInsnNode(Opcodes.GETSTATIC, EXIT, "owed", "[Ljava/lang/Object;"));
        note.add(new FieldInsnNode(Opcodes.GETSTATIC, EXIT, "owedTop", "I"));
        note.add(new InsnNode(Opcodes.DUP));
        note.add(new InsnNode(Opcodes.ICONST_1));
        note.add(new InsnNode(Opcodes.IADD));
        note.add(new FieldInsnNode(Opcodes.PUTSTATIC, EXIT, "owedTop", "I"));
        note.add(object.clone(Map.of()));
        note.add(new InsnNode(Opcodes.AASTORE));
        note.add(new InsnNode(Opcodes.ICONST_1));
        note.add(new FieldInsnNode(Opcodes.PUTSTATIC, EXIT, "any", "Z"));
        note.add(theLock());
        note.add(new InsnNode(Opcodes.MONITOREXIT));
        note.add(to);
        note.add(new InsnNode(Opcodes.ATHROW));
        note.add(full);
        note.add(new FrameNode(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {"java/lang/Throwable"}));
        note.add(theLock());
        note.add(new InsnNode(Opcodes.MONITOREXIT));
        note.add(new InsnNode(Opcodes.ATHROW));
        m.tryCatchBlocks.add(1, new TryCatchBlockNode(from, to, full, null));
        m.instructions.add(note);
        m.maxStack += 4;
    }

    private static FieldInsnNode theLock() {
        return new FieldInsnNode(Opcodes.GETSTATIC, EXIT, "lock", "Ljava/lang/Object;");
    }

    /** True for an instruction on a monitor that stays one. */
    static boolean isReal(AbstractInsnNode insn) {
        return insn.getPrevious() instanceof FieldInsnNode f && f.owner.equals(EXIT) && f.name.equals("lock");
    }
}
