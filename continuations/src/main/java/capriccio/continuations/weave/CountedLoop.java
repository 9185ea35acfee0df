package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * An innermost loop that counts an int towards a bound that it does not change, and calls nothing that may be long. It is
 * cut into strips, and polls once a strip, so that the compiler sees a plain counted loop inside:
 *
 * <pre>{@code
 * for (; i < n; i++) { body }
 *
 * while (i < n) {                                  // the loop's own test, untouched
 *     poll();
 *     int end = Checkpoint.stripUp(i, n, 1);       // min(i + 1024, n)
 *     do { body; i++; } while (i < end);
 * }
 * }</pre>
 *
 * As {@code end <= n}, the inner test implies the loop's own whatever the body does; that the strip ends follows from the
 * counter's single change. A loop with the test at its bottom is cut in the same way.
 */
final class CountedLoop {
    /** Classes whose methods on numbers are short. */
    private static final Set<String> SHORT = Set.of(
            "java/lang/Math", "java/lang/Integer", "java/lang/Long", "java/lang/Character", "java/lang/Float",
            "java/lang/Double", "java/lang/Byte", "java/lang/Short", "java/lang/Boolean");
    /** A loop of fewer steps than this polls nowhere. */
    private static final int FEW = 1024;

    private final MethodNode method;
    private final LabelNode head;
    private final FrameNode frame;
    /** First instruction at the head. */
    private final AbstractInsnNode first;
    /** The only backward jump to the head. */
    private final JumpInsnNode back;

    private final Map<AbstractInsnNode, Integer> position;
    private final boolean testIsOnTop;
    private final VarInsnNode counter;
    /** What pushes the bound; empty for zero. */
    private final List<AbstractInsnNode> bound;
    /** The jump of the loop's own test. */
    private final JumpInsnNode test;

    private final IincInsnNode step;

    private CountedLoop(MethodNode method, LabelNode head, FrameNode frame, AbstractInsnNode first, JumpInsnNode back,
            Map<AbstractInsnNode, Integer> position, boolean testIsOnTop, List<AbstractInsnNode> operands, JumpInsnNode test,
            IincInsnNode step) {
        this.method = method;
        this.head = head;
        this.frame = frame;
        this.first = first;
        this.back = back;
        this.position = position;
        this.testIsOnTop = testIsOnTop;
        this.counter = (VarInsnNode) operands.get(0);
        this.bound = operands.subList(1, operands.size());
        this.test = test;
        this.step = step;
    }

    /** The counted loop with this head, or null if it has another shape. */
    static @Nullable CountedLoop find(MethodNode m, LabelNode head, FrameNode frame, AbstractInsnNode first) {
        Map<AbstractInsnNode, Integer> position = new HashMap<>();
        JumpInsnNode back = null;
        for (AbstractInsnNode insn : m.instructions) {
            position.put(insn, position.size());
            if (Checkpoints.targets(insn).contains(head) && position.containsKey(head)) {
                if (back != null || !(insn instanceof JumpInsnNode jump)) {
                    return null;
                }
                back = jump;
            }
        }
        if (back == null) {
            return null;
        }
        boolean onTop = back.getOpcode() == Opcodes.GOTO;
        List<AbstractInsnNode> operands = onTop ? operandsFrom(first) : operandsBefore(back);
        if (operands.isEmpty()) {
            return null;
        }
        AbstractInsnNode last = operands.get(operands.size() - 1);
        if (!((onTop ? last.getNext() : back) instanceof JumpInsnNode test)) {
            return null;
        }
        IincInsnNode step = onTop
                ? iinc(previous(back, false), operands)
                : iinc(previous(operands.get(0), true), operands);
        if (step == null && !onTop) {
            step = stepAtStart(first, operands);
        }
        if (step == null) {
            return null;
        }
        CountedLoop loop = new CountedLoop(m, head, frame, first, back, position, onTop, operands, test, step);
        return loop.holds() ? loop : null;
    }

    /** {@code iload i} and what pushes the bound, then the jump; empty if there is something else. */
    private static List<AbstractInsnNode> operandsFrom(AbstractInsnNode first) {
        List<AbstractInsnNode> list = new ArrayList<>();
        for (AbstractInsnNode i = first; i != null && !(i instanceof JumpInsnNode); i = i.getNext()) {
            list.add(i);
            if (list.size() > 3) {
                return List.of();
            }
        }
        return isTest(list) ? list : List.of();
    }

    private static List<AbstractInsnNode> operandsBefore(JumpInsnNode jump) {
        for (int n = jump.getOpcode() <= Opcodes.IFLE ? 1 : 2; n <= 3; n++) {
            AbstractInsnNode i = jump;
            for (int k = 0; k < n && i != null; k++) {
                i = i.getPrevious();
            }
            List<AbstractInsnNode> list = i == null ? List.of() : operandsFrom(i);
            if (list.size() == n && (n > 1 || jump.getOpcode() <= Opcodes.IFLE)) {
                return list;
            }
        }
        return List.of();
    }

