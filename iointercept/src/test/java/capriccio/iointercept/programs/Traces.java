package capriccio.iointercept.programs;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** What a program learns of other threads: their stacks, their groups, how many there are. */
@SuppressWarnings("ThreadPriorityCheck") // to yield is the point
public final class Traces {
    private static final int THREADS = 10;

    private Traces() {}

    public static void main(String[] args) {
        new Cases()
                .add("ownTrace", Traces::ownTrace)
                .add("walkers", Traces::walkers)
                .add("callerClass", Traces::callerClass)
                .add("reflectedFrames", Traces::reflectedFrames)
                .add("loggers", Traces::loggers)
                .add("madeInAResumedFrame", Traces::madeInAResumedFrame)
                .add("traceOfSleeper", Traces::traceOfSleeper)
                .add("traceOfRunner", Traces::traceOfRunner)
                .add("traceOfParked", Traces::traceOfParked)
                .add("traceOfBlocked", Traces::traceOfBlocked)
                .add("noTraceBeforeAndAfter", Traces::noTraceBeforeAndAfter)
                .add("allTraces", Traces::allTraces)
                .add("groupCounts", Traces::groupCounts)
                .add("groupInterrupt", Traces::groupInterrupt)
                .add("activeCountOfMain", Traces::activeCountOfMain)
                .run(args);
    }

    private static List<String> methods(StackTraceElement[] trace) {
        return Arrays.stream(trace).filter(e -> e.getClassName().startsWith(Traces.class.getName())).map(StackTraceElement::getMethodName).toList();
    }

