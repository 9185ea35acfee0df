package capriccio.bench.admission;

import capriccio.bench.compare.Row;
import capriccio.bench.stats.Bootstrap;
import capriccio.bench.stats.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Medians over rounds, and the bars of design 10 for requests that take memory. */
final class Findings {
    private static final double LEAST_OF_BEST = 0.95;
    private static final double LEAST_JAIN = 0.95;

    private final List<Row> rows;
    private final List<Integer> clients;
    private final List<Point> points;

    Findings(List<Row> rows, List<Integer> clients, List<Point> points) {
        this.rows = List.copyOf(rows);
        this.clients = List.copyOf(clients);
        this.points = List.copyOf(points);
    }

    /** One bar at one load. */
    record Verdict(int clients, String what, double figure, double limit, String against) {
        boolean holds() {
            return figure >= limit;
        }
    }

    List<Row> rows() {
        return rows;
    }

    List<Integer> clients() {
        return clients;
    }

    List<Point> points() {
        return points;
    }

    List<Point> points(String row, int load) {
        return points.stream().filter(p -> p.row().equals(row) && p.clients() == load).toList();
    }

    Interval median(String row, int load, ToDoubleFunction<Point> figure) {
        return Bootstrap.median(points(row, load).stream().mapToDouble(figure).toArray());
    }

    /** The row tuned by hand that did best at that load; null if none ran. */
    @Nullable String best(int load) {
        return rows.stream()
                .map(Row::name)
                .filter(Rows::isTuned)
                .filter(row -> !points(row, load).isEmpty())
                .max(Comparator.comparingDouble(row -> median(row, load, Point::goodput).median()))
                .orElse(null);
    }

    /** What the row that tunes itself must reach, as far as there is something to hold it against. */
    List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>();
        for (int load : clients) {
            if (points(Rows.GRAPH, load).isEmpty()) {
                continue;
            }
            String best = best(load);
            if (best != null) {
                double ratio = median(Rows.GRAPH, load, Point::goodput).median() / median(best, load, Point::goodput).median();
                verdicts.add(new Verdict(load, "goodput over the best tuned by hand", ratio, LEAST_OF_BEST, best));
            }
            verdicts.add(new Verdict(load, "Jain's index", median(Rows.GRAPH, load, Point::jain).median(), LEAST_JAIN, ""));
            boolean recovered = points(Rows.GRAPH, load).stream().allMatch(p -> p.recoveryMillis() != Point.NEVER);
            verdicts.add(new Verdict(load, "answers small pages afterwards", recovered ? 1 : 0, 1, ""));
        }
        return verdicts;
    }
}
