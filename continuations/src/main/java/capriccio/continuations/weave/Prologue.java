package capriccio.continuations.weave;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * The part of a constructor in which its object is not initialised: up to and including the call of {@code super(...)} or
 * {@code this(...)}. Its frames cannot be saved, and a twin never runs it. Behind it, {@code this} is a reference like any
 * other. The verifier lets no instruction be on both sides.
 */
final class Prologue {
    /** Of a method that is no constructor. */
    static final Prologue NONE = new Prologue();

    /** What the verifier knows once {@code super(...)} has returned; of the stack, one entry a value. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Behind(Object[] locals, Object[] stack) {}

    private final Set<AbstractInsnNode> instructions = new HashSet<>();
    private final Map<AbstractInsnNode, Behind> calls = new HashMap<>();

    private Prologue() {}

    /** Needs stack maps. */
    static Prologue of(ClassNode type, MethodNode m) {
        if (!m.name.equals("<init>")) {
            return NONE;
        }
        Prologue p = new Prologue();
        Tracker tracker = new Tracker(type.name, m);
        for (AbstractInsnNode insn : m.instructions) {
            boolean before = tracker.reachable() && tracker.beforeSuper();
            if (insn instanceof FrameNode f ? namesUninitialisedThis(f) : before && insn.getOpcode() >= 0) {
                p.instructions.add(insn);
            }
            insn.accept(tracker);
            if (before && insn.getOpcode() == Opcodes.INVOKESPECIAL && !tracker.beforeSuper()) {
                p.calls.put(insn, new Behind(tracker.locals(), tracker.below(List.of())));
            }
        }
        return p;
    }

    private static boolean namesUninitialisedThis(FrameNode f) {
        return names(f.local) || names(f.stack);
    }

    private static boolean names(@Nullable List<Object> types) {
        return types != null && types.contains(Opcodes.UNINITIALIZED_THIS);
    }

    /** Of an instruction or a frame; labels and line numbers belong nowhere. */
    boolean contains(AbstractInsnNode insn) {
        return instructions.contains(insn);
    }

    /** Set if the instruction calls {@code super(...)} or {@code this(...)} on the object itself. */
    @Nullable Behind behind(AbstractInsnNode insn) {
        return calls.get(insn);
    }

    Set<AbstractInsnNode> calls() {
        return calls.keySet();
    }

    /** Whether a constructor does not know {@code this} by its first local wherever it returns, and in its prologue. */
    static boolean losesThis(ClassNode type, MethodNode m) {
        boolean forgets = false;
        for (AbstractInsnNode insn : m.instructions) {
            if ((insn instanceof VarInsnNode v && v.var == 0 && v.getOpcode() >= Opcodes.ISTORE)
                    || (insn instanceof IincInsnNode i && i.var == 0)) {
                return true;
            }
            forgets |= insn instanceof FrameNode f && !namesThis(type, f);
        }
        return forgets && losesThisByFrames(type, m);
    }

    private static boolean namesThis(ClassNode type, FrameNode f) {
        return f.local != null
                && !f.local.isEmpty()
                && (f.local.get(0) == Opcodes.UNINITIALIZED_THIS || type.name.equals(f.local.get(0)));
    }

    private static boolean losesThisByFrames(ClassNode type, MethodNode m) {
        Tracker tracker = new Tracker(type.name, m);
        for (AbstractInsnNode insn : m.instructions) {
            if (tracker.reachable()
                    && ((insn.getOpcode() == Opcodes.RETURN && !tracker.hasInFirstLocal(type.name))
                            || (tracker.beforeSuper() && !tracker.hasInFirstLocal(Opcodes.UNINITIALIZED_THIS)))) {
                return true;
            }
            insn.accept(tracker);
        }
        return false;
    }
}
