import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.StructureViolationException;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.ThreadFactory;

/** Scoped values and structured tasks, on threads that the agent may replace; compiled for JDK 25 by the test. */
public final class Scopes {
    private static final ScopedValue<String> NAME = ScopedValue.newInstance();
    private static final ScopedValue<Integer> DEPTH = ScopedValue.newInstance();
    private static final Queue<String> FAILURES = new ConcurrentLinkedQueue<>();
    private static final long PATIENCE_MILLIS = 60_000;

    private Scopes() {}

    private interface Body {
        void run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        String only = args.length == 0 ? "" : args[0];
        run(only, "bindings", Scopes::bindings);
        run(only, "nested", () -> nested(0));
        run(only, "thrown", Scopes::thrown);
        run(only, "virtualSubtasks", () -> subtasks(Thread.ofVirtual().factory()));
        run(only, "ownSubtasks", () -> subtasks(Thread::new));
        run(only, "failingSubtask", Scopes::failingSubtask);
        run(only, "wrongOrder", Scopes::wrongOrder);
        run(only, "changedBindings", Scopes::changedBindings);
        run(only, "leftOpen", Scopes::leftOpen);
        if (!FAILURES.isEmpty()) {
            System.out.println("FAILED " + FAILURES);
            System.exit(1);
        }
        System.out.println("OK");
    }

    private static void run(String only, String name, Body body) throws InterruptedException {
        if (!only.isEmpty() && !only.equals(name)) {
            return;
        }
        System.out.println("case " + name);
        Thread thread = new Thread(() -> guarded(name, body), name);
        thread.start();
        thread.join(PATIENCE_MILLIS);
        check(!thread.isAlive(), name + " ends");
    }

    private static void guarded(String name, Body body) {
        try {
            body.run();
        } catch (Throwable t) {
            t.printStackTrace(System.out);
            FAILURES.add(name + ": " + t);
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            FAILURES.add("does not hold: " + what);
        }
    }

    private static void equal(Object actual, Object expected, String what) {
        check(expected.equals(actual), what + " is " + expected + " but was " + actual);
    }

    /** Threads that share carriers, each with its own bindings, which it looks up before and after it waits. */
    private static void bindings() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String mine = "thread " + i;
            threads.add(new Thread(() -> ScopedValue.where(NAME, mine).run(() -> guarded(mine, () -> wait(mine)))));
        }
        threads.add(new Thread(() -> guarded("none", () -> {
            for (int i = 0; i < 30; i++) {
                check(!NAME.isBound(), "nothing is bound in a thread that binds nothing");
                equal(NAME.orElse("none"), "none", "another thread's value");
                Thread.sleep(1);
            }
        })));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        check(!NAME.isBound(), "bound outside");
    }

    private static void wait(String mine) throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            equal(NAME.get(), mine, "the value");
            Thread.sleep(1);
            equal(NAME.get(), mine, "the value after a wait");
            String inner = mine + "/" + i;
            String result = ScopedValue.where(NAME, inner).call(() -> {
                Thread.sleep(1);
                return NAME.get();
            });
            equal(result, inner, "the inner value");
        }
    }

    private static void nested(int depth) throws InterruptedException {
        if (depth == 40) {
            Thread.sleep(1);
            equal(DEPTH.get(), 39, "the innermost value");
            return;
        }
        ScopedValue.where(DEPTH, depth).run(() -> guarded("nested", () -> nested(depth + 1)));
        if (depth > 0) {
            Thread.sleep(1);
            equal(DEPTH.get(), depth - 1, "the value further out");
        }
    }

    private static void thrown() throws InterruptedException {
        try {
            ScopedValue.where(NAME, "inside").call(() -> {
                Thread.sleep(1);
                throw new IllegalStateException(NAME.get());
            });
            check(false, "it throws");
        } catch (IllegalStateException e) {
            equal(e.getMessage(), "inside", "the message");
        }
        Thread.sleep(1);
        try {
            NAME.get();
            check(false, "unbound again");
        } catch (NoSuchElementException e) {
            check(true, "unbound again");
        }
    }

    private static void subtasks(ThreadFactory factory) throws Exception {
        ScopedValue.where(NAME, "outer").run(() -> guarded("subtasks", () -> {
            try (var scope = StructuredTaskScope.open(Joiner.<String>allSuccessfulOrThrow(), c -> c.withThreadFactory(factory))) {
                for (int i = 0; i < 20; i++) {
                    int id = i;
                    scope.fork(() -> {
                        Thread.sleep(1 + id % 3);
                        return NAME.get() + id;
                    });
                }
                Set<String> results = new TreeSet<>();
                scope.join().forEach(task -> results.add(task.get()));
                equal(results.size(), 20, "results");
                check(results.contains("outer7"), "the subtasks have the owner's values");
            }
            equal(NAME.get(), "outer", "the value after the scope");
        }));
    }

    private static void failingSubtask() throws Exception {
        Set<String> interrupted = ConcurrentHashMap.newKeySet();
        CountDownLatch asleep = new CountDownLatch(5);
        try (var scope = StructuredTaskScope.open(Joiner.<String>awaitAllSuccessfulOrThrow(), c -> c.withThreadFactory(Thread::new))) {
            for (int i = 0; i < 5; i++) {
                int id = i;
                scope.fork(() -> {
                    try {
                        asleep.countDown();
                        Thread.sleep(PATIENCE_MILLIS);
                    } catch (InterruptedException e) {
                        interrupted.add("task " + id);
                    }
                    return "";
                });
            }
            scope.fork(() -> {
                asleep.await();
                throw new IllegalStateException("one failed");
            });
            scope.join();
            check(false, "the scope fails");
        } catch (StructuredTaskScope.FailedException e) {
            equal(e.getCause().getMessage(), "one failed", "the cause");
        }
        equal(interrupted.size(), 5, "tasks that were interrupted");
    }

    /** A scope that is closed by a thread that does not own it, and one whose binding ends before it. */
    private static void wrongOrder() throws Exception {
        try (var scope = StructuredTaskScope.open()) {
            Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
            Thread stranger = new Thread(() -> {
                try {
                    scope.fork(() -> "");
                } catch (Throwable t) {
                    thrown.add(t);
                }
            });
            stranger.start();
            stranger.join();
            check(thrown.peek() instanceof WrongThreadException, "a stranger cannot fork: " + thrown);
            scope.join();
        }
    }

    private static void changedBindings() throws Exception {
        try (var scope = StructuredTaskScope.open(Joiner.<String>awaitAll(), c -> c.withThreadFactory(Thread::new))) {
            Thread.sleep(1);
            ScopedValue.where(NAME, "later").run(() -> {
                try {
                    scope.fork(() -> "");
                    check(false, "bindings that came after the scope are refused");
                } catch (StructureViolationException e) {
                    check(true, "refused");
                }
            });
            scope.join();
        }
    }

    /** A scope that a thread leaves open ends with the thread, once its tasks have. */
    private static void leftOpen() throws Exception {
        Queue<String> order = new ConcurrentLinkedQueue<>();
        Thread owner = new Thread(() -> {
            var scope = StructuredTaskScope.open(Joiner.<String>awaitAll(), c -> c.withThreadFactory(Thread::new));
            scope.fork(() -> {
                Thread.sleep(20);
                order.add("task");
                return "";
            });
        });
        owner.start();
        owner.join();
        order.add("owner");
        equal(String.join(" ", order), "task owner", "the order of ends");
    }
}
