package capriccio.continuations.analysis;

import capriccio.continuations.analysis.TypeInfo.Call;
import capriccio.continuations.analysis.TypeInfo.Method;
import capriccio.continuations.weave.CallRules;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.Opcodes;

/** The methods of a class that poll at their entry, by the weaver's rule: those that may call themselves in two places. */
final class OwnRecursion {
    private final TypeInfo type;

    OwnRecursion(TypeInfo type) {
        this.type = type;
    }

    boolean branches(Method m) {
        int places = 0;
        for (Call c : m.calls) {
            if (leadsBack(c, m) && ++places == 2) {
                return true;
            }
        }
        return false;
    }

    private boolean leadsBack(Call c, Method m) {
        if (c.owner().equals(type.name) && type.methods.containsKey(c.selector())) {
            return reaches(c.selector(), m);
        }
        boolean virtual = c.opcode() == Opcodes.INVOKEVIRTUAL || c.opcode() == Opcodes.INVOKEINTERFACE;
        return virtual && c.selector().equals(m.selector()) && !CallRules.isJdk(c.owner());
    }

    private boolean reaches(String from, Method target) {
        Set<String> seen = new HashSet<>();
        Deque<String> todo = new ArrayDeque<>();
        todo.add(from);
        seen.add(from);
        while (!todo.isEmpty()) {
            Method next = type.methods.get(todo.remove());
            if (next == target) {
                return true;
            }
            if (next == null) {
                continue;
            }
            for (Call c : next.calls) {
                if (c.owner().equals(type.name) && seen.add(c.selector())) {
                    todo.add(c.selector());
                }
            }
        }
        return false;
    }
}
