package capriccio.bench.scarce;

import capriccio.bench.stats.Interval;

/**
 * One bar at one load.
 *
 * @param measured what was measured
 * @param limit what its median may be, {@code atMost} or at least
 * @param against the row that it is measured against, or empty
 */
public record Verdict(int load, String what, Interval measured, double limit, boolean atMost, String against) {
    /** One figure for all rounds. */
    public Verdict(int load, String what, double figure, double limit, boolean atMost, String against) {
        this(load, what, new Interval(figure, figure, figure), limit, atMost, against);
    }

    /** The median. */
    public double figure() {
        return measured.median();
    }

    /** Whether rounds differ. */
    boolean hasInterval() {
        return measured.low() < measured.high();
    }

    /** Whether the bar is reached. */
    public boolean holds() {
        return atMost ? figure() <= limit : figure() >= limit;
    }

    String bound() {
        return atMost ? "at most" : "at least";
    }
}
