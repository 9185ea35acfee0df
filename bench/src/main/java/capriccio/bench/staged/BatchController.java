package capriccio.bench.staged;

import capriccio.bench.compare.Row;
import capriccio.bench.scarce.Curve;
import capriccio.bench.scarce.Defaults;
import capriccio.bench.scarce.Experiment;
import capriccio.bench.scarce.Figure;
import capriccio.bench.scarce.Findings;
import capriccio.bench.scarce.Measured;
import capriccio.bench.scarce.Point;
import capriccio.bench.scarce.Subject;
import capriccio.bench.scarce.Verdict;
import capriccio.bench.servers.Work;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.QueueThresholdPredicate;
import seda.sandStorm.main.SandstormConfig;
import static java.util.Objects.requireNonNull;

/** The experiment {@code batch-controller}. */
@Command(
        name = "bench/run batch-controller",
        mixinStandardHelpOptions = true,
        description = "A stage whose source swings: how large are its batches, and what comes through?",
        defaultValueProvider = BatchController.FourSwings.class)
public final class BatchController extends Experiment {
    @Option(names = "--rate", defaultValue = "10000", description = "events a second on average; it swings between a tenth and 1.9 times that (${DEFAULT-VALUE})")
    int rate;

    @Option(names = "--swings", defaultValue = "4", description = "how often in the slice (${DEFAULT-VALUE})")
    int swings;

    /** Forty seconds a swing: the controller decides twice a second, and needs a dozen to get from 1,024 events to 10. */
    static final class FourSwings extends Defaults {
        FourSwings() {
            super(Map.of("--duration", "160", "--rounds", "1"));
        }
    }

    /** Runs the experiment and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new BatchController()).execute(args));
    }

    @Override
    protected List<Integer> loads() {
        return List.of(rate);
    }

    @Override
    protected Subject subject() {
        if (rate < 1 || swings < 1) {
            throw usage("--rate and --swings must be positive");
        }
        return new Swings(duration / swings, swings);
    }

    /** SEDA's Fig. 9. */
    record Swings(double period, int swings) implements Subject {
        static final String CONTROLLER = "controller";
        static final String ALL = "all";

        private static final double SWING = 0.9;
        private static final int MICROS_PER_BATCH = 200;
        private static final int MICROS_PER_EVENT = 20;
        private static final int MOST_WAITING = 100_000;
        private static final int LARGEST = 1_024;
        private static final int WINDOW_MILLIS = 100;
        private static final long TICK_NANOS = 1_000_000;
        private static final int SAMPLES_PER_SWING = 100;
        private static final Curve LOAD = new Curve("load", "Events sent a second", false);
        private static final Curve THROUGHPUT = new Curve("throughput", "Events handled a second", false);
        private static final Curve TARGET = new Curve("target", "Batching factor: events that a batch may have", true);
        private static final Curve BATCH = new Curve("batch", "Events that batches had, mean", true);
        private static final Figure HANDLED = Figure.measured("handled", "handled/s", "%.0f", false);
        private static final Figure REFUSED = Figure.measured("refusedEvents", "refused", "%.0f", false);
        private static final Figure MEAN_BATCH = Figure.measured("meanBatch", "events a batch", "%.1f", false);
        private static final Figure LEAST_TARGET = Figure.measured("leastTarget", "least factor", "%.0f", false);

        @Override
        public String name() {
            return "batch-controller";
        }

        @Override
        public String heading() {
            return "Batches that follow the load";
        }

        @Override
        public String introduction() {
            return """
                    A batch costs its stage %d µs and %d µs more for each event, in one thread. The rate of events swings as a sine between a
                    tenth and 1.9 times its mean, once in %.1f s. <b>controller</b> looks for the smallest batches with which throughput
                    stays near its best, between 1 and %d events, in windows of %d ms with the constants of Haboob's configuration;
                    <b>all</b> takes what is there [SEDA01, Fig. 9]. Curves are of the first round."""
                    .formatted(MICROS_PER_BATCH, MICROS_PER_EVENT, period, LARGEST, WINDOW_MILLIS);
        }

        @Override
        public String unit() {
            return "events/s";
        }

        @Override
        public List<Row> rows(Path project) {
            return List.of(
                    new Row(CONTROLLER, "the batching controller", List.of(), List.of(), ""),
                    new Row(ALL, "all that waits", List.of(), List.of(), ""));
        }

        @Override
        public List<Point> measure(Plan plan) throws InterruptedException {
            long perBatch = Work.roundsFor(MICROS_PER_BATCH);
            long perEvent = Work.roundsFor(MICROS_PER_EVENT);
            return plan.each((row, load, round) -> measure(row.name().equals(CONTROLLER), load, perBatch, perEvent));
        }

