package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;

/**
 * A planned call: what is called (after hooks), how, and what the verifier knows just before.
 *
 * @param insn the instruction in the method
 * @param hook what to call in its place, if anything
 * @param kind never {@code PLAIN} unless there is a hook
 * @param ordinal among the suspend points of the method; −1 for others
 * @param locals verifier types by slot, {@code TOP} after a long or double
 * @param below verifier types of the operand stack under the arguments, bottom first, one entry a value
 */
@SuppressWarnings("ArrayRecordComponent") // never compared by value
record CallSite(
        AbstractInsnNode insn,
        @Nullable Hook hook,
        CallKind kind,
        String owner,
        String name,
        String descriptor,
        List<Type> arguments,
        int ordinal,
        int line,
        Object[] locals,
        Object[] below) {

    Type returns() {
        return Type.getReturnType(descriptor);
    }

    /** Everything that is saved, in order: locals, then operands. */
    List<Object> savedTypes() {
        List<Object> all = new ArrayList<>();
        for (Object t : locals) {
            if (isValue(t)) {
                all.add(t);
            }
        }
        for (Object t : below) {
            all.add(t);
        }
        return all;
    }

    int prims() {
        int n = 0;
        for (Object t : savedTypes()) {
            if (isPrimitive(t)) {
                n++;
            }
        }
        return n;
    }

    int refs() {
        int n = 0;
        for (Object t : savedTypes()) {
            if (t instanceof String) {
                n++;
            }
        }
        return n;
    }

    static boolean isValue(Object t) {
        return t != Opcodes.TOP;
    }

    static boolean isPrimitive(Object t) {
        return t == Opcodes.INTEGER || t == Opcodes.FLOAT || t == Opcodes.LONG || t == Opcodes.DOUBLE;
    }

    static boolean isWide(Object t) {
        return t == Opcodes.LONG || t == Opcodes.DOUBLE;
    }
}
