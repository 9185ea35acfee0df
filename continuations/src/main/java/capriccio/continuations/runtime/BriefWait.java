package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * How a pinned thread waits where it is likely not to take long: for a lock whose owner runs on another carrier, or has
 * just lost its processor. To have another carrier take over costs more than to look a while, and that one may come to
 * wait for the same lock: a convoy of carriers, each of which takes processor time from the owner.
 */
final class BriefWait {
    /** Looks for the permit before the carrier blocks; then those that give up the processor in between, for a while. */
    private static final int SPINS = 64;

    private static final int YIELDS = 16;
    /** On a busy machine one yield alone may take milliseconds. */
    private static final long MOST_NANOS = 50_000;

    private BriefWait() {}

    /** True if {@code u}, the calling thread, has got its permit, and used it. */
    static boolean isOver(UserThread u) {
        for (int i = 0; i < SPINS; i++) {
            if (u.takePermit()) {
                return true;
            }
            Thread.onSpinWait();
        }
        long since = System.nanoTime();
        for (int i = 0; i < YIELDS && System.nanoTime() - since < MOST_NANOS; i++) {
            Scheduler.osYield();
            if (u.takePermit()) {
                return true;
            }
        }
        return false;
    }

    /**
     * True if {@code u} waits to enter a monitor whose owner runs, or was just handed it on a carrier of its own: nobody takes
     * over then, but for the timer, after a quantum. So an owner that blocks meanwhile goes on, for carriers do not run out.
     */
    static boolean isLikely(UserThread u) {
        Object monitor = u.entering;
        Scheduler s = u.scheduler;
        if (monitor == null || s.quantum() == null) {
            return false;
        }
        Thread owner = MonitorTable.ownerOf(monitor);
        UserThread other = owner == null ? null : s.host().userThread(owner);
        return other != null && (other.isRunning() || (other.isPinned() && other.entering == monitor)); // or wakes to run
    }

    /** The caller is about to block its carrier, and the timer may have another take over. Returns when that was. */
    static long begin(Carrier c) {
        c.turn.blocks = true;
        return System.nanoTime();
    }

    /** Behind {@link #begin}. */
    static void end(Carrier c, long since) {
        c.turn.blocks = c.nativeDepth > 0;
        Quantum q = c.quantum();
        if (q != null && System.nanoTime() - since >= q.length()) {
            c.turn.flip(); // a new turn: the timer takes the other carrier's place back
            c.turn.flip();
        }
    }
}
