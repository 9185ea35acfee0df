package capriccio.continuations.weave;

import capriccio.continuations.runtime.Pin;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/** Finds the calls of a method that need work, with the verifier's view of each. Deterministic. */
final class Planner {
    private static final String MONITOR_EXIT = "capriccio/continuations/runtime/MonitorExit";

    private final CallRules rules;
    private final Knowledge.@Nullable View known;
    private final ClassNode type;
    private final MethodNode method;
    /** Set if nothing in this method may suspend. */
    private final Pin.@Nullable Reason pinAll;

    /** Set in an unwoven JDK class: only its calls out pin. True if calls of unknown JDK code do too. */
    private final @Nullable Boolean guard;

    private int ordinals;
    private @Nullable Liveness liveness;

    private final boolean frames;

    private Planner(CallRules rules, Knowledge.View known, ClassNode type, MethodNode method, boolean frames,
            Pin.@Nullable Reason mustPin) {
        this.rules = rules;
        this.known = known;
        this.type = type;
        this.method = method;
        this.frames = frames;
        this.guard = null;
        Pin.Reason always = pinAll(rules, type, method);
        this.pinAll = always != null ? always : mustPin;
    }

    private Planner(CallRules rules, ClassNode type, MethodNode method, boolean strict) {
        this.rules = rules;
        this.known = null;
        this.type = type;
        this.method = method;
        this.frames = true;
        this.guard = strict;
        this.pinAll = Pin.Reason.UNWOVEN;
    }

    /** Plans the brackets of a method that is otherwise left alone. */
    static List<CallSite> guard(CallRules rules, ClassNode type, MethodNode method, boolean strict) {
        return new Planner(rules, type, method, strict).sites();
    }

    /** Why no call in this method can suspend, if there is a reason. */
    static Pin.@Nullable Reason pinAll(CallRules rules, ClassNode type, MethodNode method) {
        return switch (method.name) {
            case "<init>" -> rules.kind(type.name, method.name, method.desc) != CallKind.SUSPEND
                            || Prologue.losesThis(type, method)
                    ? Pin.Reason.CONSTRUCTOR
                    : null;
            case "<clinit>" -> Pin.Reason.CLASS_INIT;
            case "loadClass", "findClass" -> loadsClasses(method) ? Pin.Reason.CLASS_LOADER : null;
            default -> null;
        };
    }

    /** The JVM calls a program's class loader wherever a class is first named: the frame below it has no call to save. */
    private static boolean loadsClasses(MethodNode method) {
        return method.desc.startsWith("(Ljava/lang/String;") && method.desc.endsWith(")Ljava/lang/Class;");
    }

    /**
     * The plan of a method. Allocations that stand in the way of a suspend point are moved first, in {@code method}
     * itself.
     *
     * @param frames whether the class has stack maps
     * @param mustPin set if nothing in the method may suspend: callers take it for plain, or its stack maps are a guess
     */
    static List<CallSite> plan(CallRules rules, Knowledge.View known, ClassNode type, MethodNode method, boolean frames,
            Pin.@Nullable Reason mustPin) {
        if (!isConcerned(rules, known, type, method)) {
            return List.of();
        }
        List<CallSite> sites = new Planner(rules, known, type, method, frames, mustPin).sites();
        Set<AbstractInsnNode> pinned = new HashSet<>();
        for (CallSite site : sites) {
            if (site.pin() == Pin.Reason.UNINITIALISED) {
                pinned.add(site.insn());
            }
        }
        boolean moves = mustPin != Pin.Reason.OLD_CLASS && !pinned.isEmpty();
        return withoutPinnedPolls(method, moves && LateAllocation.move(type, method, pinned)
                ? new Planner(rules, known, type, method, frames, mustPin).sites()
                : sites);
    }

    /** A poll that could only pin is left out. */
    private static List<CallSite> withoutPinnedPolls(MethodNode method, List<CallSite> sites) {
        List<CallSite> kept = new ArrayList<>();
        for (CallSite site : sites) {
            if (site.kind() == CallKind.PIN && Checkpoints.isPoll(site.insn())) {
                method.instructions.remove(site.insn());
            } else {
                kept.add(site);
            }
        }
        return kept;
    }

    /** False if no instruction of the method can be a site: spares it the analysis. */
    private static boolean isConcerned(CallRules rules, Knowledge.View known, ClassNode type, MethodNode method) {
        for (AbstractInsnNode insn : method.instructions) {
            int opcode = insn.getOpcode();
            boolean monitor = (opcode == Opcodes.MONITORENTER || opcode == Opcodes.MONITOREXIT) && !SureExit.isReal(insn);
            if (monitor || opcode == Opcodes.INVOKEDYNAMIC) {
                return true;
            }
            if (insn instanceof MethodInsnNode call
                    && (kind(rules, known, call) != CallKind.PLAIN
                            || rules.callHook(call.owner, call.name, call.desc) != null
                            || rules.blockingEntry(call.owner, call.name) != null
                            || (call.owner.equals(type.name) && !call.name.equals("<init>")))) {
                return true;
            }
        }
        return false;
    }

