package capriccio.continuations.weave;

import capriccio.continuations.runtime.Pin;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;

/**
 * A planned call: what is called (after hooks), how, and what the verifier knows just before.
 *
 * @param insn the instruction in the method
 * @param hook what to call in its place, if anything
 * @param kind never {@code PLAIN} unless there is a hook
 * @param pin why it pins, if it does
 * @param initialisesThis true of {@code super(...)} and {@code this(...)}, around which the verifier allows no handler
 * @param ordinal among the suspend points of the method; −1 for others
 * @param locals verifier types by slot, {@code TOP} after a long or double
 * @param live which locals may still be read after the call; empty unless it is a suspend point
 * @param below verifier types of the operand stack under the arguments, bottom first, one entry a value
 */
@SuppressWarnings("ArrayRecordComponent") // never compared by value
record CallSite(
        AbstractInsnNode insn,
        @Nullable Hook hook,
        CallKind kind,
        Pin.@Nullable Reason pin,
        String owner,
        String name,
        String descriptor,
        List<Type> arguments,
        boolean initialisesThis,
        int ordinal,
        int line,
        Object[] locals,
        BitSet live,
        Object[] below) {

    /** The same call, woven as another kind. */
    CallSite of(CallKind other) {
        return new CallSite(insn, hook, other, pin, owner, name, descriptor, arguments, initialisesThis, -1, line, locals,
                live, below);
    }

    Type returns() {
        return Type.getReturnType(descriptor);
    }

    /** Whether the local in {@code slot} is saved. The others are dead: a twin gives them defaults. */
    boolean saves(int slot) {
        return live.get(slot) && VerifierTypes.isSaved(locals[slot]);
    }

    /** Everything that is saved, in order: locals, then operands. */
    List<Object> savedTypes() {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < locals.length; i++) {
            if (saves(i)) {
                all.add(locals[i]);
            }
        }
        for (Object t : below) {
            if (VerifierTypes.isSaved(t)) {
                all.add(t);
            }
        }
        return all;
    }

    int prims() {
        return (int) savedTypes().stream().filter(VerifierTypes::isPrimitive).count();
    }

    int refs() {
        return savedTypes().size() - prims();
    }
}
