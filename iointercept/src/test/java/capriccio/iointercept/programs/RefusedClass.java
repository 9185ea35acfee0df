package capriccio.iointercept.programs;

import java.util.function.IntUnaryOperator;

/** One class of the program cannot be woven: its methods stand between frames that suspend. */
@SuppressWarnings("ThreadPriorityCheck") // to yield is the point
public final class RefusedClass {
    private static final int THREADS = 8;
    private static final int ROUNDS = 20;

    private RefusedClass() {}

    public static void main(String[] args) {
        new Cases()
                .add("between", RefusedClass::between)
                .add("blocks", RefusedClass::blocks)
                .add("locks", RefusedClass::locks)
                .add("throwing", RefusedClass::throwing)
                .run(args);
    }

    /** Under the agent the test has this one refused. */
    static class Refused {
        int value;
        private int locked;

        Refused(IntUnaryOperator first) {
            value = first.applyAsInt(1);
        }

        int call(IntUnaryOperator next, int x) {
            int kept = x * 2;
            return next.applyAsInt(x) + kept;
        }

        static long sleepAndCount(long n) throws InterruptedException {
            double half = n / 2.0;
            Thread.sleep(1);
            return (long) (half * 2) + 1;
        }

        synchronized void increment() throws InterruptedException {
            int seen = locked;
            Thread.sleep(1);
            locked = seen + 1;
            notifyAll();
        }

        synchronized void awaitValue(int wanted) throws InterruptedException {
            while (locked < wanted) {
                wait();
            }
        }
    }

    /** A woven frame, one that is not, a woven one that suspends. */
    private static void between() throws Exception {
        each(() -> {
            Refused refused = new Refused(RefusedClass::slowly);
            Check.equal(refused.value, 2, "made");
            for (int i = 0; i < ROUNDS; i++) {
                Check.equal(refused.call(RefusedClass::slowly, i), 3 * i + 1, "result");
            }
        });
    }

    private static int slowly(int x) {
        Thread.yield();
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return x + 1;
    }

    private static void blocks() throws Exception {
        each(() -> Check.equal(Refused.sleepAndCount(7), 8L, "count"));
    }

    private static void locks() throws Exception {
        Refused shared = new Refused(x -> x);
        Crew crew = new Crew();
        crew.start("waiter", () -> shared.awaitValue(THREADS * ROUNDS * 2));
        for (int t = 0; t < THREADS; t++) {
            crew.start("locker-" + t, () -> {
                for (int i = 0; i < ROUNDS; i++) {
                    shared.increment();
                    synchronized (shared) {
                        int seen = shared.locked;
                        Thread.yield();
                        shared.locked = seen + 1;
                        shared.notifyAll();
                    }
                }
            });
        }
        crew.join();
        Check.equal(shared.locked, THREADS * ROUNDS * 2, "count");
    }

    private static void throwing() throws Exception {
        each(() -> {
            Refused refused = new Refused(x -> x);
            for (int i = 0; i < ROUNDS; i++) {
                IllegalStateException e = Check.thrown(
                        IllegalStateException.class,
                        () -> refused.call(
                                x -> {
                                    Thread.yield();
                                    throw new IllegalStateException("after " + slowly(x));
                                },
                                1));
                Check.equal(e.getMessage(), "after 2", "message");
            }
            Check.thrown(IllegalStateException.class, () -> new Refused(x -> {
                throw new IllegalStateException("in the constructor");
            }));
            Thread.sleep(1);
        });
    }

    private static void each(Check.Body body) throws Exception {
        Crew crew = new Crew();
        for (int t = 0; t < THREADS; t++) {
            crew.start("caller-" + t, body);
        }
        crew.join();
    }
}
