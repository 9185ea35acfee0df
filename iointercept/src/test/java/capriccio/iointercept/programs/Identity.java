package capriccio.iointercept.programs;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Every thread is a {@code Thread} of its own: names, locals, states, joins, interrupts and handlers. */
@SuppressWarnings("ThreadPriorityCheck") // to yield is the point
public final class Identity {
    private static final int THREADS = 50;

    private Identity() {}

    public static void main(String[] args) {
        new Cases()
                .add("currentThread", Identity::currentThread)
                .add("names", Identity::names)
                .add("threadLocal", Identity::threadLocal)
                .add("inheritableThreadLocal", Identity::inheritableThreadLocal)
                .add("inheritedAttributes", Identity::inheritedAttributes)
                .add("subclass", Identity::subclass)
                .add("join", Identity::join)
                .add("startsOnce", Identity::startsOnce)
                .add("states", Identity::states)
                .add("interruptSleep", () -> interrupted(() -> Thread.sleep(100_000)))
                .add("interruptWait", () -> interrupted(Identity::waitForever))
                .add("interruptQueue", () -> interrupted(() -> new ArrayBlockingQueue<String>(1).take()))
                .add("interruptSynchronousQueue", () -> interrupted(() -> new SynchronousQueue<String>().put("")))
                .add("interruptLatch", () -> interrupted(() -> new CountDownLatch(1).await()))
                .add("interruptJoin", Identity::interruptJoin)
                .add("interruptPark", Identity::interruptPark)
                .add("interruptBefore", Identity::interruptBefore)
                .add("interruptSelf", Identity::interruptSelf)
                .add("parkPermit", Identity::parkPermit)
                .add("parkNanos", Identity::parkNanos)
                .add("uncaught", Identity::uncaught)
                .run(args);
    }