    private static void awaitState(Thread thread, Thread.State state) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (thread.getState() != state && System.nanoTime() < deadline) {
            Thread.sleep(1);
        }
        Check.equal(thread.getState(), state, "state of " + thread.getName());
    }

    private static StackTraceElement[] outer(boolean yields) {
        return middle(yields);
    }

    private static StackTraceElement[] middle(boolean yields) {
        if (yields) {
            Thread.yield(); // the frames below leave, and do not come back
        }
        return Thread.currentThread().getStackTrace();
    }

    private static void ownTrace() {
        for (boolean yields : new boolean[] {false, true, true}) {
            StackTraceElement[] trace = outer(yields);
            Check.equal(trace[0].getMethodName(), "getStackTrace", "top");
            Check.equal(methods(trace).subList(0, 3), List.of("middle", "outer", "ownTrace"), "frames");
            Check.equal(trace[1].getFileName(), "Traces.java", "file");
            Check.that(trace[1].getLineNumber() > 0 && trace[2].getLineNumber() > 0, "lines");
        }
    }

    private static List<StackWalker.StackFrame> walked(boolean yields, StackWalker walker) {
        if (yields) {
            Thread.yield();
        }
        return walker.walk(frames -> frames.collect(Collectors.toList()));
    }

    private static void walkers() {
        StackWalker plain = StackWalker.getInstance();
        StackWalker classes = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
        List<String> expected = walked(false, plain).stream().map(f -> f.getClassName() + "." + f.getMethodName()).toList();
        for (boolean yields : new boolean[] {true, false, true}) {
            List<StackWalker.StackFrame> got = walked(yields, classes);
            Check.equal(got.stream().map(f -> f.getClassName() + "." + f.getMethodName()).toList(), expected, "frames");
            Check.equal(got.get(0).getDeclaringClass(), Traces.class, "class");
            Check.equal(got.get(0).getMethodType().parameterType(1), StackWalker.class, "type");
            Check.that(got.stream().filter(f -> f.getClassName().equals(Traces.class.getName())).allMatch(f -> f.getLineNumber() > 0), "lines");
            StackWalker.StackFrame bare = walked(yields, plain).get(1);
            Check.equal(bare.getMethodName(), "walkers", "caller");
            Check.thrown(UnsupportedOperationException.class, bare::getDeclaringClass);
            List<String> each = new ArrayList<>();
            plain.forEach(f -> each.add(f.getMethodName()));
            Check.equal(each.get(0), "walkers", "frame of forEach");
        }
        Check.thrown(NullPointerException.class, () -> plain.walk(null));
    }

    private static Class<?> whoCalls() {
        Thread.yield();
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE).getCallerClass();
    }

    private static void callerClass() {
        Check.equal(whoCalls(), Traces.class, "caller");
        Check.thrown(UnsupportedOperationException.class, () -> StackWalker.getInstance().getCallerClass());
    }

    private static void reflectedFrames() throws Exception {
        var method = Traces.class.getDeclaredMethod("walked", boolean.class, StackWalker.class);
        for (boolean yields : new boolean[] {false, true}) {
            List<?> hidden = (List<?>) method.invoke(null, yields, StackWalker.getInstance());
            Check.that(hidden.toString().contains("reflectedFrames") && !hidden.toString().contains("reflect.Method"), "no reflection in " + hidden);
            List<?> shown = (List<?>) method.invoke(null, yields, StackWalker.getInstance(StackWalker.Option.SHOW_REFLECT_FRAMES));
            Check.that(shown.toString().contains("reflect.Method.invoke"), "reflection in " + shown);
        }
    }

    private static void loggers() {
        List<String> callers = new ArrayList<>();
        Logger logger = Logger.getAnonymousLogger();
        logger.setUseParentHandlers(false);
        logger.addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                callers.add(record.getSourceClassName() + "." + record.getSourceMethodName());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        logger.info("before");
        Thread.yield();
        logger.info("after");
        String here = Traces.class.getName() + ".loggers";
        Check.equal(callers, List.of(here, here), "callers");
    }

    private static void madeInAResumedFrame() {
        Thread.yield();
        Check.equal(MethodHandles.lookup().lookupClass(), Traces.class, "lookup");
        Runnable lambda = () -> {};
        Check.that(lambda.getClass().getName().startsWith(Traces.class.getName() + "$$Lambda"), lambda.getClass().getName());
        Check.equal(new Object() {}.getClass().getEnclosingClass(), Traces.class, "enclosing class");
    }

    private static void sleepLong(CountDownLatch in) throws InterruptedException {
        in.countDown();
        Thread.sleep(1_000_000);
    }

    private static void traceOfSleeper() throws Exception {
        CountDownLatch in = new CountDownLatch(1);
        Crew crew = new Crew();
        Thread sleeper = crew.start("sleeper", () -> Check.thrown(InterruptedException.class, () -> sleepLong(in)));
        in.await();
        awaitState(sleeper, Thread.State.TIMED_WAITING);
        StackTraceElement[] trace = sleeper.getStackTrace();
        int at = 0;
        while (!trace[at].getMethodName().equals("sleepLong")) {
            Check.equal(trace[at++].getClassName(), "java.lang.Thread", "class above the program's");
        }
        Check.that(at > 0 && trace[at - 1].getMethodName().equals("sleep"), "sleep is on the stack");
        sleeper.interrupt();
        crew.join();
    }

    private static volatile boolean stop;

    private static void spin() {
        while (!stop) {
            Thread.onSpinWait();
        }
    }

    private static void traceOfRunner() throws Exception {
        stop = false;
        Crew crew = new Crew();
        Thread runner = crew.start("runner", Traces::spin);
        try {
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (!methods(runner.getStackTrace()).contains("spin") && System.nanoTime() < deadline) {
                Thread.sleep(1);
            }
            List<String> seen = methods(runner.getStackTrace());
            Check.that(seen.contains("spin"), "spin is on the stack: " + seen);
            Check.equal(runner.getState(), Thread.State.RUNNABLE, "state");
        } finally {
            stop = true;
        }
        crew.join();
    }

    private static void traceOfParked() throws Exception {
        Crew crew = new Crew();
        Thread parked = crew.start("parked", () -> {
            while (!Thread.interrupted()) {
                LockSupport.park(Traces.class);
            }
        });
        awaitState(parked, Thread.State.WAITING);
        Check.that(LockSupport.getBlocker(parked) == Traces.class, "blocker");
        List<String> names = Arrays.stream(parked.getStackTrace()).map(e -> e.getClassName() + "." + e.getMethodName()).toList();
        Check.that(names.contains("java.util.concurrent.locks.LockSupport.park"), "park is in " + names);
        parked.interrupt();
        crew.join();
    }

    private static void lockForLong(Object lock) {
        synchronized (lock) {
            Thread.yield();
        }
    }

    private static void traceOfBlocked() throws Exception {
        Object lock = new Object();
        Crew crew = new Crew();
        synchronized (lock) {
            Thread blocked = crew.start("blocked", () -> lockForLong(lock));
            awaitState(blocked, Thread.State.BLOCKED);
            Check.equal(methods(blocked.getStackTrace()).get(0), "lockForLong", "top");
        }
        crew.join();
    }

    private static void noTraceBeforeAndAfter() throws Exception {
        Thread thread = new Thread(() -> {});
        Check.equal(thread.getStackTrace().length, 0, "frames before start");
        thread.start();
        thread.join();
        Check.equal(thread.getStackTrace().length, 0, "frames after the end");
        Check.that(!Thread.getAllStackTraces().containsKey(thread), "an ended thread is not listed");
    }

    private static void allTraces() throws Exception {
        CountDownLatch in = new CountDownLatch(THREADS);
        Set<Thread> mine = new HashSet<>();
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            mine.add(crew.start("listed-" + i, () -> Check.thrown(InterruptedException.class, () -> sleepLong(in))));
        }
        in.await();
        for (Thread t : mine) {
            awaitState(t, Thread.State.TIMED_WAITING);
        }
        Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
        for (Thread t : mine) {
            Check.that(methods(all.getOrDefault(t, new StackTraceElement[0])).contains("sleepLong"), t.getName() + " is listed with its stack");
            t.interrupt();
        }
        Check.that(methods(all.get(Thread.currentThread())).contains("allTraces"), "the caller is listed with its stack");
        crew.join();
    }

    private static void groupCounts() throws Exception {
        ThreadGroup outer = new ThreadGroup("outer");
        ThreadGroup inner = new ThreadGroup(outer, "inner");
        CountDownLatch go = new CountDownLatch(1);
        Thread[] threads = new Thread[5];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(i < 2 ? outer : inner, () -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }, "grouped-" + i);
            threads[i].start();
        }
        Check.equal(outer.activeCount(), 5, "outer");
        Check.equal(inner.activeCount(), 3, "inner");
        Thread[] found = new Thread[10];
        Check.equal(outer.enumerate(found), 5, "enumerated");
        Check.equal(new HashSet<>(Arrays.asList(found).subList(0, 5)), new HashSet<>(Arrays.asList(threads)), "threads");
        Check.equal(outer.enumerate(found, false), 2, "enumerated without those below");
        Check.equal(outer.enumerate(new Thread[3]), 3, "into a short array");
        go.countDown();
        for (Thread t : threads) {
            t.join();
        }
        Check.equal(outer.activeCount(), 0, "at the end");
    }

    private static void groupInterrupt() throws Exception {
        ThreadGroup group = new ThreadGroup("interrupted");
        Thread[] threads = new Thread[5];
        int[] interrupted = new int[threads.length];
        for (int i = 0; i < threads.length; i++) {
            int mine = i;
            threads[i] = new Thread(group, () -> {
                try {
                    Thread.sleep(1_000_000);
                } catch (InterruptedException e) {
                    interrupted[mine]++;
                }
            });
            threads[i].start();
        }
        group.interrupt();
        for (Thread t : threads) {
            t.join();
        }
        Check.equal(interrupted, new int[] {1, 1, 1, 1, 1}, "interrupts");
    }

    private static void activeCountOfMain() throws Exception {
        Thread[] found = new Thread[100];
        int n = Thread.enumerate(found);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < n; i++) {
            names.add(found[i].getName());
        }
        Check.that(names.contains("activeCountOfMain"), "the caller is enumerated among " + names);
        // Threads of other cases may be about to end.
        names.removeIf(name -> name.equals("main") || name.matches("[a-zA-Z]*Count.*|[a-z]+[A-Z].*|[a-z]+-[0-9]+"));
        Check.equal(names, Set.of(), "other threads of the group main");
    }
}
