package capriccio.bench.run;

import capriccio.bench.stats.Bootstrap;
import capriccio.bench.stats.Interval;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All scores of a run. */
final class Scores {
    private final List<Score> all = new ArrayList<>();

    void add(List<Score> scores) {
        all.addAll(scores);
    }

    List<Score> all() {
        return List.copyOf(all);
    }

    /** The best iteration of a row in a round; NaN if there is none. */
    double of(String row, String key, int round) {
        return all.stream()
                .filter(s -> s.round() == round && s.row().equals(row) && s.key().equals(key))
                .mapToDouble(Score::best)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** The median over the rounds of each round's best iteration. */
    Interval of(String row, String key) {
        return Bootstrap.median(all.stream()
                .filter(s -> s.row().equals(row) && s.key().equals(key))
                .mapToDouble(Score::best)
                .filter(Double::isFinite)
                .toArray());
    }

    String unit(String key) {
        return all.stream().filter(s -> s.key().equals(key)).map(Score::unit).findFirst().orElse("");
    }

    /** Keys in the order in which they came. */
    Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        all.forEach(s -> keys.add(s.key()));
        return keys;
    }

    int rounds() {
        return all.stream().mapToInt(Score::round).max().orElse(-1) + 1;
    }
}
