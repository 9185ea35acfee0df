package capriccio.bench.scarce;

import capriccio.bench.compare.Row;
import capriccio.bench.stats.Bootstrap;
import capriccio.bench.stats.Interval;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Medians over rounds. Immutable. */
public final class Findings {
    private final List<Row> rows;
    private final List<Integer> loads;
    private final List<Point> points;

    /** Of those rows at those loads. */
    public Findings(List<Row> rows, List<Integer> loads, List<Point> points) {
        this.rows = List.copyOf(rows);
        this.loads = List.copyOf(loads);
        this.points = List.copyOf(points);
    }

    /** Those that ran. */
    public List<Row> rows() {
        return rows;
    }

    /** As they were asked for. */
    public List<Integer> loads() {
        return loads;
    }

    /** Of all rounds. */
    public List<Point> points() {
        return points;
    }

    /** Of a row at a load, one a round. */
    public List<Point> points(String row, int load) {
        return points.stream().filter(p -> p.row().equals(row) && p.load() == load).toList();
    }

    /** Whether the row has a point at that load, failed ones included. */
    public boolean has(String row, int load) {
        return !points(row, load).isEmpty();
    }

    /** The median and its interval, of the rounds that have the figure. */
    public Interval interval(String row, int load, Figure figure) {
        return Bootstrap.median(points(row, load).stream().mapToDouble(figure.value).filter(Double::isFinite).toArray());
    }

    /** The median; not a number if no round has the figure. */
    public double median(String row, int load, Figure figure) {
        return interval(row, load, figure).median();
    }

    /** Of {@code row} over {@code against}, in the rounds in which both have the figure. */
    public Interval ratio(String row, String against, int load, Figure figure) {
        return Bootstrap.median(points(row, load).stream()
                .flatMapToDouble(p -> points(against, load).stream()
                        .filter(other -> other.round() == p.round())
                        .mapToDouble(other -> figure.value.applyAsDouble(p) / figure.value.applyAsDouble(other)))
                .filter(Double::isFinite)
                .toArray());
    }

    /** The row of those with the highest figure at that load; null if none ran. */
    public @Nullable String best(int load, Figure figure, Predicate<String> of) {
        return rows.stream()
                .map(Row::name)
                .filter(of)
                .filter(row -> has(row, load))
                .max(Comparator.comparingDouble(row -> median(row, load, figure)))
                .orElse(null);
    }
}
