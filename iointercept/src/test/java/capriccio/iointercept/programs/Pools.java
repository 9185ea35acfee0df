package capriccio.iointercept.programs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Executors, futures and their ends. */
public final class Pools {
    private static final int TASKS = 200;

    private Pools() {}

    public static void main(String[] args) {
        new Cases()
                .add("fixed", () -> sum(Executors.newFixedThreadPool(8)))
                .add("single", () -> sum(Executors.newSingleThreadExecutor()))
                .add("cached", () -> sum(Executors.newCachedThreadPool()))
                .add("workStealing", () -> sum(Executors.newWorkStealingPool(4)))
                .add("invokeAllAndAny", Pools::invokeAllAndAny)
                .add("failureAndTimeout", Pools::failureAndTimeout)
                .add("shutdownNow", Pools::shutdownNow)
                .add("scheduled", Pools::scheduled)
                .add("timer", Pools::timer)
                .add("forkJoin", Pools::forkJoin)
                .add("completableChain", Pools::completableChain)
                .add("completableJoin", Pools::completableJoin)
                .add("completableFailure", Pools::completableFailure)
                .run(args);
    }

    private static void sum(ExecutorService pool) throws Exception {
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            int value = i;
            futures.add(pool.submit(() -> slowly(value)));
        }
        long sum = 0;
        for (Future<Integer> future : futures) {
            sum += future.get(50, TimeUnit.SECONDS);
        }
        Check.equal(sum, (long) TASKS * (TASKS - 1) / 2, "sum of results");
        end(pool);
    }

    private static void invokeAllAndAny() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(5);
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int value = i;
            tasks.add(() -> slowly(value));
        }
        List<Integer> results = new ArrayList<>();
        for (Future<Integer> future : pool.invokeAll(tasks)) {
            Check.that(future.isDone(), "done once invokeAll returns");
            results.add(future.get());
        }
        for (int i = 0; i < 20; i++) {
            Check.equal(results.get(i), i, "result in order");
        }
        Check.between(pool.invokeAny(tasks), 0, 19, "result of any");
        end(pool);
    }

    private static void failureAndTimeout() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Future<Integer> failing = pool.submit(() -> {
            Thread.sleep(1);
            throw new IllegalStateException("task failed");
        });
        Throwable cause = Check.thrown(ExecutionException.class, failing::get).getCause();
        Check.equal(cause.getMessage(), "task failed", "cause");
        Future<Integer> slow = pool.submit(() -> {
            Thread.sleep(60_000);
            return 0;
        });
        Check.thrown(TimeoutException.class, () -> slow.get(50, TimeUnit.MILLISECONDS));
        Check.that(slow.cancel(true), "cancelled");
        Check.that(slow.isCancelled(), "is cancelled");
        end(pool);
    }

    private static void shutdownNow() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        CountDownLatch asleep = new CountDownLatch(4);
        AtomicInteger interrupted = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            pool.execute(() -> {
                asleep.countDown();
                try {
                    Thread.sleep(100_000);
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                }
            });
        }
        asleep.await();
        Check.equal(pool.shutdownNow().size(), 6, "tasks never started");
        Check.that(pool.awaitTermination(50, TimeUnit.SECONDS), "terminated");
        Check.equal(interrupted.get(), 4, "tasks interrupted");
    }

    private static void scheduled() throws Exception {
        ScheduledExecutorService pool = Executors.newScheduledThreadPool(2);
        long start = System.nanoTime();
        ScheduledFuture<String> once = pool.schedule(() -> "late", 100, TimeUnit.MILLISECONDS);
        CountDownLatch ticks = new CountDownLatch(10);
        ScheduledFuture<?> ticking = pool.scheduleAtFixedRate(ticks::countDown, 5, 5, TimeUnit.MILLISECONDS);
        ScheduledFuture<?> delayed = pool.scheduleWithFixedDelay(ticks::countDown, 5, 5, TimeUnit.MILLISECONDS);
        Check.equal(once.get(), "late", "result");
        Check.between((System.nanoTime() - start) / 1_000_000, 99, 20_000, "milliseconds of delay");
        Check.that(ticks.await(50, TimeUnit.SECONDS), "ticks came");
        Check.that(ticking.cancel(false) && delayed.cancel(false), "ticking was cancelled");
        end(pool);
    }

    private static void timer() throws Exception {
        Timer timer = new Timer("timer", false);
        CountDownLatch ticks = new CountDownLatch(5);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        ticks.countDown();
                    }
                },
                10,
                10);
        Check.that(ticks.await(50, TimeUnit.SECONDS), "ticks came");
        timer.cancel();
    }

    private static void forkJoin() throws Exception {
        ForkJoinPool pool = new ForkJoinPool(4);
        Check.equal(pool.invoke(new RangeSum(0, 10_000)), 49_995_000L, "sum by an own pool");
        Check.equal(ForkJoinPool.commonPool().invoke(new RangeSum(0, 1_000)), 499_500L, "sum by the common pool");
        Check.equal(pool.submit(() -> slowly(7)).get(), 7, "result of a blocking task");
        end(pool);
    }

    private static void completableChain() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        CompletableFuture<Integer> sum = CompletableFuture.supplyAsync(() -> slowly(20), pool)
                .thenApply(x -> x + 1)
                .thenApplyAsync(x -> slowly(x) * 2, pool)
                .thenCombine(CompletableFuture.supplyAsync(() -> slowly(100)), Integer::sum)
                .thenCompose(x -> CompletableFuture.supplyAsync(() -> slowly(x) + 1_000, pool));
        Check.equal(sum.get(50, TimeUnit.SECONDS), 1_142, "result of the chain");
        CompletableFuture<String> late = new CompletableFuture<String>().completeOnTimeout("late", 50, TimeUnit.MILLISECONDS);
        Check.equal(late.join(), "late", "completed on timeout");
        end(pool);
    }

    /** Many threads join futures that other threads complete. */
    private static void completableJoin() throws Exception {
        Crew crew = new Crew();
        List<Integer> results = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 100; i++) {
            int value = i;
            CompletableFuture<Integer> future = new CompletableFuture<>();
            crew.start("joiner-" + i, () -> results.add(future.join()));
            crew.start("completer-" + i, () -> future.complete(slowly(value)));
        }
        crew.join();
        Check.equal(results.stream().mapToInt(Integer::intValue).sum(), 4_950, "sum of results");
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int value = i;
            all.add(CompletableFuture.supplyAsync(() -> slowly(value)));
        }
        CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).join();
        Check.equal(all.stream().mapToInt(CompletableFuture::join).sum(), 1_225, "sum of all");
    }

    private static void completableFailure() {
        CompletableFuture<Integer> failing = CompletableFuture.supplyAsync(() -> {
            throw new IllegalStateException("stage " + slowly(1));
        });
        Throwable cause = Check.thrown(CompletionException.class, failing::join).getCause();
        Check.equal(cause.getMessage(), "stage 1", "cause");
        Check.equal(failing.exceptionally(e -> -1).join(), -1, "recovered");
    }

    private static int slowly(int value) {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return value;
    }

    private static void end(ExecutorService pool) throws InterruptedException {
        pool.shutdown();
        Check.that(pool.awaitTermination(50, TimeUnit.SECONDS), "the pool terminates");
        Check.that(pool.isTerminated(), "the pool is terminated");
    }

    private static final class RangeSum extends RecursiveTask<Long> {
        private static final long serialVersionUID = 1;

        private final int from;
        private final int to;

        RangeSum(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        protected Long compute() {
            if (to - from <= 100) {
                long sum = 0;
                for (int i = from; i < to; i++) {
                    sum += i;
                }
                return sum;
            }
            int middle = (from + to) / 2;
            RangeSum left = new RangeSum(from, middle);
            left.fork();
            return new RangeSum(middle, to).compute() + left.join();
        }
    }
}
