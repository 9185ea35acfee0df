package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Brackets the calls in a class of the JDK that block their OS thread:
 *
 * <pre>{@code
 * n = readBytes(b, off, len);       // native; as it was
 *
 * Blocking.enter();
 * try { n = readBytes(b, off, len); } catch (Throwable t) { Blocking.exit(); throw t; }
 * Blocking.exit();
 * }</pre>
 */
public final class Brackets {
    static final String BLOCKING = "capriccio/continuations/runtime/Blocking";

    private Brackets() {}

    /** The class file with these calls bracketed and all else as it was; null if it has none. */
    public static byte @Nullable [] weave(CallRules rules, byte[] file) {
        ClassNode type = new ClassNode();
        new ClassReader(file).accept(type, ClassReader.EXPAND_FRAMES);
        List<List<CallSite>> plans = new ArrayList<>();
        boolean any = false;
        for (MethodNode m : type.methods) {
            List<CallSite> plan = has(rules, m) ? plan(rules, type, m) : List.of();
            any |= !plan.isEmpty();
            plans.add(plan);
        }
        return any
                ? new ClassEmitter(type, true, true, plans, new int[plans.size()][0], file, (m, plan, ids) -> {}).write()
                : null;
    }

    private static boolean has(CallRules rules, MethodNode m) {
        for (AbstractInsnNode insn : m.instructions) {
            if (insn instanceof MethodInsnNode call && rules.blockingEntry(call.owner, call.name) != null) {
                return true;
            }
        }
        return false;
    }

    private static List<CallSite> plan(CallRules rules, ClassNode type, MethodNode m) {
        List<CallSite> sites = new ArrayList<>();
        Tracker tracker = new Tracker(type.name, m);
        for (AbstractInsnNode insn : m.instructions) {
            if (tracker.reachable() && insn instanceof MethodInsnNode call) {
                CallSite site = site(rules, call, tracker);
                if (site != null) {
                    sites.add(site);
                }
            }
            insn.accept(tracker);
        }
        return sites;
    }

    /** Null if the call is not bracketed. */
    static @Nullable CallSite site(CallRules rules, MethodInsnNode call, Tracker tracker) {
        String entry = rules.blockingEntry(call.owner, call.name);
        return entry == null
                ? null
                : new CallSite(call, new Hook(BLOCKING, entry, "()V", CallKind.BLOCK), CallKind.BLOCK, null, call.owner,
                        call.name, call.desc, List.of(), false, -1, 0, tracker.locals(), new BitSet(), new Object[0]);
    }
}
