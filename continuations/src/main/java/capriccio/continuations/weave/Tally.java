package capriccio.continuations.weave;

import capriccio.continuations.runtime.Pin;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** What is to be told of a class besides its file. */
final class Tally {
    /** Names of what each lambda implements and of what implements it, one after the other. */
    final List<String> lambdas = new ArrayList<>();
    /** By {@link Pin.Reason}'s order. */
    final int[] pins = new int[Pin.Reason.values().length];

    final List<String> messages = new ArrayList<>();

    void addLambdas(MethodNode m) {
        for (AbstractInsnNode insn : m.instructions) {
            if (insn instanceof InvokeDynamicInsnNode call && call.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
                for (Object argument : call.bsmArgs) {
                    if (argument instanceof Handle h) {
                        lambdas.add(call.name);
                        lambdas.add(h.getName());
                    }
                }
            }
        }
    }

    /** Counts what pins, and names the methods that are too large. */
    void count(ClassNode type, List<List<CallSite>> plans, Form[] forms) {
        for (int i = 0; i < forms.length; i++) {
            boolean tooLarge = !forms[i].suspends();
            for (CallSite site : plans.get(i)) {
                if (site.pin() != null) {
                    add(site.pin());
                } else if (tooLarge && site.kind() == CallKind.SUSPEND) {
                    add(Pin.Reason.TOO_LARGE);
                }
            }
            if (tooLarge) {
                MethodNode m = type.methods.get(i);
                messages.add(type.name.replace('/', '.') + "." + m.name + m.desc
                        + " is too large to suspend: it pins from its entry to its end");
            }
        }
    }

    @SuppressWarnings("EnumOrdinal") // an index into pins, nothing else
    void add(Pin.Reason reason) {
        pins[reason.ordinal()]++;
    }
}
