package capriccio.bench.scarce;

import capriccio.bench.compare.Row;
import capriccio.bench.peers.NettyServer;
import capriccio.bench.servers.Work;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The experiment {@code starvation}. */
@Command(
        name = "bench/run starvation",
        mixinStandardHelpOptions = true,
        description = "One request in ten burns 5 ms, in an open loop: how long do the others wait?")
public final class Starvation extends Experiment {
    @Option(names = "--rates", split = ",", defaultValue = "1000,1500,2500", description = "requests a second (${DEFAULT-VALUE})")
    List<Integer> rates = List.of();

    @Option(names = "--connections", defaultValue = "1000", description = "connections (${DEFAULT-VALUE})")
    int connections;

    @Mixin
    final Rows.Sizes sizes = new Rows.Sizes();

    /** Runs the experiment and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Starvation()).execute(args));
    }

    @Override
    protected List<Integer> loads() {
        return rates;
    }

    @Override
    protected Subject subject() {
        return new Burning(sizes, connections, Work.roundsFor(Burning.BURN_MICROS));
    }

    /** As {@code peers.md} 4 has it, and the bars of design 10. */
    static final class Burning implements Subject {
        static final long BURN_MICROS = 5_000;
        static final String NETTY = "netty-offload";
        private static final int OFFLOAD_THREADS = 16;
        /** Those that the bars name, and what reports call them. */
        private static final Map<String, String> PEERS = new TreeMap<>(Map.of(Rows.VIRTUAL, "virtual threads", NETTY, "Netty with offload"));

        private static final double LIGHT_SHARE = 0.9;
        private static final double WARM_RATE = 500;
        /** A load below the first is 55 % of the processor's time, one below the second near all, others beyond. */
        private static final int BUSY_RATE = 1_250;

        private static final int SATURATED_RATE = 2_000;
        private static final double MOST_P99_BUSY = 0.3;
        private static final double MOST_P99_SATURATED = 0.1;
        private static final double LEAST_THROUGHPUT = 0.98;
        private static final double LEAST_JAIN = 0.99;
        private static final double LEAST_OF_BEST = 0.95;

        private final Rows.Sizes sizes;
        private final int connections;
        private final long rounds;

        Burning(Rows.Sizes sizes, int connections, long rounds) {
            this.sizes = sizes;
            this.connections = connections;
            this.rounds = rounds;
        }

        @Override
        public String name() {
            return "starvation";
        }

        @Override
        public String heading() {
            return "Requests that burn";
        }

        @Override
        public String introduction() {
            return """
                    One request in ten computes for 5 ms (%,d rounds of the same loop in every row), the others answer at once. One server,
                    Apache HttpCore 5 classic, on threads of each kind, over %,d connections, in an open loop: requests are due at random
                    times, and times of response count from then on. <b>graph</b> and <b>fifo</b> slice time by 1 ms; pools and
                    semaphores are tried in several sizes, of which the charts show the best at each load. <b>netty-offload</b> is another
                    server, Netty: its event loop answers light requests, %d platform threads compute."""
                    .formatted(rounds, connections, OFFLOAD_THREADS);
        }

        @Override
        public String unit() {
            return "requests/s";
        }

        @Override
        public List<Row> rows(Path project) {
            List<String> burn = List.of("--burn", Long.toString(rounds));
            List<Row> rows = new ArrayList<>(Rows.all(project, sizes, burn, ",quantum=1", Rows.Limited.REQUESTS));
            List<String> netty = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), NettyServer.class.getName()));
            netty.addAll(burn);
            netty.addAll(List.of("--offload", Integer.toString(OFFLOAD_THREADS)));
            rows.add(new Row(NETTY, "Netty 4.2 (NIO); " + OFFLOAD_THREADS + " platform threads compute", netty, List.of(), ""));
            return rows;
        }

        @Override
        public Requests requests() {
            return new Requests() {
                @Override
                public Shape at(int load) {
                    return new Shape(connections, load, LIGHT_SHARE, 0);
                }

                @Override
                public Shape warmUp() {
                    return new Shape(connections, WARM_RATE, LIGHT_SHARE, 0);
                }
            };
        }

        @Override
        public List<Figure> figures() {
            return List.of(Figure.LIGHT_GOODPUT, Figure.GOODPUT, Figure.JAIN, Figure.LIGHT_P50, Figure.LIGHT_P99, Figure.P99, Figure.ERRORS, Figure.THREADS);
        }

        @Override
        public List<Figure> charted() {
            return List.of(Figure.LIGHT_GOODPUT, Figure.LIGHT_P50, Figure.LIGHT_P99);
        }

        @Override
        public List<Verdict> verdicts(Findings findings) {
            List<Verdict> verdicts = new ArrayList<>();
            for (int load : findings.loads()) {
                if (!findings.has(Rows.GRAPH, load)) {
                    continue;
                }
                if (load > SATURATED_RATE) {
                    String best = findings.best(load, Figure.LIGHT_GOODPUT, row -> !row.equals(Rows.GRAPH));
                    if (best != null) {
                        verdicts.add(new Verdict(load, "light goodput over the best", ratio(findings, load, best, Figure.LIGHT_GOODPUT), LEAST_OF_BEST, false, best));
                    }
                } else {
                    double most = load <= BUSY_RATE ? MOST_P99_BUSY : MOST_P99_SATURATED;
                    PEERS.forEach((peer, called) -> {
                        if (findings.has(peer, load)) {
                            verdicts.add(new Verdict(load, "light p99 over " + called, ratio(findings, load, peer, Figure.LIGHT_P99), most, true, peer));
                            verdicts.add(new Verdict(load, "goodput over " + called, ratio(findings, load, peer, Figure.GOODPUT), LEAST_THROUGHPUT, false, peer));
                        }
                    });
                    verdicts.add(new Verdict(load, "Jain's index", findings.median(Rows.GRAPH, load, Figure.JAIN), LEAST_JAIN, false, ""));
                }
            }
            return verdicts;
        }

        private static double ratio(Findings findings, int load, String against, Figure figure) {
            return findings.median(Rows.GRAPH, load, figure) / findings.median(against, load, figure);
        }
    }
}
