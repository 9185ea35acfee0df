package capriccio.iointercept.agent;

import capriccio.continuations.weave.CallKind;
import capriccio.continuations.weave.Hook;
import java.util.LinkedHashMap;
import java.util.Map;

/** The one table of what is intercepted: JDK member, and what stands in for it. */
final class Hooks {
    private static final String THREADS = "capriccio/iointercept/runtime/ThreadHooks";
    private static final String LISTINGS = "capriccio/iointercept/runtime/Listings";
    private static final String SOCKETS = "capriccio/iointercept/runtime/SocketHooks";
    private static final String FILES = "capriccio/iointercept/runtime/FileHooks";
    private static final String SELECTORS = "capriccio/iointercept/runtime/SelectorHooks";
    private static final String SCOPES = "capriccio/iointercept/runtime/ThreadScopes";
    private static final String USER_THREAD = "capriccio/continuations/runtime/UserThread";
    private static final String PARKING = "capriccio/continuations/runtime/Parking";
    private static final String MONITORS = "capriccio/continuations/runtime/Monitors";
    private static final String FD = "Ljava/io/FileDescriptor;";
    private static final String FAMILY = "Ljava/net/ProtocolFamily;";

    /** For the program's {@code main}, if that runs on a user thread. */
    static final Hook MAIN = plain("capriccio/iointercept/runtime/MainThread", "start", "([Ljava/lang/String;)Z");

    private Hooks() {}

    /** By the call that is replaced: {@code owner.namedescriptor}, owner {@code *} for any. */
    static Map<String, Hook> calls() {
        Map<String, Hook> t = new LinkedHashMap<>();
        String thread = "java/lang/Thread.";
        t.put(thread + "currentThread()Ljava/lang/Thread;", plain(USER_THREAD, "currentThread", "()Ljava/lang/Thread;"));
        t.put(thread + "sleep(J)V", suspend(THREADS, "sleep", "(J)V"));
        t.put(thread + "sleep(JI)V", suspend(THREADS, "sleep", "(JI)V"));
        t.put(thread + "sleep(Ljava/time/Duration;)V", suspend(THREADS, "sleep", "(Ljava/time/Duration;)V"));
        String unit = "java/util/concurrent/TimeUnit.";
        t.put(unit + "sleep(J)V", suspend(THREADS, "sleep", "(Ljava/util/concurrent/TimeUnit;J)V"));
        t.put(unit + "timedJoin(Ljava/lang/Thread;J)V",
                suspend(THREADS, "joinTimed", "(Ljava/util/concurrent/TimeUnit;Ljava/lang/Thread;J)V"));
        t.put(unit + "timedWait(Ljava/lang/Object;J)V",
                suspend(THREADS, "awaitTimed", "(Ljava/util/concurrent/TimeUnit;Ljava/lang/Object;J)V"));
        t.put(thread + "yield()V", suspend(USER_THREAD, "yieldNow", "()V"));
        t.put(thread + "scopedValueCache()[Ljava/lang/Object;", plain(SCOPES, "cache", "()[Ljava/lang/Object;"));
        t.put(thread + "setScopedValueCache([Ljava/lang/Object;)V", plain(SCOPES, "setCache", "([Ljava/lang/Object;)V"));
        t.put(thread + "isAlive()Z", plain(THREADS, "isAlive", "(Ljava/lang/Thread;)Z"));
        t.put(thread + "holdsLock(Ljava/lang/Object;)Z", plain(MONITORS, "holdsLock", "(Ljava/lang/Object;)Z"));
        t.put("*.wait()V", suspend(MONITORS, "waitOn", "(Ljava/lang/Object;)V"));
        t.put("*.wait(J)V", suspend(MONITORS, "waitOn", "(Ljava/lang/Object;J)V"));
        t.put("*.wait(JI)V", suspend(MONITORS, "waitOn", "(Ljava/lang/Object;JI)V"));
        t.put("*.notify()V", plain(MONITORS, "notifyOne", "(Ljava/lang/Object;)V"));
        t.put("*.notifyAll()V", plain(MONITORS, "notifyEvery", "(Ljava/lang/Object;)V"));
        for (String unsafe : new String[] {"jdk/internal/misc/Unsafe.", "sun/misc/Unsafe."}) {
            t.put(unsafe + "park(ZJ)V", suspend(PARKING, "park", "(Ljava/lang/Object;ZJ)V"));
            t.put(unsafe + "unpark(Ljava/lang/Object;)V", plain(THREADS, "unpark", "(Ljava/lang/Object;Ljava/lang/Object;)V"));
        }
        t.put("jdk/internal/access/JavaLangAccess.blockedOn(Lsun/nio/ch/Interruptible;)V",
                plain(THREADS, "blockedOn", "(Ljava/lang/Object;Ljava/lang/Object;)V"));
        listings(t);
        parks(t);
        hiddenClasses(t);
        methodHandles(t);
        sockets(t);
        return t;
    }

