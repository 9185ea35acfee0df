package capriccio.iointercept.programs;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Pairs of threads on every common blocking queue deliver everything, in order. */
public final class Queues {
    private static final int PAIRS = 50;
    private static final int ITEMS = 200;

    private Queues() {}

    public static void main(String[] args) {
        new Cases()
                .add("synchronousPairs", () -> pairs(SynchronousQueue::new))
                .add("fairSynchronousPairs", () -> pairs(() -> new SynchronousQueue<>(true)))
                .add("arrayPairs", () -> pairs(() -> new ArrayBlockingQueue<>(3)))
                .add("linkedPairs", () -> pairs(() -> new LinkedBlockingQueue<>(3)))
                .add("transferPairs", () -> pairs(LinkedTransferQueue::new))
                .add("synchronousShared", () -> shared(new SynchronousQueue<>()))
                .add("arrayShared", () -> shared(new ArrayBlockingQueue<>(5)))
                .add("linkedShared", () -> shared(new LinkedBlockingQueue<>()))
                .add("transferShared", () -> shared(new LinkedTransferQueue<>()))
                .add("priorityShared", () -> shared(new PriorityBlockingQueue<>()))
                .add("transferWaits", Queues::transferWaits)
                .add("timedPoll", Queues::timedPoll)
                .add("ring", Queues::ring)
                .run(args);
    }

    private static void pairs(Supplier<BlockingQueue<Integer>> maker) throws Exception {
        Crew crew = new Crew();
        for (int p = 0; p < PAIRS; p++) {
            BlockingQueue<Integer> queue = maker.get();
            crew.start("producer-" + p, () -> {
                for (int i = 0; i < ITEMS; i++) {
                    queue.put(i);
                }
            });
            crew.start("consumer-" + p, () -> {
                for (int i = 0; i < ITEMS; i++) {
                    Check.equal(queue.take(), i, "item in order");
                }
            });
        }
        crew.join();
    }

    private static void shared(BlockingQueue<Integer> queue) throws Exception {
        AtomicLong sum = new AtomicLong();
        Crew crew = new Crew();
        for (int p = 0; p < PAIRS; p++) {
            int first = p * ITEMS;
            crew.start("consumer-" + p, () -> {
                for (int i = 0; i < ITEMS; i++) {
                    Integer item = i % 2 == 0 ? queue.take() : queue.poll(50, TimeUnit.SECONDS);
                    sum.addAndGet(item);
                }
            });
            crew.start("producer-" + p, () -> {
                for (int i = 0; i < ITEMS; i++) {
                    if (i % 2 == 0) {
                        queue.put(first + i);
                    } else {
                        Check.that(queue.offer(first + i, 50, TimeUnit.SECONDS), "offered in time");
                    }
                }
            });
        }
        crew.join();
        long total = (long) PAIRS * ITEMS;
        Check.equal(sum.get(), total * (total - 1) / 2, "sum of items");
        Check.equal(queue.size(), 0, "left over");
    }

    private static void transferWaits() throws Exception {
        LinkedTransferQueue<String> queue = new LinkedTransferQueue<>();
        AtomicLong takenAt = new AtomicLong();
        Crew crew = new Crew();
        crew.start("taker", () -> {
            Thread.sleep(100);
            takenAt.set(System.nanoTime());
            Check.equal(queue.take(), "gift", "item");
        });
        queue.transfer("gift");
        Check.that(takenAt.get() != 0, "transfer returns only once the item is taken");
        crew.join();
    }

    private static void timedPoll() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < 50; i++) {
            BlockingQueue<String> queue = i % 2 == 0 ? new SynchronousQueue<>() : new LinkedBlockingQueue<>();
            crew.start("poller-" + i, () -> {
                long start = System.nanoTime();
                Check.equal(queue.poll(80, TimeUnit.MILLISECONDS), null, "nothing to poll");
                Check.between((System.nanoTime() - start) / 1_000_000, 79, 20_000, "milliseconds waited");
            });
        }
        crew.join();
    }

    /** A token goes round through many threads. */
    private static void ring() throws Exception {
        int size = 200;
        int laps = 20;
        Crew crew = new Crew();
        BlockingQueue<Integer> first = new ArrayBlockingQueue<>(1);
        BlockingQueue<Integer> in = first;
        for (int i = 0; i < size - 1; i++) {
            BlockingQueue<Integer> from = in;
            BlockingQueue<Integer> to = new ArrayBlockingQueue<>(1);
            crew.start("ring-" + i, () -> {
                for (int lap = 0; lap < laps; lap++) {
                    to.put(from.take() + 1);
                }
            });
            in = to;
        }
        for (int lap = 0; lap < laps; lap++) {
            first.put(0);
            Check.equal(in.take(), size - 1, "token after a lap");
        }
        crew.join();
    }
}
