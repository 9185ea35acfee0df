package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.AnalyzerAdapter;
import org.objectweb.asm.tree.MethodNode;

/** ASM's running verifier state, with the views that a plan needs. */
final class Tracker extends AnalyzerAdapter {
    Tracker(String owner, MethodNode m) {
        super(Opcodes.ASM9, owner, m.access, m.name, m.desc, null);
    }

    boolean reachable() {
        return locals != null;
    }

    /** In a constructor whose object is not initialised yet. */
    boolean beforeSuper() {
        return locals.contains(Opcodes.UNINITIALIZED_THIS) || stack.contains(Opcodes.UNINITIALIZED_THIS);
    }

    boolean hasInFirstLocal(Object t) {
        return !locals.isEmpty() && t.equals(locals.get(0));
    }

    /** By slot, {@code TOP} after a long or double. */
    Object[] locals() {
        Object[] copy = locals.toArray();
        int n = copy.length;
        while (n > 0 && copy[n - 1] == Opcodes.TOP && !(n > 1 && VerifierTypes.isWide(copy[n - 2]))) {
            n--;
        }
        return java.util.Arrays.copyOf(copy, n);
    }

    /** What lies below a call's arguments, one entry a value: the second slot of a long or double is left out. */
    Object[] below(List<Type> arguments) {
        int slots = 0;
        for (Type t : arguments) {
            slots += t.getSize();
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < stack.size() - slots; i++) {
            Object t = stack.get(i);
            values.add(t);
            if (VerifierTypes.isWide(t)) {
                i++;
            }
        }
        return values.toArray();
    }

    /** The first of a call's arguments, which is the receiver unless it is static. */
    Object first(List<Type> arguments) {
        int slots = -1;
        for (Type t : arguments) {
            slots += t.getSize();
        }
        return operand(slots);
    }

    /** What lies {@code depth} slots under the top of the operand stack. */
    Object operand(int depth) {
        return stack.get(stack.size() - 1 - depth);
    }
}
