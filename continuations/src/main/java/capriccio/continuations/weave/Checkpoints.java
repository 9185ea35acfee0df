package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Inserts yield checkpoints, calls of {@code Checkpoint.poll}, before a method is planned; to the planner they are
 * suspend points like any other.
 *
 * <p>Each loop polls at its head, which is the target of a backward jump, or a handler that stands before what it covers:
 * every cycle of a method has one, whatever its shape. There a frame tells what the verifier knows, so that no analysis
 * is needed; a poll that could only pin is left out.
 */
public final class Checkpoints {
    /** Where checkpoints go. */
    public enum Mode {
        /** Nowhere: threads run until they block. */
        NONE,
        /** Loops, and recursion that passes no loop. */
        QUANTUM,
        /** Those, and every method's entry, and before every call of the JDK that may suspend. */
        EVERYWHERE
    }

    static final String OWNER = "capriccio/continuations/runtime/Checkpoint";

    private final CallRules rules;
    private final Mode mode;

    Checkpoints(CallRules rules, Mode mode) {
        this.rules = rules;
        this.mode = mode;
    }

    /** The same for the same class, because a twin is made by going the same way again. */
    void insert(ClassNode type, FramedClass framed) {
        if (mode == Mode.NONE || !isPolled(type)) {
            return;
        }
        Recursion recursion = new Recursion(type);
        for (int i = 0; i < type.methods.size(); i++) {
            MethodNode m = type.methods.get(i);
            if (m.instructions.size() > 0 && Planner.pinAll(rules, type, m) == null && !framed.isOpaque(i)) {
                insert(type, recursion, m);
            }
        }
    }

    private void insert(ClassNode type, Recursion recursion, MethodNode m) {
        boolean atEntry = mode == Mode.EVERYWHERE || recursion.branches(m);
        int end = m.maxLocals;
        boolean stripped = false;
        for (LabelNode head : loopHeads(m)) {
            stripped |= pollAt(m, head, end);
        }
        if (mode == Mode.EVERYWHERE) {
            pollBeforeJdkCalls(m);
        }
        if (atEntry && m.name.equals("<init>")) {
            Prologue.of(type, m).calls().forEach(call -> m.instructions.insert(call, poll()));
        } else if (atEntry) {
            m.instructions.insert(poll());
        }
        if (stripped) {
            declare(m, end);
        }
    }

    /** Makes {@code local} an int in the whole method. */
    private static void declare(MethodNode m, int local) {
        m.maxLocals++;
        InsnList zero = new InsnList();
        zero.add(new InsnNode(Opcodes.ICONST_0));
        zero.add(new VarInsnNode(Opcodes.ISTORE, local));
        m.instructions.insert(zero);
        for (AbstractInsnNode insn : m.instructions) {
            if (insn instanceof FrameNode frame) {
                List<Object> locals = frame.local == null ? new ArrayList<>() : new ArrayList<>(frame.local);
                int slots = 0;
                for (Object t : locals) {
                    slots += VerifierTypes.isWide(t) ? 2 : 1;
                }
                for (; slots < local; slots++) {
                    locals.add(Opcodes.TOP);
                }
                locals.add(Opcodes.INTEGER);
                frame.local = locals;
            }
        }
    }

    /** Takes them out again, from a method that is not woven after all. */
    static void remove(MethodNode m) {
        for (AbstractInsnNode insn : m.instructions.toArray()) {
            if (isPoll(insn)) {
                m.instructions.remove(insn);
            }
        }
    }

    /** True if the method polls. */
    static boolean has(MethodNode m) {
        for (AbstractInsnNode insn : m.instructions) {
            if (isPoll(insn)) {
                return true;
            }
        }
        return false;
    }

    static boolean isPoll(AbstractInsnNode insn) {
        return insn instanceof MethodInsnNode call && call.owner.equals(OWNER) && call.name.equals("poll");
    }

    static MethodInsnNode poll() {
        return new MethodInsnNode(Opcodes.INVOKESTATIC, OWNER, "poll", "()V", false);
    }

    private static boolean isPolled(ClassNode type) {
        return !CallRules.isJdk(type.name)
                && !type.name.startsWith("capriccio/continuations/runtime/")
                && !type.name.startsWith("capriccio/iointercept/runtime/");
    }

    private static Collection<LabelNode> loopHeads(MethodNode m) {
        Map<AbstractInsnNode, Integer> position = new HashMap<>();
        Set<LabelNode> heads = new LinkedHashSet<>();
        for (AbstractInsnNode insn : m.instructions) {
            position.put(insn, position.size());
            for (LabelNode target : targets(insn)) {
                if (position.containsKey(target)) {
                    heads.add(target);
                }
            }
        }
        for (TryCatchBlockNode block : m.tryCatchBlocks) {
            if (at(position, block.handler) < at(position, block.end) && !coversOnlyItsOwnStart(block)) {
                heads.add(block.handler);
            }
        }
        return heads;
    }