    private static void currentThread() throws Exception {
        Set<Thread> seen = new HashSet<>();
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            AtomicReference<Thread> self = new AtomicReference<>();
            Thread thread = crew.start("self-" + i, () -> {
                Thread before = Thread.currentThread();
                self.set(before);
                for (int round = 0; round < 20; round++) {
                    Thread.yield();
                    Check.that(Thread.currentThread() == before, "the current thread stays the same");
                }
                Thread.sleep(1);
                Check.that(Thread.currentThread() == before, "the current thread after a sleep");
                Check.that(before.isAlive(), "alive while it runs");
            });
            thread.join();
            Check.that(self.get() == thread, "the current thread is the one that was started");
            Check.that(seen.add(thread), "a thread of its own");
        }
        crew.join();
    }

    private static void names() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            String name = "named-" + i;
            crew.start(name, () -> {
                Thread.yield();
                Check.equal(Thread.currentThread().getName(), name, "name");
                Thread.currentThread().setName("re" + name);
                Thread.sleep(1);
                Check.equal(Thread.currentThread().getName(), "re" + name, "new name");
            });
        }
        crew.join();
        String given = new Thread(() -> {}).getName();
        Check.that(given.startsWith("Thread-"), "the name given, " + given + ", starts with Thread-");
    }

    private static void threadLocal() throws Exception {
        ThreadLocal<int[]> counter = ThreadLocal.withInitial(() -> new int[1]);
        ThreadLocal<String> plain = new ThreadLocal<>();
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            String mine = "value-" + i;
            crew.start("local-" + i, () -> {
                Check.equal(plain.get(), null, "before set");
                plain.set(mine);
                for (int round = 1; round <= 50; round++) {
                    counter.get()[0]++;
                    Thread.yield();
                    Check.equal(counter.get()[0], round, "own counter");
                    Check.equal(plain.get(), mine, "own value");
                }
                plain.remove();
                Check.equal(plain.get(), null, "after remove");
            });
        }
        crew.join();
    }

    private static void inheritableThreadLocal() throws Exception {
        InheritableThreadLocal<String> heirloom = new InheritableThreadLocal<>();
        heirloom.set("parent");
        Crew crew = new Crew();
        crew.start("child", () -> {
            Check.equal(heirloom.get(), "parent", "inherited");
            heirloom.set("child");
            Crew inner = new Crew();
            inner.start("grandchild", () -> Check.equal(heirloom.get(), "child", "inherited again"));
            inner.join();
        });
        crew.join();
        Check.equal(heirloom.get(), "parent", "the parent's own");
    }

    private static void inheritedAttributes() throws Exception {
        Thread daemon = new Thread(
                () -> {
                    Thread child = new Thread(() -> {});
                    Check.that(child.isDaemon(), "a daemon's child is a daemon");
                    Check.equal(child.getPriority(), Thread.currentThread().getPriority(), "priority");
                    Check.that(
                            child.getContextClassLoader() == Thread.currentThread().getContextClassLoader(),
                            "context class loader is inherited");
                },
                "daemon");
        AtomicReference<Throwable> failure = new AtomicReference<>();
        daemon.setDaemon(true);
        daemon.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        daemon.start();
        daemon.join();
        Check.equal(failure.get(), null, "failure");
    }

    private static void subclass() throws Exception {
        class Doubler extends Thread {
            private final int value;
            private int result;

            Doubler(int value) {
                super("doubler-" + value);
                this.value = value;
            }

            @Override
            public void run() {
                Thread.yield();
                result = 2 * value;
                Check.that(Thread.currentThread() == this, "runs as itself");
            }
        }
        for (int i = 0; i < THREADS; i++) {
            Doubler doubler = new Doubler(i);
            doubler.start();
            doubler.join();
            Check.equal(doubler.result, 2 * i, "result");
        }
    }

    private static void join() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Check.that(!thread.isAlive(), "not alive before start");
        thread.join(); // returns at once
        thread.start();
        Check.that(thread.isAlive(), "alive after start");
        long start = System.nanoTime();
        thread.join(100);
        Check.between((System.nanoTime() - start) / 1_000_000, 95, 20_000, "milliseconds of a timed join");
        Check.that(thread.isAlive(), "alive after a join that timed out");
        Crew joiners = new Crew();
        for (int i = 0; i < 20; i++) {
            joiners.start("joiner-" + i, () -> {
                thread.join();
                Check.that(!thread.isAlive(), "ended after join");
            });
        }
        Thread.sleep(20);
        go.countDown();
        joiners.join();
        Check.equal(thread.getState(), Thread.State.TERMINATED, "state");
    }

    private static void startsOnce() throws Exception {
        Thread thread = new Thread(() -> {});
        thread.start();
        Check.thrown(IllegalThreadStateException.class, thread::start);
        thread.join();
        Check.thrown(IllegalThreadStateException.class, thread::start);
    }

    private static void states() throws Exception {
        Check.equal(new Thread(() -> {}).getState(), Thread.State.NEW, "state before start");
        Check.equal(Thread.currentThread().getState(), Thread.State.RUNNABLE, "own state");
        reaches(Thread.State.TIMED_WAITING, () -> Thread.sleep(100_000));
        reaches(Thread.State.WAITING, LockSupport::park);
        reaches(Thread.State.TIMED_WAITING, () -> LockSupport.parkNanos(100_000_000_000L));
        reaches(Thread.State.WAITING, Identity::waitForever);
        reaches(Thread.State.WAITING, () -> new CountDownLatch(1).await());
    }

    private static void reaches(Thread.State state, Check.Body blocking) throws Exception {
        Crew crew = new Crew();
        Thread thread = crew.start("blocked", () -> {
            try {
                blocking.run();
            } catch (InterruptedException e) {
                Check.that(!Thread.currentThread().isInterrupted(), "the exception cleared the interrupt");
            }
        });
        awaitState(thread, state);
        thread.interrupt();
        crew.join();
        Check.equal(thread.getState(), Thread.State.TERMINATED, "state at the end");
    }

    private static void awaitState(Thread thread, Thread.State state) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (thread.getState() != state && System.nanoTime() < deadline) {
            Thread.sleep(1);
        }
        Check.equal(thread.getState(), state, "state of " + thread.getName());
    }

    private static void interrupted(Check.Body blocking) throws Exception {
        for (int round = 0; round < 5; round++) {
            Crew crew = new Crew();
            Thread thread = crew.start("interrupted", () -> {
                Check.thrown(InterruptedException.class, blocking);
                Check.that(!Thread.currentThread().isInterrupted(), "the exception cleared the interrupt");
                Thread.sleep(1); // and the next blocking call blocks
            });
            if (round > 0) {
                Thread.sleep(10);
            }
            thread.interrupt();
            crew.join();
        }
    }

    private static void waitForever() throws InterruptedException {
        Object lock = new Object();
        synchronized (lock) {
            for (; ; ) {
                lock.wait();
            }
        }
    }

    private static void interruptJoin() throws Exception {
        Thread endless = new Thread(LockSupport::park, "endless");
        endless.start();
        interrupted(endless::join);
        LockSupport.unpark(endless);
        endless.join();
    }

    private static void interruptPark() throws Exception {
        Crew crew = new Crew();
        Thread thread = crew.start("parked", () -> {
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
            }
            LockSupport.park(); // returns at once: the flag stays
            Check.that(Thread.interrupted(), "interrupted");
            Check.that(!Thread.interrupted(), "cleared");
        });
        Thread.sleep(20);
        thread.interrupt();
        crew.join();
    }

    private static void interruptBefore() throws Exception {
        Crew crew = new Crew();
        crew.start("early", () -> {
            Thread.currentThread().interrupt();
            Check.thrown(InterruptedException.class, () -> Thread.sleep(100_000));
            Thread.currentThread().interrupt();
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
            Check.thrown(InterruptedException.class, queue::take);
            Thread.currentThread().interrupt();
            Check.thrown(InterruptedException.class, Identity::waitForever);
        });
        crew.join();
    }

    private static void interruptSelf() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            boolean mine = i % 2 == 0;
            crew.start("flag-" + i, () -> {
                if (mine) {
                    Thread.currentThread().interrupt();
                }
                for (int round = 0; round < 20; round++) {
                    Thread.yield();
                    Check.equal(Thread.currentThread().isInterrupted(), mine, "own interrupt flag");
                }
                Check.equal(Thread.interrupted(), mine, "own interrupt flag at the end");
            });
        }
        crew.join();
    }

    private static void parkPermit() throws Exception {
        Crew crew = new Crew();
        crew.start("permit", () -> {
            LockSupport.unpark(Thread.currentThread());
            LockSupport.unpark(Thread.currentThread());
            LockSupport.park(); // one permit, kept
            long start = System.nanoTime();
            LockSupport.parkNanos(50_000_000);
            Check.that(System.nanoTime() - start < 20_000_000_000L, "only one permit is kept, and the park ends");
        });
        crew.join();
    }

    private static void parkNanos() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            crew.start("parker-" + i, () -> {
                long deadline = System.nanoTime() + 50_000_000;
                while (System.nanoTime() < deadline) {
                    LockSupport.parkNanos(deadline - System.nanoTime());
                }
                LockSupport.parkUntil(System.currentTimeMillis() + 20);
            });
        }
        crew.join();
    }

    private static void uncaught() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        AtomicReference<String> own = new AtomicReference<>();
        AtomicReference<String> general = new AtomicReference<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> general.set(describe(thread, e)));
        try {
            Thread withOwn = new Thread(() -> fail("first"), "with-own");
            withOwn.setUncaughtExceptionHandler((thread, e) -> own.set(describe(thread, e)));
            withOwn.start();
            withOwn.join();
            Thread without = new Thread(() -> fail("second"), "without");
            without.start();
            without.join();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        Check.equal(own.get(), "with-own with-own first", "handled by its own handler");
        Check.equal(general.get(), "without without second", "handled by the default handler");
    }

    private static void fail(String message) {
        Thread.yield();
        throw new IllegalStateException(message);
    }

    private static String describe(Thread thread, Throwable e) {
        return thread.getName() + " " + Thread.currentThread().getName() + " " + e.getMessage();
    }
}
