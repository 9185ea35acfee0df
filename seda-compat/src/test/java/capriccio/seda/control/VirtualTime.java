package capriccio.seda.control;

import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that moves from one scheduled action to the next. For one thread. */
final class VirtualTime implements TimeSource {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long START_MILLIS = 1_000_000; // a wall clock is not 0

    private final PriorityQueue<Scheduled> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Scheduled::at).thenComparingLong(Scheduled::order));
    private long now = START_MILLIS * NANOS_PER_MILLI;
    private long order;

    private record Scheduled(long at, long order, Runnable action) {}

    @Override
    public long millis() {
        return now / NANOS_PER_MILLI;
    }

    @Override
    public long nanos() {
        return now;
    }

    /** Milliseconds since the simulation began. */
    double elapsed() {
        return (double) now / NANOS_PER_MILLI - START_MILLIS;
    }

    void after(double millis, Runnable action) {
        agenda.add(new Scheduled(now + Math.max(1, (long) (millis * NANOS_PER_MILLI)), order++, action));
    }

    void every(double millis, Runnable action) {
        after(millis, () -> {
            action.run();
            every(millis, action);
        });
    }

    /** Runs what is due until so many milliseconds after the beginning. */
    void runUntil(double millis) {
        long end = (long) ((START_MILLIS + millis) * NANOS_PER_MILLI);
        while (!agenda.isEmpty() && agenda.element().at() <= end) {
            Scheduled next = agenda.remove();
            now = next.at();
            next.action().run();
        }
        now = end;
    }
}