    private List<CallSite> sites() {
        List<CallSite> sites = new ArrayList<>();
        Tracker tracker = new Tracker(type.name, method);
        int line = 0;
        for (AbstractInsnNode insn : method.instructions) {
            if (insn instanceof LineNumberNode l) {
                line = l.line;
            }
            if (!frames || tracker.reachable()) {
                CallSite site = site(insn, frames ? tracker : null, line);
                if (site != null) {
                    sites.add(site);
                }
            }
            if (frames) {
                insn.accept(tracker);
            }
        }
        return sites;
    }

    private @Nullable CallSite site(AbstractInsnNode insn, @Nullable Tracker tracker, int line) {
        if (guard != null) {
            return insn instanceof MethodInsnNode call ? guardSite(call, guard, tracker, line) : null;
        }
        if (rules.isEntryOnly(type.name)) {
            return insn instanceof MethodInsnNode call && isTouched(call)
                    ? methodSite(call, tracker, line)
                    : null;
        }
        if (insn instanceof MethodInsnNode call) {
            return methodSite(call, tracker, line);
        }
        if (insn instanceof InvokeDynamicInsnNode call) {
            return isHarmless(call)
                    ? null
                    : site(insn, null, CallKind.PIN, "", call.name, call.desc, arguments(call.desc, null), tracker, line);
        }
        int opcode = insn.getOpcode();
        if (!frames || (opcode != Opcodes.MONITORENTER && opcode != Opcodes.MONITOREXIT) || SureExit.isReal(insn)) {
            return null;
        }
        boolean enter = opcode == Opcodes.MONITORENTER;
        Hook hook = enter
                ? MonitorEntry.hook(CallRules.isJdk(type.name))
                : new Hook(MONITOR_EXIT, "exit", "(Ljava/lang/Object;)V", CallKind.PLAIN);
        return site(insn, hook, hook.kind(), hook.owner(), hook.name(), hook.descriptor(),
                arguments(hook.descriptor(), null), tracker, line);
    }

    private @Nullable CallSite guardSite(MethodInsnNode call, boolean strict, @Nullable Tracker tracker, int line) {
        if (!rules.pinsInGuard(type, call, strict)) {
            return null;
        }
        boolean isStatic = call.getOpcode() == Opcodes.INVOKESTATIC;
        return site(call, null, CallKind.PIN, call.owner, call.name, call.desc,
                arguments(call.desc, isStatic ? null : Type.getObjectType(call.owner)), tracker, line);
    }

    private static boolean isTouched(MethodInsnNode call) {
        return call.owner.startsWith("capriccio/") || call.name.equals("currentThread") || call.name.equals("join")
                || call.name.equals("initialValue");
    }

    private @Nullable CallSite methodSite(MethodInsnNode call, @Nullable Tracker tracker, int line) {
        CallSite blocking = tracker == null ? null : Brackets.site(rules, call, tracker);
        if (blocking != null) {
            return blocking;
        }
        boolean isStatic = call.getOpcode() == Opcodes.INVOKESTATIC;
        Hook hook = hookFor(call, isStatic);
        if (hook != null) {
            return site(call, hook, hook.kind(), hook.owner(), hook.name(), hook.descriptor(),
                    arguments(hook.descriptor(), null), tracker, line);
        }
        CallKind kind = kind(rules, known, call);
        if (kind == CallKind.PLAIN || (kind == CallKind.PIN && initialisesThis(call, tracker))) {
            return null;
        }
        return site(call, null, kind, call.owner, call.name, call.desc,
                arguments(call.desc, isStatic ? null : Type.getObjectType(call.owner)), tracker, line);
    }

    private static CallKind kind(CallRules rules, Knowledge.@Nullable View known, MethodInsnNode call) {
        if (call.owner.equals("java/lang/invoke/MethodHandle")) {
            return CallKind.PIN;
        }
        CallKind kind = rules.kind(call.owner, call.name, call.desc);
        return kind == CallKind.SUSPEND && known != null && CallRules.isProgram(call.owner)
                ? known.kind(call.owner, call.name, call.desc)
                : kind;
    }

    private @Nullable Hook hookFor(MethodInsnNode call, boolean isStatic) {
        Hook hook = rules.callHook(call.owner, call.name, call.desc);
        if (hook == null && isStatic && call.owner.equals(type.name) && !declares(call.name, call.desc)) {
            hook = rules.callHook("java/lang/Thread", call.name, call.desc); // an inherited static, such as sleep
        }
        boolean ownCode = type.name.equals(hook == null ? null : hook.owner());
        return ownCode ? null : hook;
    }

    private boolean declares(String name, String descriptor) {
        for (MethodNode m : type.methods) {
            if (m.name.equals(name) && m.desc.equals(descriptor)) {
                return true;
            }
        }
        return false;
    }

    /** Lambdas make objects only; concatenation, and the methods of records, call data methods only. */
    private static boolean isHarmless(InvokeDynamicInsnNode call) {
        return switch (call.bsm.getOwner()) {
            case "java/lang/invoke/LambdaMetafactory", "java/lang/invoke/StringConcatFactory",
                    "java/lang/runtime/ObjectMethods", "java/lang/runtime/SwitchBootstraps" -> true;
            default -> false;
        };
    }

