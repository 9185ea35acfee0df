package capriccio.bench.staged;

import capriccio.bench.load.LoadResult;
import capriccio.bench.load.LoadSpec;
import capriccio.bench.scarce.Curve;
import capriccio.bench.scarce.Defaults;
import capriccio.bench.scarce.Experiment;
import capriccio.bench.scarce.Figure;
import capriccio.bench.scarce.Findings;
import capriccio.bench.scarce.Measured;
import capriccio.bench.scarce.Point;
import capriccio.bench.scarce.Subject;
import capriccio.bench.scarce.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The experiment {@code spike}. */
@Command(
        name = "bench/run spike",
        mixinStandardHelpOptions = true,
        description = "Haboob's bottleneck page with 3 clients, then all of them for a third of the time, then 3 again.",
        defaultValueProvider = Spike.SixMinutes.class)
public final class Spike extends Experiment {
    @Option(names = "--clients", split = ",", defaultValue = "1024", description = "clients in the spike (${DEFAULT-VALUE})")
    List<Integer> clients = List.of();

    @Mixin
    Bottleneck.Options page = new Bottleneck.Options();

    /** As in the release: a spike of two minutes after two minutes; once. */
    static final class SixMinutes extends Defaults {
        SixMinutes() {
            super(Map.of("--duration", "360", "--rounds", "1"));
        }
    }

    /** Runs the experiment and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Spike()).execute(args));
    }

    @Override
    protected List<Integer> loads() {
        return clients;
    }

    @Override
    protected Subject subject() {
        String problem = page.problem();
        if (problem != null) {
            throw usage(problem);
        }
        return new Crowd(page, Math.round(duration * 1_000));
    }

    /** The load spike of SEDA's client. */
    static final class Crowd extends BottleneckSubject {
        private static final int QUIET_CLIENTS = 3;
        private static final int WINDOWS = 72;
        private static final long SETTLE_MILLIS = 1_000;
        private static final Curve P90 = new Curve("p90", "Response time of what was accepted, p90, ms", true);
        private static final Curve COMPLETED = new Curve("completed", "Completed a second", false);
        private static final Curve REFUSED = new Curve("refused", "Refused a second", false);
        private static final Figure IN_SPIKE = Figure.measured("spikeP90", "worst p90 in the spike, ms", "%.0f", true);
        private static final Figure AFTER = Figure.measured("afterP90", "worst p90 at the end, ms", "%.0f", true);

        private final long sliceMillis;

        Crowd(Bottleneck.Options options, long sliceMillis) {
            super(options);
            this.sliceMillis = sliceMillis;
        }

        @Override
        public String name() {
            return "spike";
        }

        @Override
        public String heading() {
            return "A spike of load on Haboob's bottleneck";
        }

        @Override
        public String introduction() {
            return super.introduction() + " Three clients ask, in the middle third of the time all of them, then three again."
                    + " Curves are of the first round; a window without a response has no time.";
        }

        @Override
        Shape at(int load) {
            long third = sliceMillis / 3;
            LoadSpec.Manner manner = new LoadSpec.Manner(
                    options.thinkMillis(load), Bottleneck.PAGE, windowMillis(), QUIET_CLIENTS, third, third);
            return new Shape(load, 0, 0, 0, manner, SETTLE_MILLIS, options.timeoutMillis(load));
        }

        @Override
        public List<Point> measure(Plan plan) throws InterruptedException {
            return super.measure(plan).stream().map(this::withCurves).toList();
        }

        private long windowMillis() {
            return Math.max(1, sliceMillis / WINDOWS);
        }

        private Point withCurves(Point p) {
            LoadResult result = p.result();
            if (result == null) {
                return p;
            }
            double window = windowMillis() / 1e3;
            Map<String, List<Measured.Moment>> curves = Map.of(
                    P90.key(), curve(result, w -> w.response().count() == 0 ? Double.NaN : w.response().p90() / 1e3),
                    COMPLETED.key(), curve(result, w -> w.response().count() / window),
                    REFUSED.key(), curve(result, w -> w.refused() / window));
            Map<String, Double> figures = new HashMap<>();
            double third = sliceMillis / 3e3;
            figures.put(IN_SPIKE.toString(), worst(curves.get(P90.key()), third, 2 * third));
            figures.put(AFTER.toString(), worst(curves.get(P90.key()), 2.5 * third, 3 * third));
            return new Point(p.row(), p.load(), p.round(), p.failure(), result, p.recoveryMillis(), new Measured(figures, curves));
        }

        private static List<Measured.Moment> curve(LoadResult result, ToDoubleFunction<LoadResult.Window> value) {
            return result.timeline().stream().map(w -> new Measured.Moment(w.seconds(), value.applyAsDouble(w))).toList();
        }

        /** Of the windows that end in that time; not a number without a response. */
        private static double worst(@Nullable List<Measured.Moment> curve, double from, double until) {
            return curve == null ? Double.NaN : curve.stream()
                    .filter(m -> m.seconds() > from && m.seconds() <= until)
                    .mapToDouble(Measured.Moment::value)
                    .filter(Double::isFinite)
                    .max()
                    .orElse(Double.NaN);
        }

        @Override
        public List<Figure> figures() {
            return List.of(Figure.GOODPUT, Figure.P50, Figure.P90, Figure.MAX, IN_SPIKE, AFTER, Figure.REFUSED_SHARE, Figure.ERRORS);
        }

        @Override
        public List<Figure> charted() {
            return List.of();
        }

        @Override
        public List<Curve> curves() {
            return List.of(P90, COMPLETED, REFUSED);
        }

        /** The design has no bar for it: the four are shown side by side. */
        @Override
        public List<Verdict> verdicts(Findings findings) {
            return List.of();
        }
    }
}
