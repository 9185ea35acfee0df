package capriccio.continuations.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The timer of preemption: one daemon thread that asks a carrier's thread to yield when it has run for a quantum while
 * others wait. It looks at the poller and the timers for carriers that are too busy to do so, and sleeps while no
 * carrier is active. If it dies it is started again; if that fails too, threads run until they block, and a line on
 * standard error says so.
 */
final class Quantum implements Runnable {
    /** Looks without an active carrier before the timer goes to sleep: waking it costs a carrier a system call. */
    private static final int IDLE_TICKS = 20;
    /** How often the timer is started again after a failure. */
    private static final int RESTARTS = 3;

    private final Scheduler scheduler;
    private final long quantum;
    private final long tick;
    private final List<Turn> turns = new ArrayList<>(); // guarded by itself
    /** Carriers that are replaced while they block. */
    private int stuck; // guarded by turns

    private volatile @Nullable Thread thread;
    /** Written before {@link Turn#active} is read here; a carrier writes and reads in the other order. */
    private volatile boolean asleep;

    private int failures; // of the timer thread of the moment

    Quantum(Scheduler scheduler, long nanos) {
        this.scheduler = scheduler;
        this.quantum = nanos;
        this.tick = Math.max(nanos / 2, 250_000);
    }

    /** In nanoseconds. */
    long length() {
        return quantum;
    }

    void start() {
        Thread t = new Thread(RuntimeThreads.group(), this, "capriccio-quantum", 0, false);
        t.setDaemon(true);
        thread = t;
        t.start();
    }

    void watch(Carrier carrier) {
        carrier.turn.carrier = carrier;
        synchronized (turns) {
            turns.add(carrier.turn);
        }
    }

    void forget(Turn turn) {
        synchronized (turns) {
            turns.remove(turn);
            unstick(turn);
        }
        turn.takeRequest();
    }

    /** The carrier has something to do again. */
    void onActive(Turn turn) {
        turn.active = true;
        if (asleep) {
            Thread t = thread;
            if (t != null) {
                scheduler.host().unpark(t);
            }
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                watchWhileThereIsHeap();
            }
        } catch (Throwable t) {
            onFailure(t);
        }
    }

    /** A full heap is no failure of the timer's: it misses a tick. To start it anew would need more heap. */
    private void watchWhileThereIsHeap() {
        try {
            watchForEver();
        } catch (OutOfMemoryError e) {
            asleep = false;
            Thread.onSpinWait(); // to park may be what has failed
        }
    }

    private void onFailure(Throwable cause) {
        asleep = false;
        thread = null;
        if (++failures <= RESTARTS) {
            try {
                start();
                return;
            } catch (Throwable again) {
                System.err.println("[capriccio] preemption is off: its timer cannot be started again: " + again);
                return;
            }
        }
        System.err.println("[capriccio] preemption is off: its timer failed " + failures + " times, the last with " + cause);
    }

    private void watchForEver() {
        int idle = 0;
        while (true) {
            if (look(System.nanoTime())) {
                idle = 0;
            } else if (++idle >= IDLE_TICKS) {
                sleep();
                idle = 0;
            }
            scheduler.host().park(true, tick);
        }
    }

    /** True if some carrier is active. */
    private boolean look(long now) {
        boolean active = false;
        boolean workLooked = false;
        boolean work = false;
        synchronized (turns) {
            for (int i = 0; i < turns.size(); i++) {
                Turn turn = turns.get(i);
                active |= turn.active;
                if (turn.number() != turn.seen) {
                    unstick(turn);
                    turn.takeRequest(); // it came too late for whom it was meant, and the carrier may sleep by now
                }
                if (hasOverrun(turn, now)) {
                    stickIfBlocked(turn, now);
                    if (!workLooked) {
                        workLooked = true;
                        work = othersWait();
                    }
                    if (work) {
                        turn.ask();
                    }
                }
            }
        }
        return active;
    }

    /**
     * A carrier that waits for a real monitor, whose owner may need a carrier to go on, or says that it blocks, is
     * replaced meanwhile. Each one more takes a quantum longer: those who replace the first often come to wait for the same
     * lock, a class loader's, and to have a hundred of them wait gains nothing. It has an end all the same.
     */
    private void stickIfBlocked(Turn turn, long now) {
        Thread carrier = turn.carrier;
        if (!turn.stuck && carrier != null && now - turn.seenAt >= (1L + stuck) * quantum
                && (turn.blocks || carrier.getState() == Thread.State.BLOCKED)) {
            turn.stuck = true;
            stuck++;
            scheduler.onStuck();
        }
    }

    private void unstick(Turn turn) {
        if (turn.stuck) {
            turn.stuck = false;
            stuck--;
            scheduler.onUnstuck();
        }
    }

    private boolean hasOverrun(Turn turn, long now) {
        int number = turn.number();
        if (number != turn.seen) {
            turn.seen = number;
            turn.seenAt = now;
            return false;
        }
        return (number & 1) != 0 && now - turn.seenAt >= quantum;
    }

    /** Busy carriers do not look at descriptors and deadlines; whoever is ready there waits as well. */
    private boolean othersWait() {
        scheduler.pollNow();
        return scheduler.policy().hasWork();
    }

    private void sleep() {
        asleep = true;
        if (!anyActive()) {
            scheduler.host().park(false, 0);
        }
        asleep = false;
    }

    private boolean anyActive() {
        synchronized (turns) {
            for (int i = 0; i < turns.size(); i++) {
                if (turns.get(i).active) {
                    return true;
                }
            }
        }
        return false;
    }

    /** True while the timer waits for a carrier to become active; for tests. */
    boolean isAsleep() {
        return asleep;
    }
}
