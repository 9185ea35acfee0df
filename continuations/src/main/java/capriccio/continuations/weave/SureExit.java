package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
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
 *         monitorenter MonitorExit.lock
 *         try { MonitorExit.any } catch (StackOverflowError again) { e = again; }
 *         MonitorExit.owed[MonitorExit.owedTop++] = o; MonitorExit.any = true;
 *         monitorexit MonitorExit.lock
 *         throw e;
 *     }
 *     throw t;
 * }
 * }</pre>
 *
 * The note is made without a call. The JVM's own monitor takes none either, but its interpreter tries the stack as soon as
 * it has taken one, and throws at the next instruction: the lock is held then, and the note still to be made. Whoever
 * defines the class has its loader find {@code MonitorExit} beforehand: to ask a loader takes stack.
 *
 * <p>Compilers let a handler that leaves a monitor cover itself; that range goes, for here it would loop.
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
            }
        }
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

    static @Nullable AbstractInsnNode nextReal(AbstractInsnNode insn) {
        AbstractInsnNode n = insn;
        while (n != null && n.getOpcode() < 0) {
            n = n.getNext();
        }
        return n;
    }

    /** The frame at the entry of the handler in which this instruction stands, if it stands near the entry of one. */
    static @Nullable FrameNode handlerFrame(AbstractInsnNode exit) {
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
        List<Object> slots = VerifierTypes.slots(frame.local);
        return load.var < slots.size() && slots.get(load.var) instanceof String;
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
    private static List<Object> onlyTheObject(AbstractInsnNode object, FrameNode frame) {
        List<Object> only = new ArrayList<>();
        if (!frame.local.isEmpty() && frame.local.get(0) == Opcodes.UNINITIALIZED_THIS) {
            only.add(Opcodes.UNINITIALIZED_THIS);
        }
        if (object instanceof VarInsnNode load) {
            VerifierTypes.store(only, load.var, VerifierTypes.slots(frame.local).get(load.var));
        }
        return only;
    }

    private static void guard(MethodNode m, AbstractInsnNode exit, AbstractInsnNode object, FrameNode frame) {
        LabelNode start = new LabelNode();
        LabelNode end = new LabelNode();
        LabelNode handler = new LabelNode();
        m.instructions.insertBefore(exit, start);
        m.instructions.insert(exit, end);
        m.tryCatchBlocks.add(0, new TryCatchBlockNode(start, end, handler, OVERFLOW));
        AbstractInsnNode last = rethrow(exit);
        List<Object> slots = last == null ? null : slotsAt(exit, frame);
        if (last == null || slots == null) {
            m.instructions.add(note(m, handler, object, onlyTheObject(object, frame)));
        } else { // there, for what covers the rethrow is to catch this one too
            m.instructions.insert(last, note(m, handler, object, slots));
        }
    }

    /** The rethrow that ends the handler, if that is what follows. */
    static @Nullable AbstractInsnNode rethrow(AbstractInsnNode exit) {
        AbstractInsnNode n = nextReal(exit.getNext());
        if (n != null && n.getOpcode() == Opcodes.ALOAD) {
            n = nextReal(n.getNext());
        }
        return n != null && n.getOpcode() == Opcodes.ATHROW ? n : null;
    }

    /** By slot, the locals at the exit; null where it takes more to tell than that the handler stores its exception. */
    static @Nullable List<Object> slotsAt(AbstractInsnNode exit, FrameNode frame) {
        List<Object> slots = VerifierTypes.slots(frame.local);
        boolean onTop = true; // the exception
        for (AbstractInsnNode n = frame.getNext(); n != exit; n = n.getNext()) {
            if (n instanceof VarInsnNode store && store.getOpcode() == Opcodes.ASTORE) {
                if (!onTop) {
                    return null;
                }
                VerifierTypes.store(slots, store.var, frame.stack.get(0));
            }
            onTop &= n.getOpcode() < 0;
        }
        return slots;
    }

    /**
     * The two handlers, where the locals are these. The lock is in a local, left by the instruction that a catch-all range
     * ends with, and no other instruction that can throw runs while it is held: in any other form the JVM's compilers find
     * the monitors of the method unbalanced, and leave it to the interpreter.
     */
    private static InsnList note(MethodNode m, LabelNode handler, AbstractInsnNode object, List<Object> slots) {
        int lock = m.maxLocals;
        List<Object> slotsWithLock = new ArrayList<>(slots);
        VerifierTypes.store(slotsWithLock, lock, "java/lang/Object");
        Object[] locals = VerifierTypes.locals(slots);
        Object[] withLock = VerifierTypes.locals(slotsWithLock);
        LabelNode from = new LabelNode();
        LabelNode tried = new LabelNode();
        LabelNode again = new LabelNode();
        LabelNode held = new LabelNode();
        LabelNode to = new LabelNode();
        LabelNode full = new LabelNode();
        InsnList note = new InsnList();
        note.add(handler);
        note.add(new FrameNode(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {OVERFLOW}));
        note.add(new FieldInsnNode(Opcodes.GETSTATIC, EXIT, "lock", "Ljava/lang/Object;"));
        note.add(new InsnNode(Opcodes.DUP));
        note.add(new VarInsnNode(Opcodes.ASTORE, lock));
        note.add(new RealMonitorInsn(Opcodes.MONITORENTER));
        note.add(from);
        note.add(new FieldInsnNode(Opcodes.GETSTATIC, EXIT, "any", "Z")); // may throw, which a 'nop' may not: its handler is dead
        note.add(tried);
        note.add(new InsnNode(Opcodes.POP));
        note.add(new JumpInsnNode(Opcodes.GOTO, held));
        note.add(again); // and not 'held': a compiler refuses handlers that are reached otherwise too
        note.add(new FrameNode(Opcodes.F_NEW, withLock.length, withLock, 1, new Object[] {OVERFLOW}));
        note.add(new InsnNode(Opcodes.NOP));
        note.add(held);
        note.add(new FrameNode(Opcodes.F_NEW, withLock.length, withLock, 1, new Object[] {OVERFLOW}));
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
        note.add(new VarInsnNode(Opcodes.ALOAD, lock));
        note.add(new RealMonitorInsn(Opcodes.MONITOREXIT));
        note.add(to);
        note.add(new InsnNode(Opcodes.ATHROW));
        leaveAndThrow(note, full, withLock, lock, new RealMonitorInsn(Opcodes.MONITOREXIT), lock + 1);
        m.tryCatchBlocks.add(1, new TryCatchBlockNode(from, tried, again, OVERFLOW));
        m.tryCatchBlocks.add(2, new TryCatchBlockNode(from, to, full, null));
        m.maxStack += 4;
        m.maxLocals += 2;
        return note;
    }

    /**
     * A handler of whatever is thrown while the monitor in local {@code lock} is held: leaves it, and throws on.
     *
     * @param thrown a free local
     */
    static void leaveAndThrow(
            InsnList list, LabelNode handler, Object[] locals, int lock, AbstractInsnNode exit, int thrown) {
        list.add(handler);
        list.add(new FrameNode(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {"java/lang/Throwable"}));
        list.add(new VarInsnNode(Opcodes.ASTORE, thrown));
        list.add(new VarInsnNode(Opcodes.ALOAD, lock));
        list.add(exit);
        list.add(new VarInsnNode(Opcodes.ALOAD, thrown));
        list.add(new InsnNode(Opcodes.ATHROW));
    }

    /** An instruction on a monitor that stays one. */
    private static final class RealMonitorInsn extends InsnNode {
        RealMonitorInsn(int opcode) {
            super(opcode);
        }

        @Override
        public AbstractInsnNode clone(Map<LabelNode, LabelNode> labels) {
            return new RealMonitorInsn(opcode);
        }
    }

    /** True for an instruction on a monitor that stays one. */
    static boolean isReal(AbstractInsnNode insn) {
        return insn instanceof RealMonitorInsn;
    }
}
