package capriccio.continuations.runtime;

/**
 * Brackets around native calls that may block their OS thread: files, name look-ups. Called by woven code, hence public.
 * No frame is left, so that it serves whatever is below.
 *
 * <p>A call that is likely to take long has another carrier take over at once, at most {@link Scheduler#handOverAtMost}
 * at a time; any other is made as it is, which costs two looks at the clock, and if it lasts longer than a quantum all
 * the same, the timer has another carrier take over then. Likely is what is known to wait ({@link #enterLong}); and while
 * operations on files took longer than {@link #SLOW_NANOS} in the mean of late, each of them. So what the page cache
 * holds costs nothing, and a slow disk is used by many at once.
 */
public final class Blocking {
    /** Some ten times what it costs to have another carrier take over. */
    private static final long SLOW_NANOS = 50_000;
    /** One operation alone must not make the next ones count as slow. */
    private static final long MOST_NANOS = 500_000;

    private static final int WEIGHT = 4;

    /** Nanoseconds, exponentially weighted; racy on purpose: an estimate. */
    private static long mean;

    private Blocking() {}

    /** Before an operation on a file. */
    public static void enter() {
        Carrier c = Carrier.current();
        if (c != null) {
            begin(c, mean > SLOW_NANOS);
        }
    }

    /** Before a call that waits for the world outside, as a rule. */
    public static void enterLong() {
        Carrier c = Carrier.current();
        if (c != null) {
            begin(c, true);
            c.handsOver |= 2;
        }
    }

    /** Behind either, however it ended. */
    public static void exit() {
        Carrier c = Carrier.current();
        if (c != null && c.nativeDepth > 0 && --c.nativeDepth == 0) {
            if ((c.handsOver & 2) == 0) {
                long took = System.nanoTime() - c.nativeSince;
                mean += (Math.min(took, MOST_NANOS) - mean) >> WEIGHT;
            }
            end(c);
        }
    }

    /**
     * The mounted thread has left its carrier between the two: with the JDK's continuations the JVM takes it off at a monitor.
     * It may go on elsewhere, where {@link #exit} finds nothing to end; this carrier does not block any more.
     */
    static void onUnmount(Carrier c) {
        c.nativeDepth = 0;
        end(c);
    }

    private static void begin(Carrier c, boolean likely) {
        UserThread u = c.mounted;
        if (u == null || c.unwinding || c.nativeDepth++ > 0) {
            return;
        }
        Scheduler s = u.scheduler;
        // Before it is so: the JVM may take the thread off this carrier in the middle, at a monitor, for onUnmount to undo.
        c.handsOver = 1;
        if ((!likely && s.quantum() != null) || !s.tryHandOver(c)) {
            c.handsOver = 0;
            c.turn.blocks = true;
        }
        c.nativeSince = System.nanoTime();
    }

    private static void end(Carrier c) {
        UserThread u = c.mounted;
        if ((c.handsOver & 1) != 0) {
            if (u != null) {
                u.scheduler.takeBack(c);
            }
            return;
        }
        BriefWait.end(c, c.nativeSince);
    }
}
