package capriccio.iointercept.programs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Pools as servers keep them: resized, replaced, refused, with factories, hooks and contexts of the program's own. */
public final class PoolChanges {
    private static final long PATIENCE_SECONDS = 50;

    private PoolChanges() {}

    public static void main(String[] args) {
        new Cases()
                .add("grows", PoolChanges::grows)
                .add("shrinks", PoolChanges::shrinks)
                .add("coreThreadsTimeOut", PoolChanges::coreThreadsTimeOut)
                .add("refuses", PoolChanges::refuses)
                .add("callerRuns", PoolChanges::callerRuns)
                .add("hooks", PoolChanges::hooks)
                .add("workersThatDie", PoolChanges::workersThatDie)
                .add("factoryOfAGroup", PoolChanges::factoryOfAGroup)
                .add("groupInterrupts", PoolChanges::groupInterrupts)
                .add("groupTakesWhatIsThrown", PoolChanges::groupTakesWhatIsThrown)
                .add("contexts", PoolChanges::contexts)
                .add("localsOfWorkers", PoolChanges::localsOfWorkers)
                .add("ownWorkers", PoolChanges::ownWorkers)
                .add("managedBlocker", PoolChanges::managedBlocker)
                .run(args);
    }

    private static ThreadPoolExecutor pool(int core, int most, int queue) {
        return new ThreadPoolExecutor(core, most, PATIENCE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue));
    }

    private static void end(ExecutorService pool) throws InterruptedException {
        pool.shutdown();
        Check.that(pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS), "the pool terminates");
    }

    /** Tasks that all hold their worker until they are let go. */
    private static final class Held {
        final Semaphore running = new Semaphore(0);
        final CountDownLatch letGo = new CountDownLatch(1);

        void submit(ExecutorService pool, int count) {
            for (int i = 0; i < count; i++) {
                pool.execute(() -> {
                    running.release();
                    try {
                        letGo.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
        }

        void awaitRunning(int count) throws InterruptedException {
            Check.that(running.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS), count + " tasks run");
        }
    }

    private static void grows() throws Exception {
        ThreadPoolExecutor pool = pool(2, 2, 100);
        Held held = new Held();
        held.submit(pool, 40);
        held.awaitRunning(2);
        Check.equal(pool.getActiveCount(), 2, "active threads");
        Check.equal(pool.getQueue().size(), 38, "tasks that wait");
        pool.setMaximumPoolSize(30);
        pool.setCorePoolSize(30);
        held.awaitRunning(28);
        Check.equal(pool.getPoolSize(), 30, "threads of the larger pool");
        Check.equal(pool.getLargestPoolSize(), 30, "the most threads");
        held.letGo.countDown();
        end(pool);
        Check.equal(pool.getCompletedTaskCount(), 40L, "tasks done");
    }

    private static void shrinks() throws Exception {
        ThreadPoolExecutor pool = pool(30, 30, 100);
        Held held = new Held();
        held.submit(pool, 30);
        held.awaitRunning(30);
        held.letGo.countDown();
        pool.setCorePoolSize(3);
        pool.setMaximumPoolSize(3); // interrupts those that are idle, and the others end after their task
        await(() -> pool.getPoolSize() == 3, "three threads are left");
        Held again = new Held();
        again.submit(pool, 20);
        again.awaitRunning(3);
        Check.equal(pool.getActiveCount(), 3, "active threads");
        again.letGo.countDown();
        end(pool);
        Check.equal(pool.getCompletedTaskCount(), 50L, "tasks done");
    }

    private static void coreThreadsTimeOut() throws Exception {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(10, 10, 1, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>());
        pool.allowCoreThreadTimeOut(true);
        for (int round = 0; round < 3; round++) {
            Held held = new Held();
            held.submit(pool, 10);
            held.awaitRunning(10);
            held.letGo.countDown();
            await(() -> pool.getPoolSize() == 0, "no thread is left");
        }
        end(pool);
        Check.equal(pool.getCompletedTaskCount(), 30L, "tasks done");
    }

    private static void refuses() throws Exception {
        ThreadPoolExecutor pool = pool(2, 4, 3);
        Held held = new Held();
        held.submit(pool, 7);
        held.awaitRunning(4);
        Check.thrown(RejectedExecutionException.class, () -> pool.execute(() -> {}));
        held.letGo.countDown();
        end(pool);
        Check.thrown(RejectedExecutionException.class, () -> pool.execute(() -> {}));
        Check.equal(pool.getCompletedTaskCount(), 7L, "tasks done");
    }

    private static void callerRuns() throws Exception {
        ThreadPoolExecutor pool = pool(1, 1, 1);
        pool.setRejectedExecutionHandler(new ThreadPoolExecutor.CallerRunsPolicy());
        Held held = new Held();
        held.submit(pool, 2);
        held.awaitRunning(1);
        AtomicReference<Thread> ran = new AtomicReference<>();
        pool.execute(() -> {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            ran.set(Thread.currentThread());
        });
        Check.equal(ran.get(), Thread.currentThread(), "the thread that ran what was refused");
        held.letGo.countDown();
        end(pool);
    }

    private static void hooks() throws Exception {
        Queue<String> calls = new ConcurrentLinkedQueue<>();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
                    @Override
                    protected void beforeExecute(Thread t, Runnable r) {
                        calls.add("before " + (t == Thread.currentThread()));
                    }

                    @Override
                    protected void afterExecute(Runnable r, Throwable t) {
                        calls.add("after " + (t == null ? "" : t.getMessage()));
                    }

                    @Override
                    protected void terminated() {
                        calls.add("terminated");
                    }
                };
        pool.setThreadFactory(task -> {
            Thread thread = new Thread(task);
            thread.setUncaughtExceptionHandler((t, e) -> calls.add("uncaught " + e.getMessage()));
            return thread;
        });
        pool.execute(() -> calls.add("run"));
        pool.execute(() -> {
            throw new IllegalStateException("failed");
        });
        end(pool);
        await(() -> calls.contains("uncaught failed"), "the handler is told"); // after the worker has said that it ends
        List<String> order = new ArrayList<>(calls);
        order.remove("uncaught failed");
        Check.equal(order, List.of("before true", "run", "after ", "before true", "after failed", "terminated"), "calls");
    }

    private static void workersThatDie() throws Exception {
        AtomicInteger made = new AtomicInteger();
        AtomicInteger uncaught = new AtomicInteger();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, "worker-" + made.incrementAndGet());
            thread.setUncaughtExceptionHandler((t, e) -> uncaught.incrementAndGet());
            return thread;
        };
        ExecutorService pool = Executors.newFixedThreadPool(4, factory);
        for (int i = 0; i < 50; i++) {
            pool.execute(() -> {
                throw new IllegalStateException("a worker dies");
            });
        }
        Future<String> last = pool.submit(() -> Thread.currentThread().getName());
        Check.that(last.get().startsWith("worker-"), "one more task runs");
        end(pool);
        await(() -> uncaught.get() == 50, "each death is told");
        Check.between(made.get(), 50, 54, "workers made");
    }

    /** Daemons of a group of their own, as application servers make theirs. */
    private static void factoryOfAGroup() throws Exception {
        ThreadGroup group = new ThreadGroup("requests");
        AtomicInteger made = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(6, task -> {
            Thread thread = new Thread(group, task, "request-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        Held held = new Held();
        held.submit(pool, 6);
        held.awaitRunning(6);
        Check.equal(group.activeCount(), 6, "threads of the group");
        Thread[] threads = new Thread[10];
        Check.equal(group.enumerate(threads), 6, "threads listed");
        for (int i = 0; i < 6; i++) {
            Check.that(threads[i].getName().startsWith("request-"), "a thread's name");
            Check.that(threads[i].isDaemon(), "a daemon");
            Check.equal(threads[i].getThreadGroup(), group, "group");
        }
        held.letGo.countDown();
        end(pool);
        await(() -> group.activeCount() == 0, "the group is empty");
    }

    private static void groupInterrupts() throws Exception {
        ThreadGroup outer = new ThreadGroup("outer");
        ThreadGroup inner = new ThreadGroup(outer, "inner");
        CountDownLatch asleep = new CountDownLatch(8);
        AtomicInteger interrupted = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(i % 2 == 0 ? outer : inner, () -> {
                asleep.countDown();
                try {
                    Thread.sleep(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                }
            });
            threads.add(thread);
            thread.start();
        }
        asleep.await();
        inner.interrupt();
        await(() -> interrupted.get() == 4, "the inner group's threads are interrupted");
        outer.interrupt();
        for (Thread thread : threads) {
            thread.join();
        }
        Check.equal(interrupted.get(), 8, "threads that were interrupted");
    }

    private static void groupTakesWhatIsThrown() throws Exception {
        Map<String, String> thrown = new ConcurrentHashMap<>();
        ThreadGroup group = new ThreadGroup("handling") {
            @Override
            public void uncaughtException(Thread t, Throwable e) {
                thrown.put(t.getName(), e.getMessage());
            }
        };
        Thread thread = new Thread(
                group,
                () -> {
                    throw new IllegalStateException("for the group");
                },
                "thrower");
        thread.start();
        thread.join();
        Check.equal(thrown, Map.of("thrower", "for the group"), "what the group was told");
    }

    /** A diagnostic context as loggers keep it: a map for each thread, inherited by copy, and carried over by wrapped tasks. */
    private static final class Context {
        private static final InheritableThreadLocal<Map<String, String>> MAP = new InheritableThreadLocal<>() {
            @Override
            protected Map<String, String> childValue(Map<String, String> parent) {
                return parent == null ? null : new HashMap<>(parent);
            }
        };

        static void put(String key, String value) {
            if (MAP.get() == null) {
                MAP.set(new HashMap<>());
            }
            MAP.get().put(key, value);
        }

        static String get(String key) {
            return MAP.get() == null ? null : MAP.get().get(key);
        }

        static Runnable wrapped(Runnable task) {
            Map<String, String> given = new HashMap<>(MAP.get());
            return () -> {
                Map<String, String> before = MAP.get();
                MAP.set(given);
                try {
                    task.run();
                } finally {
                    if (before == null) {
                        MAP.remove();
                    } else {
                        MAP.set(before);
                    }
                }
            };
        }
    }

    private static void contexts() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(5);
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        Crew crew = new Crew();
        for (int i = 0; i < 20; i++) {
            String request = "request " + i;
            crew.start(request, () -> {
                Context.put("id", request);
                for (int k = 0; k < 5; k++) {
                    Thread.sleep(1);
                    pool.submit(Context.wrapped(() -> step(request, wrong))).get();
                    step(request, wrong);
                }
                Thread child = new Thread(() -> {
                    step(request, wrong);
                    Context.put("id", "the child's own");
                });
                child.start();
                child.join();
                step(request, wrong);
            });
        }
        crew.join();
        for (int i = 0; i < 5; i++) {
            pool.submit(() -> {
                if (Context.get("id") != null && Context.get("id").startsWith("the child")) {
                    wrong.add("a worker kept " + Context.get("id"));
                }
            }).get();
        }
        end(pool);
        Check.equal(wrong.size(), 0, "lines with the wrong context, of which the first is " + wrong.peek());
    }

    private static void step(String request, Queue<String> wrong) {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (!request.equals(Context.get("id"))) {
            wrong.add(request + " logged as " + Context.get("id"));
        }
    }

    /** What a task leaves in a worker's locals is there for the next task of that worker, and for no other thread. */
    private static void localsOfWorkers() throws Exception {
        ThreadLocal<List<Integer>> seen = ThreadLocal.withInitial(ArrayList::new);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        Map<Thread, List<Integer>> byWorker = new ConcurrentHashMap<>();
        List<Future<?>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int id = i;
            futures.add(pool.submit(() -> {
                List<Integer> mine = seen.get();
                List<Integer> before = byWorker.putIfAbsent(Thread.currentThread(), mine);
                Check.that(before == null || before == mine, "a worker's local is its own");
                mine.add(id);
                Thread.sleep(1);
                Check.that(seen.get() == mine, "the local is the same after a wait");
                return null;
            }));
        }
        for (Future<?> future : futures) {
            future.get();
        }
        end(pool);
        Check.equal(byWorker.values().stream().mapToInt(List::size).sum(), 100, "tasks noted");
        Check.that(seen.get().isEmpty(), "the caller's own list is empty");
    }

    private static final class Worker extends ForkJoinWorkerThread {
        private final Queue<String> life;

        Worker(ForkJoinPool pool, Queue<String> life) {
            super(pool);
            this.life = life;
            setName("own-" + getPoolIndex());
        }

        @Override
        protected void onStart() {
            super.onStart();
            life.add("started");
        }

        @Override
        protected void onTermination(Throwable exception) {
            life.add("ended " + exception);
            super.onTermination(exception);
        }
    }

    private static void ownWorkers() throws Exception {
        Queue<String> life = new ConcurrentLinkedQueue<>();
        ForkJoinPool pool = new ForkJoinPool(3, p -> new Worker(p, life), null, true);
        String name = pool.submit(() -> {
            Thread.sleep(1);
            return Thread.currentThread().getName() + " in " + (ForkJoinWorkerThread.currentThread() instanceof Worker);
        }).get();
        Check.that(name.matches("own-\\d+ in true"), "a worker of the program's own runs the task; it was " + name);
        ExecutionException failed = Check.thrown(ExecutionException.class, () -> pool.submit(() -> {
            Thread.sleep(1);
            throw new IllegalStateException("a task fails");
        }).get());
        Check.that(String.valueOf(failed.getCause()).contains("a task fails"), "the cause");
        end(pool);
        await(() -> life.stream().filter("started"::equals).count() == life.stream().filter("ended null"::equals).count(),
                "each worker that started has ended: " + life);
    }

    /** Workers that block as the pool is told of are made up for. */
    private static void managedBlocker() throws Exception {
        ForkJoinPool pool = new ForkJoinPool(2);
        CountDownLatch all = new CountDownLatch(6);
        List<Future<Boolean>> futures = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            futures.add(pool.submit(() -> {
                all.countDown();
                ForkJoinPool.managedBlock(new ForkJoinPool.ManagedBlocker() {
                    @Override
                    public boolean block() throws InterruptedException {
                        return all.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    }

                    @Override
                    public boolean isReleasable() {
                        return all.getCount() == 0;
                    }
                });
                return all.getCount() == 0;
            }));
        }
        for (Future<Boolean> future : futures) {
            Check.that(future.get(), "all tasks ran at once in a pool of two");
        }
        end(pool);
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition, String what) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            Check.that(System.nanoTime() - deadline < 0, what);
            Thread.sleep(1);
        }
    }
}