        private Measured measure(boolean controlled, int rate, long perBatch, long perEvent) throws Exception {
            SandstormConfig config = new SandstormConfig();
            String controller = "global.batchController.";
            config.putBoolean(controller + "enable", controlled);
            config.putInt(controller + "minBatch", 1);
            config.putInt(controller + "maxBatch", LARGEST);
            config.putInt(controller + "recalcWindow", WINDOW_MILLIS);
            config.putDouble(controller + "smoothConst", 0.5);
            int sampleMillis = (int) Math.max(1, period * 1_000 / SAMPLES_PER_SWING);
            LongAdder events = new LongAdder();
            LongAdder batches = new LongAdder();
            StageRun.Batches work = batch -> {
                Work.rounds(perBatch + perEvent * batch.length);
                events.add(batch.length);
                batches.increment();
            };
            try (StageRun run = new StageRun(config, sampleMillis, work)) {
                run.sink().setEnqueuePredicate(new QueueThresholdPredicate(run.sink(), MOST_WAITING));
                Source source = new Source(run.sink(), rate, period, sampleMillis, events, batches);
                source.run(swings);
                return measured(run.end(), source);
            }
        }

        private Measured measured(Map<String, List<Measured.Moment>> profile, Source source) {
            Map<String, Double> figures = new HashMap<>();
            Map<String, List<Measured.Moment>> curves = new HashMap<>(
                    Map.of(LOAD.key(), source.load, THROUGHPUT.key(), source.throughput, BATCH.key(), source.batch));
            figures.put(HANDLED.toString(), source.events.sum() / (period * swings));
            figures.put(REFUSED.toString(), (double) source.refused);
            figures.put(MEAN_BATCH.toString(), source.events.sum() / (double) Math.max(1, source.batches.sum()));
            List<Measured.Moment> target = profile.get("AggThrottle aggTarget for <" + StageRun.STAGE + ">");
            if (target != null) {
                curves.put(TARGET.key(), target);
                figures.put(LEAST_TARGET.toString(), target.stream().mapToDouble(Measured.Moment::value).min().orElse(Double.NaN));
            }
            return new Measured(figures, curves);
        }

        @Override
        public String cores() {
            return "all in the process of the bench, on any core";
        }

        @Override
        public List<Figure> figures() {
            return List.of(HANDLED, MEAN_BATCH, LEAST_TARGET, REFUSED);
        }

        @Override
        public List<Figure> charted() {
            return List.of();
        }

        @Override
        public List<Curve> curves() {
            return List.of(LOAD, THROUGHPUT, TARGET, BATCH);
        }

        /** The design has no bar for it. */
        @Override
        public List<Verdict> verdicts(Findings findings) {
            return List.of();
        }
    }

    /** Sends what is due, and notes what has come through. */
    private static final class Source {
        private static final QueueElementIF EVENT = new QueueElementIF() {};

        private final SinkIF sink;
        private final double rate;
        private final double period;
        private final double window;
        private final LongAdder events;
        private final LongAdder batches;
        private final List<Measured.Moment> load = new ArrayList<>();
        private final List<Measured.Moment> throughput = new ArrayList<>();
        private final List<Measured.Moment> batch = new ArrayList<>();
        private long refused;
        private long sentBefore;
        private long eventsBefore;
        private long batchesBefore;

        Source(SinkIF sink, double rate, double period, int sampleMillis, LongAdder events, LongAdder batches) {
            this.sink = requireNonNull(sink);
            this.rate = rate;
            this.period = period;
            this.window = sampleMillis / 1e3;
            this.events = events;
            this.batches = batches;
        }

        void run(int swings) throws InterruptedException {
            long begin = System.nanoTime();
            long sent = 0;
            double noted = 0;
            for (double now = 0; now < period * swings; now = (System.nanoTime() - begin) / 1e9) {
                for (long due = due(now); sent < due; sent++) {
                    refused += sink.enqueue_lossy(EVENT) ? 0 : 1;
                }
                if (now - noted >= window) {
                    note(now, now - noted, sent);
                    noted = now;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LockSupport.parkNanos(Swings.TICK_NANOS);
            }
        }

        /** Events until then: the integral of a rate that begins at its mean. */
        private long due(double seconds) {
            double turn = 2 * Math.PI / period;
            return (long) (rate * (seconds + Swings.SWING * (1 - Math.cos(turn * seconds)) / turn));
        }

        private void note(double now, double seconds, long sent) {
            long handled = events.sum();
            long taken = batches.sum();
            load.add(new Measured.Moment(now, (sent - sentBefore) / seconds));
            throughput.add(new Measured.Moment(now, (handled - eventsBefore) / seconds));
            batch.add(new Measured.Moment(now, taken == batchesBefore ? Double.NaN : (handled - eventsBefore) / (double) (taken - batchesBefore)));
            sentBefore = sent;
            eventsBefore = handled;
            batchesBefore = taken;
        }
    }
}
