package capriccio.continuations.weave;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/**
 * Decides what a call may do, from its owner, name and descriptor alone. Classes outside of the JDK are taken to be
 * woven; those of the JDK are woven if {@code wovenJdk} says so.
 */
public final class CallRules {
    private static final String[] JDK = {"java/", "javax/", "jdk/", "sun/", "com/sun/"};

    /** JDK classes whose methods call nothing that a program can supply. */
    private static final Set<String> LEAVES = Set.of(
            "java/lang/Object", "java/lang/String", "java/lang/Math", "java/lang/StrictMath", "java/lang/Integer",
            "java/lang/Long", "java/lang/Short", "java/lang/Byte", "java/lang/Character", "java/lang/Boolean",
            "java/lang/Float", "java/lang/Double", "java/lang/Number", "java/lang/Enum", "java/lang/Thread",
            "java/nio/ByteBuffer", "java/nio/CharBuffer", "java/nio/Buffer", "java/lang/invoke/VarHandle",
            "java/util/concurrent/atomic/AtomicInteger", "java/util/concurrent/atomic/AtomicLong",
            "java/util/concurrent/atomic/AtomicBoolean", "java/util/concurrent/atomic/AtomicReference",
            "java/util/concurrent/atomic/LongAdder", "java/util/BitSet", "java/util/concurrent/TimeUnit",
            "jdk/internal/misc/Unsafe", "sun/misc/Unsafe", "java/lang/Runtime", "java/util/concurrent/ThreadLocalRandom",
            "java/io/FileDescriptor", "sun/nio/ch/IOUtil", "sun/nio/ch/NativeThread", "sun/nio/ch/IOStatus",
            "sun/nio/ch/Net", "java/lang/ref/Reference", "java/util/Random", "java/util/SplittableRandom");

    /** JDK types whose methods are woven wherever they are implemented. */
    private static final String[] OPEN = {
        "java/lang/Runnable", "java/util/concurrent/Callable", "java/util/function/", "java/lang/AutoCloseable",
        "java/io/Closeable", "java/io/Flushable"
    };

    private final Map<String, Hook> callHooks;
    private final Map<String, Hook> entryHooks;
    private final Set<String> wovenJdk;

    /**
     * @param callHooks by {@code owner.namedescriptor}; owner {@code *} for any
     * @param entryHooks by {@code owner.namedescriptor} of the method whose entry they guard
     * @param wovenJdk internal names of the JDK classes that are woven
     */
    public CallRules(Map<String, Hook> callHooks, Map<String, Hook> entryHooks, Set<String> wovenJdk) {
        this.callHooks = Map.copyOf(callHooks);
        this.entryHooks = Map.copyOf(entryHooks);
        this.wovenJdk = Set.copyOf(wovenJdk);
    }

    public @Nullable Hook callHook(String owner, String name, String descriptor) {
        Hook hook = callHooks.get(owner + "." + name + descriptor);
        return hook != null ? hook : callHooks.get("*." + name + descriptor);
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
            return !isJdk(owner) || isWovenJdk(owner) || LEAVES.contains(owner) || !takesObjects(descriptor)
                    ? CallKind.PLAIN
                    : CallKind.PIN;
        }
        if (!isJdk(owner) || isWovenJdk(owner) || isOpen(owner)) {
            return CallKind.SUSPEND;
        }
        return isLeaf(owner, name, descriptor) ? CallKind.PLAIN : CallKind.PIN;
    }

    private static boolean runtimeSuspends(String owner, String name) {
        if (owner.endsWith("/Monitors")) {
            return name.startsWith("enter") || name.equals("await") || name.startsWith("waitOn");
        }
        if (owner.endsWith("/Checkpoint")) {
            return name.equals("poll");
        }
        return owner.endsWith("/UserThread") && (name.equals("park") || name.equals("yieldNow"));
    }

    private static boolean isOpen(String owner) {
        for (String prefix : OPEN) {
            if (owner.equals(prefix) || (prefix.endsWith("/") && owner.startsWith(prefix))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLeaf(String owner, String name, String descriptor) {
        if (owner.equals("java/lang/Object")) {
            return name.equals("getClass"); // the others can be overridden
        }
        if (name.equals("exit") && (owner.equals("java/lang/System") || owner.equals("java/lang/Runtime"))) {
            return false; // runs the shutdown hooks and joins them
        }
        if (owner.equals("java/lang/String")) {
            return !name.equals("valueOf") && !name.equals("format") && !name.equals("join") && !name.equals("formatted");
        }
        if (owner.equals("java/lang/StringBuilder") || owner.equals("java/lang/StringBuffer") || owner.equals("java/lang/System")) {
            return !takesObjects(descriptor) || name.equals("arraycopy") || name.equals("identityHashCode");
        }
        return LEAVES.contains(owner);
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
