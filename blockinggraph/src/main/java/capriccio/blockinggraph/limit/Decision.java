package capriccio.blockinggraph.limit;

import java.util.Locale;

/**
 * What was decided about a resource, when, and on which grounds.
 *
 * @param nanos on the clock of whoever ticks
 * @param limit after the decision
 */
public record Decision(long nanos, String resource, Kind kind, double limitBefore, double limit, double used, double strain) {
    /** What can be decided. */
    public enum Kind {
        /** Signs of thrashing: the limit goes below what was in use. */
        CUT("cut the limit: signs of thrashing"),
        /** In demand and calm: a little more may be used. */
        RAISE("raised the limit: in demand, and no signs of thrashing"),
        /** Threads that would take some wait from here on, but for a few. */
        FULL("is at its limit: what would take of it waits"),
        /** For a second it was below. */
        ROOM("has room again"),
        /** The gauge cannot be right. */
        DISTRUST("is not trusted any more: its readings cannot be right");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** One line for people. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f s: %s %s (limit %.4g, before %.4g; used %.4g; strain %.2f)",
                nanos / 1e9, resource, kind.words, limit, limitBefore, used, strain);
    }
}