    /** Where threads are listed. */
    private static void listings(Map<String, Hook> t) {
        String thread = "java/lang/Thread.";
        String group = "java/lang/ThreadGroup.";
        String owner = "Ljava/lang/ThreadGroup;";
        t.put(thread + "getAllStackTraces()Ljava/util/Map;", plain(LISTINGS, "getAllStackTraces", "()Ljava/util/Map;"));
        t.put(thread + "activeCount()I", plain(LISTINGS, "activeCount", "()I"));
        t.put(thread + "enumerate([Ljava/lang/Thread;)I", plain(LISTINGS, "enumerate", "([Ljava/lang/Thread;)I"));
        t.put(group + "activeCount()I", plain(LISTINGS, "activeCount", "(" + owner + ")I"));
        t.put(group + "interrupt()V", plain(LISTINGS, "interrupt", "(" + owner + ")V"));
        for (String rest : new String[] {"[Ljava/lang/Thread;)I", "[Ljava/lang/Thread;Z)I"}) {
            t.put(group + "enumerate(" + rest, plain(LISTINGS, "enumerate", "(" + owner + rest));
        }
    }

    /** Parking without frames of the JDK in between. */
    private static void parks(Map<String, Hook> t) {
        String support = "java/util/concurrent/locks/LockSupport.";
        for (String form : new String[] {"park()V", "park(Ljava/lang/Object;)V", "parkNanos(J)V",
                "parkNanos(Ljava/lang/Object;J)V", "parkUntil(J)V", "parkUntil(Ljava/lang/Object;J)V"}) {
            t.put(support + form, suspend(PARKING, form.substring(0, form.indexOf('(')), form.substring(form.indexOf('('))));
        }
        String blocker = "(Ljava/util/concurrent/ForkJoinPool$ManagedBlocker;)V";
        t.put("java/util/concurrent/ForkJoinPool.managedBlock" + blocker,
                suspend("capriccio/continuations/runtime/ManagedBlocks", "managedBlock", blocker));
        t.putAll(Spins.hooks());
    }

    /** A definition can run a static initialiser: it pins. */
    private static void hiddenClasses(Map<String, Hook> t) {
        String lookup = "Ljava/lang/invoke/MethodHandles$Lookup;";
        String rest = "Z[Ljava/lang/invoke/MethodHandles$Lookup$ClassOption;)" + lookup;
        String owner = "java/lang/invoke/MethodHandles$Lookup.";
        String hidden = "capriccio/iointercept/runtime/HiddenClasses";
        t.put(owner + "defineHiddenClass([B" + rest, new Hook(hidden, "define", "(" + lookup + "[B" + rest, CallKind.PIN));
        t.put(owner + "defineHiddenClassWithClassData([BLjava/lang/Object;" + rest,
                new Hook(hidden, "define", "(" + lookup + "[BLjava/lang/Object;" + rest, CallKind.PIN));
    }

    private static void methodHandles(Map<String, Hook> t) {
        String hooks = "capriccio/iointercept/runtime/HandleHooks";
        String instance = "asInterfaceInstance(Ljava/lang/Class;Ljava/lang/invoke/MethodHandle;)Ljava/lang/Object;";
        t.put("java/lang/invoke/MethodHandleProxies." + instance,
                plain(hooks, "asInterfaceInstance", instance.substring(instance.indexOf('('))));
        String type = "Ljava/lang/invoke/MethodType;";
        String lookup = "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;" + type;
        String site = ")Ljava/lang/invoke/CallSite;";
        for (String form : new String[] {
            "metafactory" + lookup + type + "Ljava/lang/invoke/MethodHandle;" + type + site,
            "altMetafactory" + lookup + "[Ljava/lang/Object;" + site
        }) {
            int end = form.indexOf('(');
            t.put("java/lang/invoke/LambdaMetafactory." + form, plain(hooks, form.substring(0, end), form.substring(end)));
        }
    }

