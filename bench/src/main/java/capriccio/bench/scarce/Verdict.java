package capriccio.bench.scarce;

/**
 * One bar at one load.
 *
 * @param figure what was measured
 * @param limit what it may be, {@code atMost} or at least
 * @param against the row that it is measured against, or empty
 */
record Verdict(int load, String what, double figure, double limit, boolean atMost, String against) {
    boolean holds() {
        return atMost ? figure <= limit : figure >= limit;
    }

    String bound() {
        return atMost ? "at most" : "at least";
    }
}
