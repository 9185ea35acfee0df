package capriccio.continuations.weave;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Decides what a call may do, from its owner, name and descriptor alone. Classes outside of the JDK are taken to be
 * woven; those of the JDK are woven if {@code wovenJdk} says so.
 */
public final class CallRules {
    private static final String[] JDK = {"java/", "javax/", "jdk/", "sun/", "com/sun/"};

    /** JDK classes whose methods call nothing that a program can supply, or that the runtime stands on. */
    private static final Set<String> LEAVES = Set.of(
            "java/lang/invoke/VarHandle", "jdk/internal/misc/Unsafe", "sun/misc/Unsafe", "sun/nio/ch/IOUtil",
            "sun/nio/ch/NativeThread", "sun/nio/ch/IOStatus", "sun/nio/ch/Net", "java/util/concurrent/TimeUnit");

    /** Woven, and what of them is a data method pins: that call is plain. */
    private static final Set<String> PINNED_THEMSELVES =
            Set.of("java/lang/ThreadLocal", "java/util/AbstractCollection", "java/util/AbstractQueue");

    /** What of {@code Thread} waits or runs the program's code; the rest looks things up. */
    private static final Set<String> THREAD_SUSPENDS = Set.of("join", "sleep", "yield", "run", "exit");

    /** JDK types whose methods are woven wherever they are implemented. */
    private static final String[] OPEN = {
        "java/lang/Runnable", "java/util/concurrent/Callable", "java/util/function/", "java/lang/AutoCloseable",
        "java/io/Closeable", "java/io/Flushable", "java/lang/Appendable", "java/lang/Readable",
        "java/lang/reflect/InvocationHandler"
    };

    private final Map<String, Hook> callHooks;
    private final Map<String, Hook> entryHooks;
    private final Set<String> wovenJdk;
    private volatile boolean pollsLoops;
    private volatile Map<String, String> blocking = Map.of();
    private final boolean savesFrames;

    /**
     * @param callHooks by {@code owner.namedescriptor}, owner {@code *} for any; by {@code owner#name} of a field of a
     *     woven JDK class, what its value passes through where it is read
     * @param entryHooks by {@code owner.namedescriptor} of the method whose entry they guard
     * @param wovenJdk internal names of the JDK classes that are woven
     */
    public CallRules(Map<String, Hook> callHooks, Map<String, Hook> entryHooks, Set<String> wovenJdk) {
        this(callHooks, entryHooks, wovenJdk, true);
    }

    private CallRules(
            Map<String, Hook> callHooks, Map<String, Hook> entryHooks, Set<String> wovenJdk, boolean savesFrames) {
        this.callHooks = Map.copyOf(callHooks);
        this.entryHooks = Map.copyOf(entryHooks);
        this.wovenJdk = Set.copyOf(wovenJdk);
        this.savesFrames = savesFrames;
    }

    /** The same hooks for a backend that needs no help with frames: calls are replaced, and nothing is saved or pinned. */
    public CallRules hooksOnly() {
        return new CallRules(callHooks, entryHooks, wovenJdk, false).pollLoops(pollsLoops).bracket(blocking);
    }

    /** False for {@link #hooksOnly}. */
    public boolean savesFrames() {
        return savesFrames;
    }

    /** True if loops get a yield checkpoint: a method that has one can suspend then. */
    public boolean pollsLoops() {
        return pollsLoops;
    }

    /** Before any class is analysed. */
    public CallRules pollLoops(boolean now) {
        pollsLoops = now;
        return this;
    }

    /**
     * Brackets calls that block their OS thread, in classes of the JDK, woven or not. Before any class is woven.
     *
     * @param entries by {@code owner.name}, the method of {@code Blocking} to enter by
     */
    public CallRules bracket(Map<String, String> entries) {
        blocking = Map.copyOf(entries);
        return this;
    }

    /** How a call of this name is bracketed; null if it is not. */
    @Nullable String blockingEntry(String owner, String name) {
        return blocking.get(owner + "." + name);
    }

    public @Nullable Hook callHook(String owner, String name, String descriptor) {
        Hook hook = callHooks.get(owner + "." + name + descriptor);
        return hook != null ? hook : callHooks.get("*." + name + descriptor);
    }

    /** What the value of a field passes through wherever it is read: a table entry {@code owner#field}. */
    @Nullable Hook fieldHook(String owner, String name) {
        return callHooks.get(owner + "#" + name);
    }

    public @Nullable Hook entryHook(String owner, String name, String descriptor) {
        return entryHooks.get(owner + "." + name + descriptor);
    }

    /** Classes in which nothing but entries and the current thread's identity is touched. */
    boolean isEntryOnly(String owner) {
        return owner.equals("java/lang/Thread") || owner.equals("java/lang/ThreadLocal");
    }

