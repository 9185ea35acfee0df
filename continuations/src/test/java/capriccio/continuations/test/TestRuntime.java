package capriccio.continuations.test;

import capriccio.continuations.runtime.Backend;
import capriccio.continuations.runtime.BlockingListener;
import capriccio.continuations.runtime.FifoPolicy;
import capriccio.continuations.runtime.JdkBackend;
import capriccio.continuations.runtime.SavedStack;
import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.Twin;
import capriccio.continuations.runtime.TwinLinker;
import capriccio.continuations.runtime.UserThread;
import capriccio.continuations.runtime.WovenBackend;
import capriccio.continuations.runtime.WovenMethod;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Checkpoints;
import capriccio.continuations.weave.Knowledge;
import capriccio.continuations.weave.Weaver;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The runtime without the agent: two carriers, one weaver, no hooks; one for the whole JVM. */
final class TestRuntime {
    /** {@code -Dfuzz.backend=jdk} leaves frames to the JDK, 21 and later. */
    static final boolean JDK = System.getProperty("fuzz.backend", "weave").equals("jdk");

    private static final CallRules RULES = new CallRules(Map.of(), Map.of(), Set.of());
    static final Weaver WEAVER = new Weaver(JDK ? RULES.hooksOnly() : RULES);
    /** The same with a checkpoint wherever there can be one. */
    static final Weaver POLLING = new Weaver(
            JDK ? RULES.hooksOnly() : RULES, Checkpoints.Mode.EVERYWHERE, Knowledge.NONE, line -> {});
    private static final Map<UserThread, CompletableFuture<String>> ends = new ConcurrentHashMap<>();
    private static final Map<UserThread, String> uncaught = new ConcurrentHashMap<>();
    private static final Scheduler SCHEDULER = create();

    private TestRuntime() {}

    /**
     * Whether weaving saves frames, and so changes every class that suspends. To ask also fixes the backend, which must
     * happen before any code asks for its user thread.
     */
    static boolean savesFrames() {
        return !JDK;
    }

    private static Scheduler create() {
        installLookup();
        Host host = new Host();
        Scheduler.install(host);
        Backend backend = JDK ? JdkBackend.create(false) : new WovenBackend(new CountedTwins());
        Scheduler s = new Scheduler(2, new FifoPolicy(2), new WakeupPoller(), host, backend, new Counter());
        s.start();
        return s;
    }

    static void installLookup() {
        try {
            Field f = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
            f.setAccessible(true);
            TwinLinker.install((MethodHandles.Lookup) f.get(null));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** A user thread that will run {@code task}, whose class must be woven if it suspends. */
    static UserThread create(Runnable task) {
        UserThread u = new UserThread(SCHEDULER, new Thread(task, "user"), task);
        ends.put(u, new CompletableFuture<>());
        return u;
    }

    /** A user thread that is never begun. */
    static UserThread unmanaged() {
        return new UserThread(SCHEDULER, Thread.currentThread(), null);
    }

    static void begin(UserThread thread) {
        SCHEDULER.begin(thread);
    }

    /** Waits for the thread's end; the class name of what it threw, or "". */
    static String join(UserThread thread) throws Exception {
        String thrown = ends.get(thread).get(300, TimeUnit.SECONDS); // a hang; a loaded machine may need half a minute
        ends.remove(thread);
        uncaught.remove(thread);
        return thrown;
    }

    static String run(Runnable task) throws Exception {
        UserThread u = create(task);
        begin(u);
        return join(u);
    }

    static String describe(Throwable t) {
        // An IllegalStateException with a message is the runtime's own complaint, or the program's: keep it.
        return t instanceof IllegalStateException ? t.toString() : t.getClass().getName();
    }

    /** Suspensions of all user threads so far: a test that never suspends proves nothing. */
    static long suspensions() {
        return Counter.count.get();
    }

    /** Frames of all user threads that were re-entered so far. */
    static long resumes() {
        return CountedTwins.count.get();
    }

    /** Twins made by the weaver that wove the class, counted as they resume. */
    private static final class CountedTwins implements Twin.Factory {
        static final AtomicLong count = new AtomicLong();

        private static Weaver weaverOf(WovenMethod method) {
            return method.loader() instanceof BytesLoader l ? l.weaver : WEAVER;
        }

        @Override
        public Twin link(WovenMethod method) throws Throwable {
            Twin twin = weaverOf(method).twins().link(method);
            return new Twin() {
                @Override
                public void resume(SavedStack stack, int ordinal) throws Throwable {
                    count.incrementAndGet();
                    twin.resume(stack, ordinal);
                }
            };
        }
    }

    private static final class Counter implements BlockingListener {
        static final AtomicLong count = new AtomicLong();

        @Override
        public void blocked(UserThread thread, long chain, long nanos, int carrier) {
            count.incrementAndGet();
        }

        @Override
        public void ended(UserThread thread, long nanos, int carrier) {}
    }

    private static final class Host extends PlatformHost {
        @Override
        public void onUncaught(UserThread thread, Throwable thrown) {
            uncaught.put(thread, describe(thrown));
        }

        @Override
        public void onEnd(UserThread thread) {
            CompletableFuture<String> end = ends.get(thread);
            if (end != null) {
                end.complete(uncaught.getOrDefault(thread, ""));
            }
        }
    }
}
