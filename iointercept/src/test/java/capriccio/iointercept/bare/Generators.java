package capriccio.iointercept.bare;

import capriccio.continuations.runtime.Continuation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Bare continuations on user threads: generators that yield, throw, sleep, nest and move. */
@SuppressWarnings("ThreadPriorityCheck") // the thread itself suspends between two yields of its continuation
public final class Generators {
    private static final int DEPTH = 50;

    private Generators() {}

    public static void main(String[] args) throws Exception {
        List<Throwable> failures = new ArrayList<>();
        Thread thread = new Thread(Generators::all, "generators");
        thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
        thread.start();
        thread.join();
        for (Throwable failure : failures) {
            throw new IllegalStateException(failure);
        }
        refused("user threads only", () -> new Continuation(() -> {}).run());
        System.out.println("OK");
    }

    private static void all() {
        values();
        throwsToItsCaller();
        sleeps();
        nests();
        refuses();
        manyThreads();
    }

    /** Walks a tree of recursion and yields a value at each node. */
    private static void values() {
        List<Integer> out = new ArrayList<>();
        Continuation walk = new Continuation(() -> walk(1, out));
        int runs = 0;
        while (!walk.run()) {
            runs++;
            that(out.size() == runs, "one value for each run");
        }
        that(walk.isDone(), "it has ended");
        that(runs == DEPTH && out.get(DEPTH - 1) == DEPTH, "all values, in order");
        that(out.size() == 2 * DEPTH && out.get(DEPTH) == -DEPTH, "finally blocks run on the way back");
    }

    private static void walk(int n, List<Integer> out) {
        if (n > DEPTH) {
            return;
        }
        try {
            out.add(n);
            Continuation.yield();
            walk(n + 1, out);
        } finally {
            out.add(-n);
        }
    }

    private static void throwsToItsCaller() {
        Continuation k = new Continuation(() -> {
            try {
                Continuation.yield();
            } finally {
                Continuation.yield();
            }
            throw new IllegalArgumentException("after two yields");
        });
        that(!k.run(), "the first yield");
        that(!k.run(), "the second, in finally");
        try {
            k.run();
            that(false, "the exception is lost");
        } catch (IllegalArgumentException e) {
            that("after two yields".equals(e.getMessage()) && k.isDone(), "the body's own exception, at its end");
        }
    }

    /** What suspends the thread suspends it with its continuations, which nobody sees. */
    private static void sleeps() {
        StringBuilder log = new StringBuilder();
        Continuation k = new Continuation(() -> {
            for (int i = 0; i < 5; i++) {
                nap();
                log.append(i);
                Continuation.yield();
                synchronized (log) {
                    nap();
                }
            }
        });
        while (!k.run()) {
            nap();
            log.append('.');
        }
        that("0.1.2.3.4.".contentEquals(log), log.toString());
    }

    private static void nests() {
        List<String> log = new ArrayList<>();
        Continuation outer = new Continuation(() -> {
            Continuation inner = new Continuation(() -> {
                log.add("a");
                nap();
                Continuation.yield();
                log.add("b");
            });
            that(!inner.run(), "the inner yields to the outer");
            log.add("x");
            Continuation.yield();
            nap();
            that(inner.run(), "the inner ends");
            log.add("y");
        });
        that(!outer.run(), "the outer yields");
        log.add("1");
        that(outer.run(), "the outer ends");
        that(log.equals(List.of("a", "x", "1", "b", "y")), log.toString());
    }

    private static void refuses() {
        refused("needs a running continuation", Continuation::yield);
        Continuation done = new Continuation(() -> {});
        that(done.run(), "it ends at once");
        refused("has ended", done::run);
        Continuation[] self = new Continuation[1];
        self[0] = new Continuation(() -> refused("is running", self[0]::run));
        that(self[0].run(), "it goes on after the refusal");
        Continuation classes = new Continuation(() -> that(Pinned.value == 1, "it goes on after the refusal"));
        that(classes.run(), "and ends");
    }

    /** Yields in its initialiser, whose frame is the JVM's. */
    private static final class Pinned {
        static int value = refusedHere();

        private static int refusedHere() {
            try {
                Continuation.yield();
                return 0;
            } catch (IllegalStateException e) {
                return 1;
            }
        }
    }

    /** Pipelines of generators, each thread with its own, handing on by a queue. */
    private static void manyThreads() {
        int threads = 50;
        BlockingQueue<Integer> sums = new ArrayBlockingQueue<>(5);
        for (int i = 0; i < threads; i++) {
            new Thread(() -> {
                        int[] sum = {0};
                        Continuation k = new Continuation(() -> {
                            for (int j = 0; j < 100; j++) {
                                sum[0] += j;
                                if (j % 3 == 0) {
                                    Thread.yield();
                                }
                                Continuation.yield();
                            }
                        });
                        while (!k.run()) {
                            Thread.yield();
                        }
                        put(sums, sum[0]);
                    })
                    .start();
        }
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(take(sums));
        }
        all.sort(Comparator.naturalOrder());
        that(all.get(0) == 4950 && all.get(threads - 1) == 4950, all.toString());
    }

    private static void refused(String why, Runnable r) {
        try {
            r.run();
        } catch (IllegalStateException e) {
            that(e.getMessage().contains(why), e.getMessage());
            return;
        }
        that(false, "not refused: " + why);
    }

    private static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("does not hold: " + what);
        }
    }

    private static void nap() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void put(BlockingQueue<Integer> queue, int value) {
        try {
            queue.put(value);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int take(BlockingQueue<Integer> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
