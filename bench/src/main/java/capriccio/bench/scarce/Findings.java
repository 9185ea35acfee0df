package capriccio.bench.scarce;

import capriccio.bench.compare.Row;
import capriccio.bench.stats.Bootstrap;
import capriccio.bench.stats.Interval;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Medians over rounds. */
final class Findings {
    private final List<Row> rows;
    private final List<Integer> loads;
    private final List<Point> points;

    Findings(List<Row> rows, List<Integer> loads, List<Point> points) {
        this.rows = List.copyOf(rows);
        this.loads = List.copyOf(loads);
        this.points = List.copyOf(points);
    }

    List<Row> rows() {
        return rows;
    }

    List<Integer> loads() {
        return loads;
    }

    List<Point> points() {
        return points;
    }

    List<Point> points(String row, int load) {
        return points.stream().filter(p -> p.row().equals(row) && p.load() == load).toList();
    }

    boolean has(String row, int load) {
        return !points(row, load).isEmpty();
    }

    Interval interval(String row, int load, Figure figure) {
        return Bootstrap.median(points(row, load).stream().mapToDouble(figure.value).toArray());
    }

    double median(String row, int load, Figure figure) {
        return interval(row, load, figure).median();
    }

    /** Of {@code row} over {@code against}, in the rounds in which both have the figure. */
    Interval ratio(String row, String against, int load, Figure figure) {
        return Bootstrap.median(points(row, load).stream()
                .flatMapToDouble(p -> points(against, load).stream()
                        .filter(other -> other.round() == p.round())
                        .mapToDouble(other -> figure.value.applyAsDouble(p) / figure.value.applyAsDouble(other)))
                .filter(Double::isFinite)
                .toArray());
    }

    /** The row of those with the highest figure at that load; null if none ran. */
    @Nullable String best(int load, Figure figure, Predicate<String> of) {
        return rows.stream()
                .map(Row::name)
                .filter(of)
                .filter(row -> has(row, load))
                .max(Comparator.comparingDouble(row -> median(row, load, figure)))
                .orElse(null);
    }
}