    private static void sockets(Map<String, Hook> t) {
        String net = "sun/nio/ch/Net.";
        t.put(net + "poll(" + FD + "IJ)I", suspend(SOCKETS, "poll", "(" + FD + "IJ)I"));
        String accept = "(" + FD + FD + "[Ljava/net/InetSocketAddress;)I";
        t.put(net + "accept" + accept, plain(SOCKETS, "accept", accept));
        t.put("sun/nio/ch/NativeDispatcher.close(" + FD + ")V", plain(SOCKETS, "close", "(Ljava/lang/Object;" + FD + ")V"));
        t.put("java/io/FileCleanable.register(" + FD + ")V", plain(FILES, "opened", "(" + FD + ")V"));
        t.put("sun/nio/ch/EPoll.wait(IJII)I", suspend(SELECTORS, "pollSelector", "(IJII)I"));
        t.put("sun/nio/ch/IOUtil.configureBlocking(" + FD + "Z)V", plain(SOCKETS, "configureBlocking", "(" + FD + "Z)V"));
        t.put("sun/nio/ch/NativeThread.current()J", plain(SOCKETS, "nativeThread", "()J"));
        t.put("sun/nio/ch/NativeThread.signal(J)V", plain(SOCKETS, "signal", "(J)V"));
        for (String form : new String[] {"(Z)", "()", "(" + FAMILY + "Z)"}) {
            t.put(net + "socket" + form + FD, plain(SOCKETS, "socket", form + FD));
        }
        for (String form : new String[] {"(Z)", "()", "(" + FAMILY + "Z)", "(" + FAMILY + ")"}) {
            t.put(net + "serverSocket" + form + FD, plain(SOCKETS, "serverSocket", form + FD));
        }
        t.put("sun/nio/ch/IOUtil.makePipe(Z)J", plain(SOCKETS, "makePipe", "(Z)J"));
        for (String form : new String[] {FD + "JJ)V", FD + ")V"}) {
            t.put("*.preClose(" + form, plain(SOCKETS, "preClose", "(Ljava/lang/Object;" + form));
        }
    }

    /** By the method whose entry asks first. */
    static Map<String, Hook> entries() {
        Map<String, Hook> t = new LinkedHashMap<>();
        String thread = "java/lang/Thread.";
        t.put(thread + "start()V", suspend(THREADS, "awaitStart", "(Ljava/lang/Thread;)Z"));
        t.put(thread + "start(Ljdk/internal/vm/ThreadContainer;)V",
                plain(THREADS, "start", "(Ljava/lang/Thread;Ljava/lang/Object;)Z"));
        t.put(thread + "join(J)V", suspend(THREADS, "join", "(Ljava/lang/Thread;J)Z"));
        t.put(thread + "interrupt()V", plain(THREADS, "interrupt", "(Ljava/lang/Thread;)Z"));
        t.put(thread + "getState()Ljava/lang/Thread$State;",
                plain(THREADS, "getState", "(Ljava/lang/Thread;)Ljava/lang/Thread$State;"));
        t.put(thread + "getStackTrace()[Ljava/lang/StackTraceElement;",
                plain(LISTINGS, "getStackTrace", "(Ljava/lang/Thread;)[Ljava/lang/StackTraceElement;"));
        streams(t);
        return t;
    }

    private static void streams(Map<String, Hook> t) {
        String in = "java/io/FileInputStream";
        for (String form : new String[] {"()I", "([B)I", "([BII)I"}) {
            t.put(in + ".read" + form, suspend(FILES, "awaitInput", "(L" + in + ";)Z"));
        }
        t.put(in + ".close()V", plain(FILES, "closing", "(L" + in + ";)Z"));
        String out = "java/io/FileOutputStream";
        for (String form : new String[] {"(I)V", "([B)V", "([BII)V"}) {
            t.put(out + ".write" + form, suspend(FILES, "awaitOutput", "(L" + out + ";)Z"));
        }
        t.put(out + ".close()V", plain(FILES, "closing", "(L" + out + ";)Z"));
    }

    private static Hook plain(String owner, String name, String descriptor) {
        return new Hook(owner, name, descriptor, CallKind.PLAIN);
    }

    private static Hook suspend(String owner, String name, String descriptor) {
        return new Hook(owner, name, descriptor, CallKind.SUSPEND);
    }
}
