package capriccio.blockinggraph.limit;

import org.jspecify.annotations.Nullable;

/** Finds how much of a resource may be in use, and says when threads must be held back. Of one thread alone. */
public final class LimitFinder {
    /*
     * The limit goes down by CUT, to below what was in use, at the first sign of thrashing (strain 1), and up by a STEP
     * while it is in demand and there is no sign (strain below CALM): between the two it stays. Where it last thrashed is
     * remembered as the knee: near it steps are small, so that the limit creeps up to it rather than jumping over it again
     * and again; once well past it without a sign, the load has changed, and the knee is forgotten. After each change it
     * waits for the effect.
     *
     * Threads are held back from the limit on until what is in use has fallen to a part of it (hysteresis).
     */
    private static final double CUT = 0.85;
    private static final double STEP = 0.05;
    private static final double SMALL_STEP = 0.01;
    private static final double CALM = 0.7;
    /** In demand: so much of the limit is in use. */
    private static final double IN_DEMAND = 0.9;
    /** The part of the knee from which on steps are small, and the one at which the knee is forgotten. */
    private static final double NEAR_KNEE = 0.85;

    private static final double PAST_KNEE = 1.2;
    /** The part of the limit down to which threads are held back. */
    private static final double ADMIT = 0.95;
    /** The part of the limit from which on nodes are told apart by what they take. */
    private static final double CLOSE = 0.7;

    private static final long SETTLE_NANOS = 1_000_000_000;
    private static final long RAISE_NANOS = 250_000_000;
    /** A resource that was below its limit for so long has left it; before, it only breathes. */
    private static final long LEFT_NANOS = 1_000_000_000;

    /** So many wrong readings in a row, and the gauge is not trusted: sums that race may be off for a moment. */
    private static final int WRONG_READINGS = 3;
    /** So long the same reading, to the last bit, while so many threads went that should have changed it. */
    private static final long STUCK_NANOS = 10_000_000_000L;

    private static final int STUCK_THREADS = 100;

    private final String resource;
    private final Gauge gauge;
    private final double least;
    private final double most;
    private final Journal journal;

    private double limit;
    private double knee = Double.POSITIVE_INFINITY;
    private double used;
    private double strain;
    private boolean full;
    /** The last time when it was; meaningful while {@link #toldFull}. */
    private long fullAt;

    private boolean toldFull;
    private boolean begun;
    private long changedAt;

    private int wrongReadings;
    private long sameSince;
    private long sameThreads;
    private @Nullable String fault;

    /**
     * @param least the limit never goes below
     * @param most nor above; where both are equal, it is given and not searched for
     */
    public LimitFinder(String resource, Gauge gauge, double least, double most, Journal journal) {
        if (!(least > 0 && least <= most)) {
            throw new IllegalArgumentException("limits of " + resource + " from " + least + " to " + most);
        }
        this.resource = resource;
        this.gauge = gauge;
        this.least = least;
        this.most = most;
        this.journal = journal;
        limit = most;
    }

    /**
     * Reads the gauge and decides.
     *
     * @param threads that were let go since the last call and take some, as predicted
     */
    public void tick(long now, long threads) {
        if (fault != null) {
            return;
        }
        double newUsed = gauge.used();
        double newStrain = gauge.strain();
        if (!begun) {
            begun = true;
            changedAt = now - SETTLE_NANOS;
            sameSince = now;
        }
        if (isWrong(newUsed) || isWrong(newStrain)) {
            if (++wrongReadings >= WRONG_READINGS) {
                distrust(now, newUsed, newStrain, "it reads " + newUsed + " in use, strain " + newStrain);
            }
            return;
        }
        wrongReadings = 0;
        if (isStuck(now, newUsed, threads)) {
            distrust(now, newUsed, newStrain, "it has read " + newUsed + " for 10 s, while " + sameThreads + " threads went that take some");
            return;
        }
        used = newUsed;
        strain = newStrain;
        if (least < most) {
            find(now);
        }
        fill(now);
    }

    private static boolean isWrong(double reading) {
        return !(reading >= 0 && reading < Double.POSITIVE_INFINITY);
    }

    private boolean isStuck(long now, double reading, long threads) {
        if (!full || reading != used || !gauge.canStick()) {
            sameSince = now;
            sameThreads = 0;
            return false;
        }
        sameThreads += threads;
        return now - sameSince >= STUCK_NANOS && sameThreads >= STUCK_THREADS;
    }

    private void distrust(long now, double reading, double newStrain, String why) {
        fault = "the gauge of " + resource + " cannot be right: " + why;
        journal.add(new Decision(now, resource, Decision.Kind.DISTRUST, limit, limit, reading, newStrain));
    }

    private void find(long now) {
        double before = limit;
        long since = now - changedAt;
        if (strain >= 1 && since >= SETTLE_NANOS) {
            knee = used;
            limit = Math.max(least, Math.min(limit, used) * CUT);
        } else if (strain < CALM && used >= limit * IN_DEMAND && since >= RAISE_NANOS) {
            limit = Math.min(most, limit * (1 + (limit > knee * NEAR_KNEE ? SMALL_STEP : STEP)));
            if (limit > knee * PAST_KNEE) {
                knee = Double.POSITIVE_INFINITY;
            }
        }
        if (limit != before) {
            changedAt = now;
            Decision.Kind kind = limit < before ? Decision.Kind.CUT : Decision.Kind.RAISE;
            journal.add(new Decision(now, resource, kind, before, limit, used, strain));
        }
    }

    private void fill(long now) {
        full = used >= limit || (full && used > limit * ADMIT);
        if (full) {
            fullAt = now;
        }
        if (full != toldFull && (full || now - fullAt >= LEFT_NANOS)) {
            toldFull = full;
            Decision.Kind kind = full ? Decision.Kind.FULL : Decision.Kind.ROOM;
            journal.add(new Decision(now, resource, kind, limit, limit, used, strain));
        }
    }

    public String resource() {
        return resource;
    }

    public double limit() {
        return limit;
    }

    public double used() {
        return used;
    }

    public double strain() {
        return strain;
    }

    /** True while threads that take some are held back, but for the few that keep all going. */
    public boolean isFull() {
        return full;
    }

    /** True from then on until it was below for a second. */
    public boolean isAtLimit() {
        return toldFull;
    }

    /** What may still be taken until the next tick; negative if so much must be given back first. */
    public double headroom() {
        return (full ? limit * ADMIT : limit) - used;
    }

    /** 0 while there is plenty, 1 at the limit. */
    public double closeness() {
        return Math.max(0, Math.min(1, (used / limit - CLOSE) / (1 - CLOSE)));
    }

    /** Why the gauge is not trusted, or null. */
    public @Nullable String fault() {
        return fault;
    }
}
