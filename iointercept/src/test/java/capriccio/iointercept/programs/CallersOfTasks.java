package capriccio.iointercept.programs;

import static capriccio.iointercept.programs.Hop.hop;

import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CountedCompleter;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/** Tasks and the hooks of pools, barriers, publishers and synchronisers. */
@SuppressWarnings({"FutureReturnValueIgnored", "UnnecessaryAsync", "JavaUtilDate"}) // shapes to test
final class CallersOfTasks {
    private CallersOfTasks() {}

    static void addTo(Cases cases) {
        futures(cases);
        pools(cases);
        forks(cases);
        barriers(cases);
        others(cases);
    }

    private static void futures(Cases cases) {
        cases.add("CompletableFuture", () -> {
            CompletableFuture<Integer> f = CompletableFuture.supplyAsync(() -> hop(1))
                    .thenApply(x -> hop(x) + 1)
                    .thenCompose(x -> CompletableFuture.supplyAsync(() -> hop(x) + 1))
                    .thenCombine(CompletableFuture.completedFuture(10), (a, b) -> hop(a) + b)
                    .whenComplete((x, e) -> hop())
                    .handle((x, e) -> hop(x) + 1);
            Check.equal(f.get(), 14, "the result");
            Check.equal(f.thenApplyAsync(x -> hop(x) * 2).join(), 28, "the result");
            CompletableFuture<Integer> failed = CompletableFuture.supplyAsync(() -> {
                hop();
                throw new IllegalStateException("failed");
            });
            Check.equal(failed.exceptionally(e -> hop(-1)).get(), -1, "the result");
            Check.thrown(ExecutionException.class, failed::get);
        });
        cases.add("FutureTask", () -> {
            FutureTask<String> task = new FutureTask<>(() -> hop("done")) {
                @Override
                protected void done() {
                    hop();
                }
            };
            task.run();
            Check.equal(task.get(), "done", "the result");
            Callable<Object> callable = Executors.callable(() -> hop());
            Check.equal(callable.call(), null, "nothing");
        });
    }

    private static final class Watching extends ThreadPoolExecutor {
        final AtomicInteger seen = new AtomicInteger();

        Watching() {
            super(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1), r -> hop(new Thread(r, "watched")));
        }

        @Override
        protected void beforeExecute(Thread thread, Runnable task) {
            seen.addAndGet(hop(1));
        }

        @Override
        protected void afterExecute(Runnable task, Throwable thrown) {
            seen.addAndGet(hop(10));
        }

