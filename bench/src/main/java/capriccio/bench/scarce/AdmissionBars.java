package capriccio.bench.scarce;

import java.util.ArrayList;
import java.util.List;

/** What the row that finds its limits itself must reach, as far as there is something to hold it against. */
final class AdmissionBars {
    private static final double LEAST_OF_BEST = 0.95;
    private static final double LEAST_JAIN = 0.95;

    private AdmissionBars() {}

    /** At each load; {@code none} must be 0 as well. */
    static List<Verdict> of(Findings findings, Figure... none) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int load : findings.loads()) {
            if (!findings.has(Rows.GRAPH, load)) {
                continue;
            }
            String best = findings.best(load, Figure.GOODPUT, Rows::isTuned);
            if (best != null) {
                double ratio = findings.median(Rows.GRAPH, load, Figure.GOODPUT) / findings.median(best, load, Figure.GOODPUT);
                verdicts.add(new Verdict(load, "goodput over the best tuned by hand", ratio, LEAST_OF_BEST, false, best));
            }
            verdicts.add(new Verdict(load, "Jain's index", findings.median(Rows.GRAPH, load, Figure.JAIN), LEAST_JAIN, false, ""));
            boolean recovered = findings.points(Rows.GRAPH, load).stream().allMatch(p -> p.recoveryMillis() != Point.NEVER);
            verdicts.add(new Verdict(load, "answers small pages afterwards", recovered ? 1 : 0, 1, false, ""));
            for (Figure figure : none) {
                verdicts.add(new Verdict(load, figure.title, findings.median(Rows.GRAPH, load, figure), 0, true, ""));
            }
        }
        return verdicts;
    }
}