    private static List<Type> arguments(String descriptor, @Nullable Type receiver) {
        List<Type> all = new ArrayList<>();
        if (receiver != null) {
            all.add(receiver);
        }
        all.addAll(List.of(Type.getArgumentTypes(descriptor)));
        return all;
    }

    private @Nullable CallSite site(AbstractInsnNode insn, @Nullable Hook hook, CallKind wanted, String owner, String name,
            String descriptor, List<Type> arguments, @Nullable Tracker tracker, int line) {
        if (!rules.savesFrames()) {
            return hook == null ? null : replaced(insn, hook, line);
        }
        Object[] locals = tracker == null ? new Object[0] : tracker.locals();
        Object[] below = tracker == null || wanted == CallKind.PLAIN ? new Object[0] : tracker.below(arguments);
        CallKind kind = wanted;
        Pin.@Nullable Reason pin = wanted == CallKind.PIN ? Pin.Reason.UNWOVEN : null;
        BitSet live = new BitSet();
        if (kind == CallKind.SUSPEND) {
            boolean makes = hook == null && name.equals("<init>");
            Object made = makes && tracker != null ? tracker.first(arguments) : Opcodes.TOP;
            Object[] localsAfter = makes ? initialised(locals, made, owner) : locals;
            Object[] belowAfter = makes ? initialised(below, made, owner) : below;
            pin = pinAll != null ? pinAll : unsaved(localsAfter, belowAfter, makes ? insn : null);
            if (pin != null) {
                kind = CallKind.PIN;
            } else {
                locals = localsAfter;
                below = belowAfter;
                live = liveAt(insn);
            }
        }
        int ordinal = kind == CallKind.SUSPEND ? ordinals++ : -1;
        boolean initialisesThis = insn instanceof MethodInsnNode call && initialisesThis(call, tracker);
        return new CallSite(insn, hook, kind, pin, owner, name, descriptor, arguments, initialisesThis, ordinal, line,
                locals, live, below);
    }

    /** A call of {@code super(...)} or {@code this(...)}; without stack maps, what may be one. */
    private boolean initialisesThis(MethodInsnNode call, @Nullable Tracker tracker) {
        if (!call.name.equals("<init>") || !method.name.equals("<init>")) {
            return false;
        }
        return tracker == null
                ? call.owner.equals(type.name) || call.owner.equals(type.superName)
                : tracker.first(arguments(call.desc, Type.getObjectType(call.owner))) == Opcodes.UNINITIALIZED_THIS;
    }

    /** The call of a hook that needs nothing around it. */
    private static CallSite replaced(AbstractInsnNode insn, Hook hook, int line) {
        return new CallSite(insn, hook, CallKind.PLAIN, null, hook.owner(), hook.name(), hook.descriptor(),
                arguments(hook.descriptor(), null), false, -1, line, new Object[0], new BitSet(), new Object[0]);
    }

    private BitSet liveAt(AbstractInsnNode call) {
        Liveness l = liveness;
        if (l == null) {
            l = Liveness.of(method);
            liveness = l;
        }
        BitSet live = l.at(call);
        if (method.name.equals("<init>")) {
            live.set(0); // the twin leaves it to a proxy of X::new
        }
        return live;
    }

    /** What a constructor leaves of a frame: its object, in place of every copy. */
    private Object[] initialised(Object[] types, Object made, String owner) {
        Object[] after = types.clone();
        for (int i = 0; i < after.length; i++) {
            if (after[i] == made) {
                after[i] = made == Opcodes.UNINITIALIZED_THIS ? type.name : owner;
            }
        }
        return after;
    }

    /**
     * Why a frame cannot be saved, if there is a reason: what it holds, or what a handler around a call of a constructor
     * expects, for a twin is behind that call.
     */
    private Pin.@Nullable Reason unsaved(Object[] locals, Object[] below, @Nullable AbstractInsnNode constructor) {
        Set<Object> types = new HashSet<>(List.of(locals));
        types.addAll(List.of(below));
        for (TryCatchBlockNode block : constructor == null ? List.<TryCatchBlockNode>of() : method.tryCatchBlocks) {
            int i = method.instructions.indexOf(constructor);
            if (method.instructions.indexOf(block.start) <= i && i < method.instructions.indexOf(block.end)) {
                types.addAll(expectedAt(block.handler));
            }
        }
        boolean losesThis = method.name.equals("<init>") && (locals.length == 0 || !type.name.equals(locals[0]));
        if (losesThis || types.contains(Opcodes.UNINITIALIZED_THIS)) {
            return Pin.Reason.CONSTRUCTOR;
        }
        return types.stream().anyMatch(VerifierTypes::isUninitialised) ? Pin.Reason.UNINITIALISED : null;
    }

    private static List<Object> expectedAt(AbstractInsnNode handler) {
        AbstractInsnNode n = handler;
        while (n != null && n.getOpcode() < 0 && !(n instanceof FrameNode)) {
            n = n.getNext();
        }
        return n instanceof FrameNode f && f.local != null ? f.local : List.of();
    }
}