        @Override
        protected void terminated() {
            seen.addAndGet(hop(100));
        }
    }

    private static void pools(Cases cases) {
        cases.add("ThreadPoolExecutor", () -> {
            Watching pool = new Watching();
            AtomicInteger rejected = new AtomicInteger();
            pool.setRejectedExecutionHandler((task, p) -> rejected.addAndGet(hop(1)));
            CountDownLatch gate = new CountDownLatch(1);
            for (int i = 0; i < 4; i++) {
                pool.execute(() -> {
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
            gate.countDown();
            pool.shutdown();
            Check.that(pool.awaitTermination(30, TimeUnit.SECONDS), "terminated");
            Check.equal(rejected.get(), 2, "rejected");
            Check.equal(pool.seen.get(), 122, "seen");
        });
        cases.add("invokeAll and invokeAny", () -> {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            List<Callable<Integer>> tasks = List.of(() -> hop(1), () -> hop(2));
            Check.equal(pool.invokeAll(tasks).get(1).get(), 2, "the second");
            Check.between(pool.invokeAny(tasks), 1, 2, "any");
            ExecutorCompletionService<Integer> done = new ExecutorCompletionService<>(pool);
            done.submit(() -> hop(3));
            Check.equal(done.take().get(), 3, "the third");
            pool.shutdown();
        });
        cases.add("scheduled", () -> {
            ScheduledExecutorService pool = Executors.newSingleThreadScheduledExecutor();
            CountDownLatch twice = new CountDownLatch(2);
            pool.scheduleWithFixedDelay(() -> {
                hop();
                twice.countDown();
            }, 0, 1, TimeUnit.MILLISECONDS);
            twice.await();
            Check.equal(pool.schedule(() -> hop(5), 1, TimeUnit.MILLISECONDS).get(), 5, "the result");
            pool.shutdownNow();
        });
        cases.add("Timer", () -> {
            CountDownLatch ran = new CountDownLatch(2);
            Timer timer = new Timer(true);
            timer.schedule(new TimerTask() {
                @Override
                public void run() {
                    hop();
                    ran.countDown();
                }
            }, 0, 1);
            ran.await();
            timer.cancel();
        });
        cases.add("Executor", () -> {
            Executor direct = Runnable::run;
            int[] ran = new int[1];
            direct.execute(() -> ran[0] = hop(1));
            CompletableFuture.runAsync(() -> ran[0] += hop(1), direct).get();
            Check.equal(ran[0], 2, "runs");
        });
    }

    private static final class Fib extends RecursiveTask<Integer> {
        private static final long serialVersionUID = 1;
        private final int n;

        Fib(int n) {
            this.n = n;
        }

        @Override
        protected Integer compute() {
            if (hop(n) < 2) {
                return n;
            }
            Fib one = new Fib(n - 1);
            one.fork();
            return new Fib(n - 2).compute() + one.join();
        }
    }

    private static final class Counter extends CountedCompleter<Void> {
        private static final long serialVersionUID = 1;
        private final int depth;
        private final AtomicInteger count;

        Counter(CountedCompleter<?> parent, int depth, AtomicInteger count) {
            super(parent);
            this.depth = depth;
            this.count = count;
        }

        @Override
        public void compute() {
            if (depth > 0) {
                setPendingCount(2);
                new Counter(this, depth - 1, count).fork();
                new Counter(this, depth - 1, count).fork();
            }
            count.addAndGet(hop(1));
            tryComplete();
        }

        @Override
        public void onCompletion(CountedCompleter<?> caller) {
            count.addAndGet(hop(100));
        }
    }

    private static void forks(Cases cases) {
        cases.add("RecursiveTask", () -> Check.equal(new Fib(6).invoke(), 8, "the number"));
        cases.add("ForkJoinPool", () -> {
            ForkJoinPool pool = new ForkJoinPool(2);
            Check.equal(pool.invoke(new Fib(6)), 8, "the number");
            Check.equal(pool.submit(() -> hop(4)).get(), 4, "the number");
            pool.shutdown();
        });
        cases.add("CountedCompleter", () -> {
            AtomicInteger count = new AtomicInteger();
            new Counter(null, 2, count).invoke();
            Check.equal(count.get(), 707, "the count");
        });
        cases.add("ManagedBlocker", () -> {
            int[] blocked = new int[1];
            ForkJoinPool.managedBlock(new ForkJoinPool.ManagedBlocker() {
                @Override
                public boolean block() {
                    blocked[0] = hop(1);
                    return true;
                }

                @Override
                public boolean isReleasable() {
                    return hop(blocked[0] == 1);
                }
            });
            Check.equal(blocked[0], 1, "blocked");
        });
        cases.add("ConcurrentHashMap in parallel", () -> {
            ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
            for (int i = 0; i < 20; i++) {
                map.put(i, i);
            }
            Check.equal(map.reduceValues(4, (a, b) -> hop(a) + b), 190, "the sum");
            Check.equal(map.search(4, (key, v) -> hop(key) == 7 ? v : null), 7, "found");
            AtomicInteger sum = new AtomicInteger();
            map.forEach(4, (key, v) -> sum.addAndGet(hop(v)));
            Check.equal(sum.get(), 190, "the sum");
        });
    }

    private static void barriers(Cases cases) {
        cases.add("CyclicBarrier", () -> {
            AtomicInteger ran = new AtomicInteger();
            CyclicBarrier barrier = new CyclicBarrier(2, () -> ran.addAndGet(hop(1)));
            Thread other = new Thread(() -> await(barrier));
            other.start();
            await(barrier);
            other.join();
            Check.equal(ran.get(), 1, "runs");
        });
        cases.add("Phaser", () -> {
            AtomicInteger advanced = new AtomicInteger();
            Phaser phaser = new Phaser(1) {
                @Override
                protected boolean onAdvance(int phase, int parties) {
                    advanced.addAndGet(hop(1));
                    return false;
                }
            };
            phaser.arriveAndAwaitAdvance();
            phaser.arriveAndAwaitAdvance();
            Check.equal(advanced.get(), 2, "phases");
        });
        cases.add("AbstractQueuedSynchronizer", () -> {
            Latch latch = new Latch();
            Thread opener = new Thread(() -> latch.releaseShared(1));
            opener.start();
            latch.acquireShared(1);
            opener.join();
            Check.equal(latch.tryAcquireShared(1), 1, "open");
        });
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Latch extends AbstractQueuedSynchronizer {
        private static final long serialVersionUID = 1;

        @Override
        protected int tryAcquireShared(int ignored) {
            return hop(getState() == 0 ? -1 : 1);
        }

        @Override
        protected boolean tryReleaseShared(int ignored) {
            setState(hop(1));
            return true;
        }
    }

    private static void others(Cases cases) {
        cases.add("SubmissionPublisher", () -> {
            CountDownLatch done = new CountDownLatch(1);
            AtomicInteger sum = new AtomicInteger();
            try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>()) {
                publisher.subscribe(new Flow.Subscriber<>() {
                    private Flow.Subscription subscription;

                    @Override
                    public void onSubscribe(Flow.Subscription s) {
                        subscription = hop(s);
                        s.request(1);
                    }

                    @Override
                    public void onNext(Integer item) {
                        sum.addAndGet(hop(item));
                        subscription.request(1);
                    }

                    @Override
                    public void onError(Throwable e) {
                        done.countDown();
                    }

                    @Override
                    public void onComplete() {
                        hop();
                        done.countDown();
                    }
                });
                publisher.submit(1);
                publisher.submit(2);
            }
            done.await();
            Check.equal(sum.get(), 3, "the sum");
        });
        cases.add("UncaughtExceptionHandler", () -> {
            AtomicInteger seen = new AtomicInteger();
            Thread thread = new Thread(() -> {
                throw new IllegalStateException("uncaught");
            });
            thread.setUncaughtExceptionHandler((t, e) -> seen.set(hop(1)));
            thread.start();
            thread.join();
            Check.equal(seen.get(), 1, "seen");
            ThreadGroup group = new ThreadGroup("group") {
                @Override
                public void uncaughtException(Thread t, Throwable e) {
                    seen.addAndGet(hop(1));
                }
            };
            Thread second = new Thread(group, () -> {
                throw new IllegalStateException("uncaught");
            });
            second.start();
            second.join();
            Check.equal(seen.get(), 2, "seen");
        });
        cases.add("InheritableThreadLocal", () -> {
            InheritableThreadLocal<Integer> local = new InheritableThreadLocal<>() {
                @Override
                protected Integer childValue(Integer parent) {
                    return hop(parent) + 1;
                }
            };
            local.set(1);
            int[] seen = new int[1];
            Thread child = new Thread(() -> seen[0] = local.get());
            child.start();
            child.join();
            local.remove();
            Check.equal(seen[0], 2, "the child's");
        });
        cases.add("a thread's own run", () -> {
            int[] ran = new int[1];
            Thread thread = new Thread() {
                @Override
                public void run() {
                    ran[0] = hop(1);
                }
            };
            thread.start();
            thread.join();
            Check.equal(ran[0], 1, "runs");
        });
    }
}
