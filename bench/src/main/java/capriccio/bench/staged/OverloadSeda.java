package capriccio.bench.staged;

import capriccio.bench.load.LoadSpec;
import capriccio.bench.scarce.Experiment;
import capriccio.bench.scarce.Figure;
import capriccio.bench.scarce.Findings;
import capriccio.bench.scarce.Point;
import capriccio.bench.scarce.Subject;
import capriccio.bench.scarce.Verdict;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The experiment {@code overload}, the part of SEDA. */
@Command(
        name = "bench/run overload-seda",
        mixinStandardHelpOptions = true,
        description = "Haboob's bottleneck page far beyond saturation: does a controller keep its target, and is who is refused answered?")
public final class OverloadSeda extends Experiment {
    @Option(names = "--clients", split = ",", defaultValue = "1024", description = "loads (${DEFAULT-VALUE})")
    List<Integer> clients = List.of();

    @Option(names = "--settle", defaultValue = "60", description = "seconds of load before the slice, in which controllers act (${DEFAULT-VALUE})")
    double settle;

    @Mixin
    Bottleneck.Options page = new Bottleneck.Options();

    /** Runs the experiment and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new OverloadSeda()).execute(args));
    }

    @Override
    protected List<Integer> loads() {
        return clients;
    }

    @Override
    protected Subject subject() {
        String problem = settle < 0 ? "--settle must not be negative" : page.problem();
        if (problem != null) {
            throw usage(problem);
        }
        return new Refusals(page, Math.round(settle * 1_000));
    }

    /** SEDA's Fig. 13. */
    static final class Refusals extends BottleneckSubject {
        private static final double MOST_OVER_TARGET = 1.2;

        private final long settleMillis;

        Refusals(Bottleneck.Options options, long settleMillis) {
            super(options);
            this.settleMillis = settleMillis;
        }

        @Override
        public String name() {
            return "overload-seda";
        }

        @Override
        public String heading() {
            return "Haboob's bottleneck beyond saturation";
        }

        @Override
        Shape at(int load) {
            LoadSpec.Manner manner = LoadSpec.Manner.of(Bottleneck.PAGE, options.thinkMillis(load));
            return new Shape(load, 0, 0, 0, manner, settleMillis, options.timeoutMillis(load));
        }

        @Override
        public List<Figure> figures() {
            return List.of(Figure.GOODPUT, Figure.P50, Figure.P90, Figure.P99, Figure.MAX, Figure.REFUSED, Figure.REFUSED_SHARE, Figure.ERRORS);
        }

        @Override
        public boolean showsDistribution() {
            return true;
        }

        @Override
        public List<Figure> charted() {
            return List.of(Figure.P90, Figure.GOODPUT, Figure.REFUSED_SHARE);
        }

        @Override
        public List<Verdict> verdicts(Findings findings) {
            List<Verdict> verdicts = new ArrayList<>();
            for (int load : findings.loads()) {
                for (String row : Bottleneck.CONTROLLERS) {
                    if (findings.has(row, load)) {
                        verdicts.add(new Verdict(load, row + ": p90 over the target", overTarget(findings, row, load), MOST_OVER_TARGET, true, ""));
                        verdicts.add(new Verdict(load, row + ": errors", findings.median(row, load, Figure.ERRORS), 0, true, ""));
                        double refused = findings.points(row, load).stream().mapToDouble(Refusals::refused).min().orElse(0);
                        verdicts.add(new Verdict(load, row + ": refusals answered", refused, 1, false, ""));
                    }
                }
                if (findings.has(Bottleneck.NONE, load)) {
                    verdicts.add(new Verdict(load, "no controller: p90 over the target", overTarget(findings, Bottleneck.NONE, load),
                            MOST_OVER_TARGET, false, ""));
                }
            }
            return verdicts;
        }

        private static double refused(Point p) {
            return p.result() == null ? 0 : p.result().refused();
        }

        private double overTarget(Findings findings, String row, int load) {
            return findings.median(row, load, Figure.P90) / options.targetMillis;
        }
    }
}