    private static boolean isTest(List<AbstractInsnNode> list) {
        if (list.isEmpty() || list.get(0).getOpcode() != Opcodes.ILOAD) {
            return false;
        }
        return switch (list.size()) {
            case 1 -> true;
            case 2 -> list.get(1).getOpcode() == Opcodes.ILOAD || constant(list.get(1)) != null;
            default -> list.get(1).getOpcode() == Opcodes.ALOAD && isLength(list.get(2));
        };
    }

    /** Of an array or a string: constant for the same reference. */
    private static boolean isLength(AbstractInsnNode insn) {
        return insn.getOpcode() == Opcodes.ARRAYLENGTH
                || (insn instanceof MethodInsnNode call && call.owner.equals("java/lang/String") && call.name.equals("length"));
    }

    private static @Nullable Integer constant(AbstractInsnNode insn) {
        int opcode = insn.getOpcode();
        if (opcode >= Opcodes.ICONST_M1 && opcode <= Opcodes.ICONST_5) {
            return opcode - Opcodes.ICONST_0;
        } else if (insn instanceof IntInsnNode push && opcode != Opcodes.NEWARRAY) {
            return push.operand;
        }
        return insn instanceof LdcInsnNode ldc && ldc.cst instanceof Integer value ? value : null;
    }

    /** The instruction before, or null if another place jumps in between. */
    private static @Nullable AbstractInsnNode previous(AbstractInsnNode insn, boolean overJoin) {
        AbstractInsnNode i = insn.getPrevious();
        while (i != null && i.getOpcode() < 0) {
            if (i instanceof FrameNode && !overJoin) {
                return null;
            }
            i = i.getPrevious();
        }
        return i;
    }

    private static @Nullable IincInsnNode iinc(@Nullable AbstractInsnNode insn, List<AbstractInsnNode> operands) {
        return insn instanceof IincInsnNode iinc && iinc.var == ((VarInsnNode) operands.get(0)).var ? iinc : null;
    }

    /** Kotlin copies the counter and steps it first. */
    private static @Nullable IincInsnNode stepAtStart(AbstractInsnNode first, List<AbstractInsnNode> operands) {
        for (AbstractInsnNode i = first; i != null && !(i instanceof JumpInsnNode) && !(i instanceof FrameNode); i = i.getNext()) {
            IincInsnNode step = iinc(i, operands);
            if (step != null) {
                return step;
            }
        }
        return null;
    }

    private int at(AbstractInsnNode insn) {
        Integer i = position.get(insn);
        if (i == null) {
            throw new IllegalStateException("an instruction of another method");
        }
        return i;
    }

    private boolean isInside(AbstractInsnNode insn) {
        int i = at(insn);
        return i >= at(testIsOnTop ? test : first) && i <= at(back);
    }

    private boolean holds() {
        if (at(first) > at(back) || !hasDirection() || (testIsOnTop && isInside(test.label))) {
            return false;
        }
        for (AbstractInsnNode insn : method.instructions) {
            if (isInside(insn) ? !mayStandInside(insn) : entersFromOutside(insn)) {
                return false;
            }
        }
        for (TryCatchBlockNode block : method.tryCatchBlocks) {
            boolean covered = isInside(block.start) && isInside(block.end);
            if (isInside(block.handler) && (!covered || at(block.handler) < at(block.end))) {
                return false;
            }
        }
        return true;
    }

    /** The test, with its jump, bounds the counter on the side towards which it steps. */
    private boolean hasDirection() {
        int c = comparison();
        return step.incr > 0 ? c == Opcodes.IF_ICMPLT || c == Opcodes.IF_ICMPLE : step.incr < 0 && (c == Opcodes.IF_ICMPGT || c == Opcodes.IF_ICMPGE);
    }

    /** The comparison of two ints that holds while the loop goes on. */
    private int comparison() {
        int opcode = test.getOpcode();
        boolean withZero = opcode <= Opcodes.IFLE;
        if (withZero != bound.isEmpty()) {
            return -1;
        }
        int c = withZero ? opcode - Opcodes.IFEQ + Opcodes.IF_ICMPEQ : opcode;
        if (!testIsOnTop) {
            return c;
        }
        return switch (c) {
            case Opcodes.IF_ICMPGE -> Opcodes.IF_ICMPLT;
            case Opcodes.IF_ICMPGT -> Opcodes.IF_ICMPLE;
            case Opcodes.IF_ICMPLE -> Opcodes.IF_ICMPGT;
            case Opcodes.IF_ICMPLT -> Opcodes.IF_ICMPGE;
            default -> -1;
        };
    }

