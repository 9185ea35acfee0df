package capriccio.bench.run;

import java.util.List;
import java.util.Map;

/**
 * All that a run found.
 *
 * @param experiments what was run
 * @param rows the rows that ran
 * @param absent rows that cannot run here, with the reason
 * @param scores the figures
 * @param failures forks without figures
 * @param environment facts on machine and run, in order
 */
record Outcome(
        List<Experiment> experiments,
        List<Row> rows,
        Map<String, String> absent,
        Scores scores,
        List<Failure> failures,
        Map<String, String> environment) {
    List<Bar> bars() {
        return Bar.of(experiments);
    }
}
