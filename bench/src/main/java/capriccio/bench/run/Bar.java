package capriccio.bench.run;

import capriccio.bench.stats.Bootstrap;
import capriccio.bench.stats.Interval;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A ratio that has to hold.
 *
 * @param experiment the experiment that measures it
 * @param what what is compared
 * @param row our row
 * @param against the row, or the measurement of our own row, that it is compared with
 * @param atMost whether the limit is an upper one
 * @param limit the limit
 * @param formula the ratio in one round; NaN if something is missing
 */
record Bar(
        Experiment experiment, String what, String row, String against, boolean atMost, double limit, Formula formula) {
    /** The ratio in one round. */
    interface Formula {
        double of(Scores scores, int round);
    }

    /** The outcome. */
    enum Verdict {
        PASS("pass"),
        FAIL("FAIL"),
        NONE("not measured");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** {@code row} at {@code key} over {@code against} at the same. */
    static Bar over(Experiment experiment, String key, String row, String against, double limit) {
        return new Bar(experiment, key, row, against, true, limit, (s, r) -> s.of(row, key, r) / s.of(against, key, r));
    }

    /** {@code row} at {@code key} over itself at {@code base}. */
    static Bar overItself(Experiment experiment, String key, String base, String row, double limit) {
        return new Bar(experiment, key, row, base, true, limit, (s, r) -> s.of(row, key, r) / s.of(row, base, r));
    }

    /** The rate of {@code row} at {@code key} over its own at {@code base}, which must not fall below the limit. */
    static Bar rateOverItself(Experiment experiment, String key, String base, String row, double limit) {
        return new Bar(experiment, key, row, base, false, limit, (s, r) -> s.of(row, base, r) / s.of(row, key, r));
    }

    /** One figure for all keys that begin with {@code prefix}. */
    static Bar overAll(
            Experiment experiment, String what, String prefix, String row, String against, double limit, ToDoubleFunction<double[]> summary) {
        return new Bar(experiment, what, row, against, true, limit, (scores, round) -> {
            double[] ratios = scores.keys().stream()
                    .filter(key -> key.startsWith(prefix))
                    .mapToDouble(key -> scores.of(row, key, round) / scores.of(against, key, round))
                    .filter(Double::isFinite)
                    .toArray();
            return ratios.length == 0 ? Double.NaN : summary.applyAsDouble(ratios);
        });
    }

    static double geometricMean(double[] values) {
        return Math.exp(DoubleStream.of(values).map(Math::log).average().orElse(Double.NaN));
    }

    static double worst(double[] values) {
        return DoubleStream.of(values).max().orElse(Double.NaN);
    }

    /** The median of the rounds' ratios. */
    Interval ratio(Scores scores) {
        return Bootstrap.median(IntStream.range(0, scores.rounds())
                .mapToDouble(round -> formula.of(scores, round))
                .filter(Double::isFinite)
                .toArray());
    }

    Verdict verdict(Scores scores) {
        Interval ratio = ratio(scores);
        if (!ratio.exists()) {
            return Verdict.NONE;
        }
        return (atMost ? ratio.median() <= limit : ratio.median() >= limit) ? Verdict.PASS : Verdict.FAIL;
    }

    String limitText() {
        return String.format(Locale.ROOT, "%s %.2f", atMost ? "<=" : ">=", limit);
    }

    /** The bars of these experiments, design 10. */
    static List<Bar> of(List<Experiment> experiments) {
        return Bars.all().stream().filter(bar -> experiments.contains(bar.experiment)).toList();
    }
}
