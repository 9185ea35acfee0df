package capriccio.bench.stats;

/** Jain's index of fairness. */
public final class Fairness {
    private Fairness() {}

    /**
     * (Σx)² / (n Σx²): 1 if all got the same, 1/n if one got everything. Not a number if nobody got anything.
     */
    public static double jain(long[] shares) {
        double sum = 0;
        double squares = 0;
        for (long share : shares) {
            sum += share;
            squares += (double) share * share;
        }
        return sum == 0 ? Double.NaN : sum * sum / (shares.length * squares);
    }
}