    /**
     * Javac lets the handler of a {@code finally} cover its own first store, and that of a {@code synchronized} its own
     * exit: no loops. A poll there would be one, for where it finds no stack it would throw into itself for ever.
     */
    private static boolean coversOnlyItsOwnStart(TryCatchBlockNode block) {
        boolean covered = false;
        for (AbstractInsnNode i = block.start; i != block.end; i = i.getNext()) {
            covered |= i == block.handler;
            int type = i.getType();
            if (covered && (type == AbstractInsnNode.METHOD_INSN || type == AbstractInsnNode.INVOKE_DYNAMIC_INSN)) {
                return false;
            }
        }
        return covered;
    }

    private static int at(Map<AbstractInsnNode, Integer> position, LabelNode label) {
        Integer i = position.get(label);
        if (i == null) {
            throw new IllegalStateException("an exception range ends outside of its method");
        }
        return i;
    }

    static List<LabelNode> targets(AbstractInsnNode insn) {
        if (insn instanceof JumpInsnNode jump) {
            return List.of(jump.label);
        } else if (insn instanceof TableSwitchInsnNode s) {
            return with(s.labels, s.dflt);
        } else if (insn instanceof LookupSwitchInsnNode s) {
            return with(s.labels, s.dflt);
        }
        return List.of();
    }

    private static List<LabelNode> with(List<LabelNode> labels, LabelNode last) {
        List<LabelNode> all = new ArrayList<>(labels);
        all.add(last);
        return all;
    }

    /**
     * Polls after the frame at the label, if one tells what is there and it can be saved. True if the loop was cut into
     * strips that end at the local {@code end}.
     */
    private boolean pollAt(MethodNode m, LabelNode head, int end) {
        AbstractInsnNode first = head;
        FrameNode frame = null;
        while (first != null && first.getOpcode() < 0) {
            if (first instanceof FrameNode f) {
                frame = f;
            }
            first = first.getNext();
        }
        if (first == null || frame == null || isPoll(first) || hasUninitialised(frame.local) || hasUninitialised(frame.stack)) {
            return false;
        }
        CountedLoop counted = CountedLoop.find(m, head, frame, first);
        if (counted != null && mode == Mode.QUANTUM && counted.isBrief()) {
            return false;
        }
        Set<Object> names = labelsBefore(first);
        m.instructions.insertBefore(first, poll());
        if (counted != null) {
            counted.strip(end, mode == Mode.EVERYWHERE);
        }
        if (first.getOpcode() == Opcodes.NEW) {
            rename(m, names, first);
        }
        return counted != null;
    }

    private static Set<Object> labelsBefore(AbstractInsnNode insn) {
        Set<Object> labels = new HashSet<>();
        for (AbstractInsnNode i = insn.getPrevious(); i != null && i.getOpcode() < 0; i = i.getPrevious()) {
            labels.add(i);
        }
        return labels;
    }

    /** Frames call an uninitialised object by a label at its {@code NEW}, which now has moved away from {@code names}. */
    private static void rename(MethodNode m, Set<Object> names, AbstractInsnNode made) {
        LabelNode name = new LabelNode();
        m.instructions.insertBefore(made, name);
        for (AbstractInsnNode insn : m.instructions) {
            if (insn instanceof FrameNode frame) {
                frame.local = renamed(frame.local, names, name);
                frame.stack = renamed(frame.stack, names, name);
            }
        }
    }

    private static List<Object> renamed(@Nullable List<Object> types, Set<Object> names, LabelNode name) {
        List<Object> copy = types == null ? new ArrayList<>() : new ArrayList<>(types);
        copy.replaceAll(t -> names.contains(t) ? name : t);
        return copy;
    }

    private static boolean hasUninitialised(@Nullable List<Object> types) {
        return types != null && types.stream().anyMatch(t -> t instanceof LabelNode || t == Opcodes.UNINITIALIZED_THIS);
    }

    private void pollBeforeJdkCalls(MethodNode m) {
        for (AbstractInsnNode insn : m.instructions.toArray()) {
            if (insn.getOpcode() == Opcodes.MONITORENTER || (insn instanceof MethodInsnNode call && isJdkSuspendPoint(call))) {
                m.instructions.insertBefore(insn, poll());
            }
        }
    }

    private boolean isJdkSuspendPoint(MethodInsnNode call) {
        Hook hook = rules.callHook(call.owner, call.name, call.desc);
        if (hook != null) {
            return hook.kind() == CallKind.SUSPEND;
        }
        return CallRules.isJdk(call.owner) && !call.name.equals("<init>")
                && rules.kind(call.owner, call.name, call.desc) == CallKind.SUSPEND;
    }
}
