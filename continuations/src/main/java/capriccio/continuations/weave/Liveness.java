package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Which locals may still be read. A backward analysis to its fixed point, over jumps and exception edges; an exception
 * may leave an instruction before it has written.
 */
final class Liveness {
    private final InsnList code;
    private final int words;
    /** Live before each instruction, {@link #words} a row. */
    private final long[] live;

    private final int[][] successors;
    private final int[][] handlers;

    private Liveness(MethodNode m) {
        code = m.instructions;
        words = (m.maxLocals + 63) / 64;
        live = new long[code.size() * words];
        successors = new int[code.size()][];
        handlers = new int[code.size()][];
    }

    static Liveness of(MethodNode m) {
        Liveness l = new Liveness(m);
        AbstractInsnNode[] insns = m.instructions.toArray();
        for (int i = 0; i < insns.length; i++) {
            l.successors[i] = l.successors(i, insns[i]);
        }
        l.coverByHandlers(m.tryCatchBlocks);
        while (l.pass(insns)) {
            // until nothing changes; methods without loops take two passes
        }
        return l;
    }

    /** The locals that may be read after {@code call} returns or throws; a call itself touches none. */
    BitSet at(AbstractInsnNode call) {
        int from = code.indexOf(call) * words;
        return BitSet.valueOf(java.util.Arrays.copyOfRange(live, from, from + words));
    }

    private int[] successors(int i, AbstractInsnNode insn) {
        if (insn instanceof JumpInsnNode jump) {
            int to = code.indexOf(jump.label);
            return jump.getOpcode() == Opcodes.GOTO ? new int[] {to} : new int[] {i + 1, to};
        } else if (insn instanceof TableSwitchInsnNode table) {
            return targets(table.labels, table.dflt);
        } else if (insn instanceof LookupSwitchInsnNode lookup) {
            return targets(lookup.labels, lookup.dflt);
        }
        int opcode = insn.getOpcode();
        boolean ends = (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) || opcode == Opcodes.ATHROW;
        return ends || i + 1 == successors.length ? new int[0] : new int[] {i + 1};
    }

    private int[] targets(List<LabelNode> labels, LabelNode other) {
        int[] to = new int[labels.size() + 1];
        for (int i = 0; i < labels.size(); i++) {
            to[i] = code.indexOf(labels.get(i));
        }
        to[labels.size()] = code.indexOf(other);
        return to;
    }

    private void coverByHandlers(List<TryCatchBlockNode> blocks) {
        List<List<Integer>> lists = new ArrayList<>();
        for (int i = 0; i < handlers.length; i++) {
            lists.add(null);
        }
        for (TryCatchBlockNode block : blocks) {
            int handler = code.indexOf(block.handler);
            for (int i = code.indexOf(block.start); i < code.indexOf(block.end); i++) {
                if (lists.get(i) == null) {
                    lists.set(i, new ArrayList<>());
                }
                lists.get(i).add(handler);
            }
        }
        for (int i = 0; i < handlers.length; i++) {
            List<Integer> of = lists.get(i);
            handlers[i] = of == null ? new int[0] : of.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    private boolean pass(AbstractInsnNode[] insns) {
        boolean changed = false;
        long[] row = new long[words];
        for (int i = insns.length - 1; i >= 0; i--) {
            java.util.Arrays.fill(row, 0);
            for (int next : successors[i]) {
                addTo(row, next);
            }
            transfer(row, insns[i]);
            for (int handler : handlers[i]) {
                addTo(row, handler);
            }
            for (int w = 0; w < words; w++) {
                changed |= live[i * words + w] != row[w];
                live[i * words + w] = row[w];
            }
        }
        return changed;
    }

    private void addTo(long[] row, int instruction) {
        for (int w = 0; w < words; w++) {
            row[w] |= live[instruction * words + w];
        }
    }

    private static void transfer(long[] row, AbstractInsnNode insn) {
        if (insn instanceof IincInsnNode iinc) {
            row[iinc.var >> 6] |= 1L << iinc.var;
        } else if (insn instanceof VarInsnNode v) {
            int opcode = v.getOpcode();
            if (opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE) {
                row[v.var >> 6] &= ~(1L << v.var);
            } else {
                row[v.var >> 6] |= 1L << v.var;
            }
        }
    }
}
