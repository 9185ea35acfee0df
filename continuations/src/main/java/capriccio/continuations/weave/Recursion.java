package capriccio.continuations.weave;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Finds the methods of a class whose recursion can be long: those that may call themselves, directly or through others
 * of their class, in two places. Recursion in one place is a chain, and the stack ends it soon.
 *
 * <p>A call of the same name and parameters on another type counts, because it may dispatch to this method again, as in a
 * tree of nodes. Recursion through methods of several classes with different names is not seen.
 */
final class Recursion {
    private final ClassNode type;
    private final Map<String, Integer> index = new HashMap<>();
    /** By method: the methods of the class that its code names. */
    private final BitSet[] calls;
    /** By method: what it may reach; made on demand. */
    private final @Nullable BitSet[] reached;

    Recursion(ClassNode type) {
        this.type = type;
        int n = type.methods.size();
        calls = new BitSet[n];
        reached = new BitSet[n];
        for (int i = 0; i < n; i++) {
            index.put(key(type.methods.get(i)), i);
        }
        for (int i = 0; i < n; i++) {
            calls[i] = new BitSet();
            for (AbstractInsnNode insn : type.methods.get(i).instructions) {
                Integer callee = insn instanceof MethodInsnNode call ? ownCallee(call) : null;
                if (callee != null) {
                    calls[i].set(callee);
                }
            }
        }
    }

    boolean branches(MethodNode m) {
        Integer self = index.get(key(m));
        int places = 0;
        for (AbstractInsnNode insn : m.instructions) {
            if (self != null && insn instanceof MethodInsnNode call && mayReach(call, self, m) && ++places == 2) {
                return true;
            }
        }
        return false;
    }

    private boolean mayReach(MethodInsnNode call, int self, MethodNode m) {
        Integer callee = ownCallee(call);
        if (callee != null) {
            return callee == self || reachedFrom(callee).get(self);
        }
        boolean virtual = call.getOpcode() == Opcodes.INVOKEVIRTUAL || call.getOpcode() == Opcodes.INVOKEINTERFACE;
        return virtual && call.name.equals(m.name) && call.desc.equals(m.desc) && !CallRules.isJdk(call.owner);
    }

    private @Nullable Integer ownCallee(MethodInsnNode call) {
        return call.owner.equals(type.name) ? index.get(call.name + call.desc) : null;
    }

    private BitSet reachedFrom(int start) {
        BitSet known = reached[start];
        if (known != null) {
            return known;
        }
        BitSet seen = new BitSet();
        Deque<Integer> todo = new ArrayDeque<>();
        todo.add(start);
        while (!todo.isEmpty()) {
            BitSet next = calls[todo.remove()];
            for (int i = next.nextSetBit(0); i >= 0; i = next.nextSetBit(i + 1)) {
                if (!seen.get(i)) {
                    seen.set(i);
                    todo.add(i);
                }
            }
        }
        reached[start] = seen;
        return seen;
    }

    private static String key(MethodNode m) {
        return m.name + m.desc;
    }
}