    private boolean mayStandInside(AbstractInsnNode insn) {
        if (insn == back || insn == step) {
            return true;
        }
        for (LabelNode target : Checkpoints.targets(insn)) {
            if (at(target) <= at(insn)) {
                return false; // a loop of its own
            }
        }
        if (insn instanceof MethodInsnNode call) {
            return isShort(call);
        }
        if (insn instanceof InvokeDynamicInsnNode || insn.getOpcode() == Opcodes.MONITORENTER) {
            return false;
        }
        if (insn instanceof IincInsnNode iinc) {
            return iinc.var != counter.var && !isBound(iinc.var);
        }
        boolean stores = insn instanceof VarInsnNode && insn.getOpcode() >= Opcodes.ISTORE;
        return !stores || (((VarInsnNode) insn).var != counter.var && !isBound(((VarInsnNode) insn).var));
    }

    private boolean isBound(int local) {
        return !bound.isEmpty() && bound.get(0) instanceof VarInsnNode v && v.var == local;
    }

    private static boolean isShort(MethodInsnNode call) {
        if (call.owner.equals("java/lang/String")) {
            return call.name.equals("charAt") || call.name.equals("length");
        }
        if (!SHORT.contains(call.owner)) {
            return false;
        }
        for (Type t : Type.getArgumentTypes(call.desc)) {
            if (t.getSort() >= Type.ARRAY) {
                return false;
            }
        }
        return true;
    }

    /** Only the head, and a test at the bottom, may be entered from elsewhere: there the strip's end is not asked. */
    private boolean entersFromOutside(AbstractInsnNode insn) {
        boolean stepIsLast = !testIsOnTop && isStepLast();
        for (LabelNode target : Checkpoints.targets(insn)) {
            if (target != head && isInside(target) && !(stepIsLast && at(target) > at(step))) {
                return true;
            }
        }
        return false;
    }

    private boolean isStepLast() {
        return previous(counter, true) == step;
    }

    /** So few steps from a constant to a constant that it needs no poll. */
    boolean isBrief() {
        if (!testIsOnTop || bound.size() > 1 || isJumpedToFromAbove()) {
            return false;
        }
        Integer end = bound.isEmpty() ? Integer.valueOf(0) : constant(bound.get(0));
        AbstractInsnNode store = previous(head, false);
        boolean stored = store instanceof VarInsnNode v && v.getOpcode() == Opcodes.ISTORE && v.var == counter.var;
        AbstractInsnNode value = stored && store != null ? previous(store, false) : null;
        Integer start = value == null ? null : constant(value);
        return start != null && end != null && Math.abs((long) end - start) <= (long) FEW * Math.abs(step.incr);
    }

    private boolean isJumpedToFromAbove() {
        for (AbstractInsnNode i = head; i != null; i = i.getPrevious()) {
            if (Checkpoints.targets(i).contains(head)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Cuts the loop. {@code end} is a local that holds an int everywhere in the method. The poll at the head is the
     * caller's; one more stands inside if wanted.
     */
    void strip(int end, boolean pollInside) {
        LabelNode inner = new LabelNode();
        InsnList open = new InsnList();
        open.add(new VarInsnNode(Opcodes.ILOAD, counter.var));
        if (bound.isEmpty()) {
            open.add(new InsnNode(Opcodes.ICONST_0));
        }
        for (AbstractInsnNode insn : bound) {
            open.add(insn.clone(Map.of()));
        }
        open.add(new IntInsnNode(Opcodes.SIPUSH, step.incr));
        open.add(new MethodInsnNode(
                Opcodes.INVOKESTATIC, Checkpoints.OWNER, step.incr > 0 ? "stripUp" : "stripDown", "(III)I", false));
        open.add(new VarInsnNode(Opcodes.ISTORE, end));
        open.add(inner);
        Object[] stack = frame.stack == null ? new Object[0] : frame.stack.toArray();
        Object[] locals = frame.local == null ? new Object[0] : frame.local.toArray();
        open.add(new FrameNode(Opcodes.F_NEW, locals.length, Arrays.copyOf(locals, locals.length), stack.length, stack));
        open.add(pollInside ? Checkpoints.poll() : new InsnNode(Opcodes.NOP)); // another frame may follow

        InsnList again = new InsnList();
        again.add(new VarInsnNode(Opcodes.ILOAD, counter.var));
        again.add(new VarInsnNode(Opcodes.ILOAD, end));
        again.add(new JumpInsnNode(comparison(), inner));

        if (testIsOnTop) {
            method.instructions.insert(test, open);
            method.instructions.insertBefore(back, again);
        } else {
            boolean last = isStepLast();
            method.instructions.insertBefore(first, open);
            if (last) {
                method.instructions.insert(step, again);
            } else {
                method.instructions.insertBefore(counter, again);
            }
        }
    }
}
