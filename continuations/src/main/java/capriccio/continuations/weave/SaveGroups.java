package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Which suspend points of a method share save code: all that save the same kinds of values in the same places. A method
 * grows by less, and what the JIT inlines is limited by size.
 */
final class SaveGroups {
    private static final String OBJECT = "java/lang/Object";

    /** The save code of some suspend points. */
    static final class Group {
        /** By slot, the kinds of the locals that are saved; {@code TOP} elsewhere. */
        final Object[] locals;
        /** The kinds of the operands below the call; {@code NULL} for one that is not saved. */
        final Object[] operands;
        /** The first suspend point of the group. */
        final CallSite first;
        /** Where to enter the code, by the kind of result on the operand stack; {@code TOP} for none. */
        final Map<Object, Label> entries = new LinkedHashMap<>();

        private Group(CallSite first, Object[] locals, Object[] operands) {
            this.first = first;
            this.locals = locals;
            this.operands = operands;
        }
    }

    private final Map<List<Object>, Group> groups = new HashMap<>();
    private final List<Group> inOrder = new ArrayList<>();

    /** Where the suspend point leaves its method for. */
    Label leaving(CallSite site) {
        Object[] locals = locals(site);
        Object[] operands = operands(site);
        Group group = groups.computeIfAbsent(List.of(Arrays.asList(locals), Arrays.asList(operands)), layout -> {
            Group made = new Group(site, locals, operands);
            inOrder.add(made);
            return made;
        });
        Type returns = site.returns();
        Object result = returns.getSort() == Type.VOID ? Opcodes.TOP : erased(VerifierTypes.of(returns));
        return group.entries.computeIfAbsent(result, kind -> new Label());
    }

    /** All groups so far, in the order of their first suspend points. */
    List<Group> all() {
        return inOrder;
    }

    private static Object[] locals(CallSite site) {
        int n = site.locals().length;
        while (n > 0 && !site.saves(n - 1)) {
            n--;
        }
        Object[] locals = new Object[n];
        for (int i = 0; i < n; i++) {
            locals[i] = site.saves(i) ? erased(site.locals()[i]) : Opcodes.TOP;
        }
        return locals;
    }

    private static Object[] operands(CallSite site) {
        Object[] operands = site.below().clone();
        for (int i = 0; i < operands.length; i++) {
            operands[i] = VerifierTypes.isSaved(operands[i]) ? erased(operands[i]) : Opcodes.NULL;
        }
        return operands;
    }

    private static Object erased(Object type) {
        return VerifierTypes.isPrimitive(type) ? type : OBJECT;
    }
}