    public static boolean isJdk(String owner) {
        for (String prefix : JDK) {
            if (owner.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** True for a class that is neither the JDK's nor the runtime's own. */
    public static boolean isProgram(String owner) {
        return !isJdk(owner)
                && !owner.startsWith("capriccio/continuations/runtime/")
                && !owner.startsWith("capriccio/iointercept/runtime/")
                && !owner.startsWith("[");
    }

    public boolean isWovenJdk(String owner) {
        return wovenJdk.contains(owner);
    }

    /** What a call without a hook may do. */
    public CallKind kind(String owner, String name, String descriptor) {
        if (owner.startsWith("[")) {
            return CallKind.PLAIN;
        }
        if (owner.startsWith("capriccio/continuations/runtime/")) {
            return runtimeSuspends(owner, name) ? CallKind.SUSPEND : CallKind.PLAIN;
        }
        if (owner.startsWith("capriccio/iointercept/runtime/")) {
            return name.startsWith("park") || name.startsWith("join") || name.startsWith("sleep") || name.startsWith("await")
                            || name.startsWith("poll") || name.startsWith("yield")
                    ? CallKind.SUSPEND
                    : CallKind.PLAIN;
        }
        if (owner.startsWith("capriccio/blockinggraph/") || owner.startsWith("capriccio/shaded/")) {
            return CallKind.PLAIN;
        }
        if (name.equals("initialValue") && owner.equals("java/lang/ThreadLocal")) {
            return CallKind.PIN; // the program's code under ThreadLocal's own frames
        }
        if (name.equals("<init>")) {
            return constructorKind(owner, descriptor);
        }
        if (!isJdk(owner)) {
            return CallKind.SUSPEND;
        }
        return jdkKind(owner, name, descriptor);
    }

    private CallKind constructorKind(String owner, String descriptor) {
        if (!isJdk(owner)) {
            return CallKind.SUSPEND;
        }
        if (isWovenJdk(owner)) {
            return JdkRules.blocksInConstructor(owner, descriptor) ? CallKind.SUSPEND : CallKind.PLAIN;
        }
        return !takesObjects(descriptor) || callsBackNothing(owner, "<init>", descriptor) ? CallKind.PLAIN : CallKind.PIN;
    }

    private CallKind jdkKind(String owner, String name, String descriptor) {
        if (owner.equals("java/lang/Thread")) {
            boolean starts = name.equals("start") && descriptor.equals("()V"); // where new work may wait
            return starts || THREAD_SUSPENDS.contains(name) ? CallKind.SUSPEND : CallKind.PLAIN;
        }
        if (JdkRules.isQueueCall(owner, name)) {
            return JdkRules.callsBackDataOnly(owner, name, descriptor) ? CallKind.SUSPEND : CallKind.PIN;
        }
        if (callsBackNothing(owner, name, descriptor) && (!isWovenJdk(owner) || PINNED_THEMSELVES.contains(owner))) {
            return CallKind.PLAIN;
        }
        if (owner.equals("java/lang/reflect/InvocationHandler") && name.equals("invokeDefault")) {
            return CallKind.PIN; // static: by method handles, whoever implements the interface
        }
        return isWovenJdk(owner) || isOpen(owner) ? CallKind.SUSPEND : CallKind.PIN;
    }

    /** True for a JDK class whose own code, and what it calls inside the JDK, comes back to data methods only. */
    public boolean isData(String owner) {
        return LEAVES.contains(owner) || JdkRules.isData(owner);
    }

    /**
     * True if a call in a guarded method of an unwoven JDK class may lead to woven code.
     *
     * @param strict if calls of unknown JDK code, and those that a subclass may answer, do
     */
    public boolean pinsInGuard(ClassNode type, MethodInsnNode call, boolean strict) {
        if (call.name.equals("<init>")) {
            return kind(call.owner, call.name, call.desc) == CallKind.SUSPEND;
        }
        if (call.owner.equals(type.name) && !isWovenJdk(call.owner) && (!strict || isExact(type, call))) {
            return false; // the method is guarded itself
        }
        CallKind kind = kind(call.owner, call.name, call.desc);
        return kind == CallKind.SUSPEND || (strict && kind == CallKind.PIN && !call.owner.startsWith("jdk/internal/"));
    }

    private static boolean isExact(ClassNode type, MethodInsnNode call) {
        if (call.getOpcode() == Opcodes.INVOKESTATIC || call.getOpcode() == Opcodes.INVOKESPECIAL) {
            return true;
        }
        for (MethodNode m : type.methods) {
            if (m.name.equals(call.name) && m.desc.equals(call.desc)) {
                return ((m.access | type.access) & (Opcodes.ACC_FINAL | Opcodes.ACC_PRIVATE)) != 0;
            }
        }
        return false;
    }

    private static boolean callsBackNothing(String owner, String name, String descriptor) {
        return LEAVES.contains(owner) || JdkRules.callsBackDataOnly(owner, name, descriptor);
    }

    /**
     * True if callers take this method of a JDK type for plain: what overrides or implements it must not suspend.
     *
     * @param inCollections true for an implementation among the JDK's own lists and maps
     */
    public boolean isDataMethod(String owner, String name, String descriptor, boolean inCollections) {
        if (name.equals("<init>") || !isJdk(owner)) {
            return false;
        }
        CallKind kind = kind(owner, name, descriptor);
        return kind == CallKind.PLAIN || (inCollections && JdkRules.isQueueCall(owner, name) && kind == CallKind.SUSPEND);
    }

    private static boolean runtimeSuspends(String owner, String name) {
        if (owner.endsWith("/Monitors")) {
            return name.startsWith("enter") || name.equals("await") || name.startsWith("waitOn");
        }
        if (owner.endsWith("/Checkpoint")) {
            return name.equals("poll");
        }
        if (owner.endsWith("/Continuation")) {
            return name.equals("run") || name.equals("yield");
        }
        return owner.endsWith("/UserThread") && (name.equals("park") || name.equals("yieldNow"));
    }

    /** True for a type whose implementations are woven, or guarded, wherever they are. */
    public boolean isOpen(String owner) {
        for (String prefix : OPEN) {
            if (owner.equals(prefix) || (prefix.endsWith("/") && owner.startsWith(prefix))) {
                return true;
            }
        }
        return false;
    }

    /** True if an argument is an object that can have methods of the program. */
    static boolean takesObjects(String descriptor) {
        for (Type t : Type.getArgumentTypes(descriptor)) {
            if (t.getSort() == Type.OBJECT && !t.getInternalName().equals("java/lang/String")) {
                return true;
            }
        }
        return false;
    }
}
