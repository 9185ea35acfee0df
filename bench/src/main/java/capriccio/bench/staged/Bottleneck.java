package capriccio.bench.staged;

import capriccio.bench.compare.Child;
import capriccio.bench.compare.Jvm;
import capriccio.bench.compare.Row;
import capriccio.bench.fileset.FileSet;
import capriccio.bench.load.LoadResult;
import capriccio.bench.load.LoadSpec;
import capriccio.bench.scarce.Point;
import capriccio.bench.scarce.Rows;
import capriccio.bench.scarce.Subject;
import capriccio.bench.servers.HttpCoreServer;
import capriccio.bench.servers.ServerOptions;
import capriccio.bench.servers.Work;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import static java.util.Objects.requireNonNull;

/**
 * Haboob's bottleneck page under each of the controllers. What the page costs is made so before anything is measured: Haboob
 * serves it to a few clients, and the share of the work that it does by default follows.
 */
final class Bottleneck {
    /** The row that admits everything. */
    static final String NONE = "none";

    /** Rows with a response-time controller. */
    static final List<String> CONTROLLERS = List.of("direct", "pid", "mm1", "multiclass");

    /** The stage's own control, by the threshold of its queue. */
    static final String OWN_CONTROL = "threshold";

    /** That of servers without a bottleneck page burns as much. */
    static final String PAGE = "/dir00000/class0_1";

    private static final int DEFAULT_OPENS = 50;
    private static final int FEW_CLIENTS = 2;
    private static final long START_MILLIS = 30_000;
    private static final long GRACE_MILLIS = 15_000;
    private static final long ANSWERED_MILLIS = 10_000;
    private static final String OWN_CLASS = "class capriccio.seda.haboob.BottleneckDirectControl";
    private static final String FREE_CLASS = "class capriccio.seda.haboob.Bottleneck\n      #";

    private final Options options;
    private @Nullable Row free; // known once there are rows

    /** How much work, and how much of it is wanted. */
    static final class Options {
        @Option(names = "--page-millis", defaultValue = "40", description = "CPU time of a page (${DEFAULT-VALUE})")
        int pageMillis;

        @Option(names = "--target", defaultValue = "5000", description = "response time that controllers are to keep, in ms (${DEFAULT-VALUE})")
        int targetMillis;

        @Option(names = "--beyond", defaultValue = "10",
                description = "what all clients would ask for if they were answered at once, over what can be served (${DEFAULT-VALUE})")
        double beyond;

        @Option(names = "--think", description = "milliseconds that a client pauses after each answer (default: as --beyond says)")
        @Nullable Long thinkMillis;

        /** What is wrong with them, or null. */
        @Nullable String problem() {
            return pageMillis < 1 || targetMillis < 1 || beyond <= 0 || (thinkMillis != null && thinkMillis < 0)
                    ? "--page-millis, --target and --beyond must be positive, --think not negative"
                    : null;
        }

        /** So many clients then ask for as much as is wanted. */
        long thinkMillis(int clients) {
            return thinkMillis != null ? thinkMillis : Math.round(clients * pageMillis / beyond);
        }

        /** For which a client waits even if nobody is refused. */
        long timeoutMillis(int clients) {
            return ANSWERED_MILLIS + 2L * clients * pageMillis;
        }
    }

    Bottleneck(Options options) {
        this.options = options;
    }

    /** All rows, with as much work as the page has by default. */
    List<Row> rows(Path project) throws IOException {
        Path own = project.resolve("seda-compat/config/haboob-bottleneck.cfg");
        Row plain = haboob(withoutOwnControl(own, project.resolve("bench/target/haboob-free.cfg")));
        free = plain;
        List<Row> rows = new ArrayList<>();
        rows.add(plain.with(NONE, "Haboob, no controller", ""));
        for (String law : CONTROLLERS) {
            String controller = "stages.BottleneckStage.rtController.";
            rows.add(plain.with(law, "Haboob, response-time controller " + law, "", "--set", controller + "enable=true", "--set",
                    controller + "type=" + law, "--set", controller + "targetResponseTime=" + options.targetMillis));
        }
        rows.add(haboob(own).with(OWN_CONTROL, "Haboob, BottleneckDirectControl", "", "--set", "targetResponseTime=" + options.targetMillis));
        rows.add(burning().underAgent(Rows.GRAPH, "HttpCore, user threads, policy=graph", project, "policy=graph"));
        rows.add(burning().with(Rows.VIRTUAL, "HttpCore, virtual threads", Row.virtualThreadsAbsence(), "--threads", "virtual"));
        return rows;
    }

    private Row haboob(Path config) {
        return new Row("", "", List.of("-cp", System.getProperty("java.class.path"), HaboobMain.class.getName(), "--config", config.toString(),
                "--set", "bottleneckURL=" + PAGE), List.of(config), "");
    }

    /** The shipped file with the page's plain stage. */
    private static Path withoutOwnControl(Path config, Path to) throws IOException {
        String text = Files.readString(config);
        if (!text.contains(OWN_CLASS)) {
            throw new IOException(config + " has no line \"" + OWN_CLASS + "\", which was to be replaced");
        }
        Files.createDirectories(to.getParent());
        return Files.writeString(to, text.replace(OWN_CLASS, FREE_CLASS).replace("queueThreshold 1 ", "queueThreshold -1 "));
    }

    /** A server whose page burns as much. */
    private Row burning() {
        List<String> jars = ServerOptions.classPath(List.of("capriccio-knot", "httpcore5", "slf4j-api"));
        return new Row("", "", List.of("-cp", String.join(File.pathSeparator, jars), HttpCoreServer.class.getName(),
                "--burn", Long.toString(Work.roundsFor(options.pageMillis * 1_000L))), List.of(), "");
    }

    /** The plan with rows whose page costs what it is to cost. */
    Subject.Plan calibrated(Subject.Plan plan) throws IOException, InterruptedException {
        long opens = Math.max(1, Math.round(DEFAULT_OPENS * options.pageMillis / pageMillis(plan)));
        System.err.println("the bottleneck page opens its file " + opens + " times");
        List<Row> rows = plan.rows().stream()
                .map(row -> isHaboob(row.name()) ? row.with(row.name(), row.title(), row.absence(), "--set", "opens=" + opens) : row)
                .toList();
        return new Subject.Plan(rows, plan.loads(), plan.rounds(), plan.sliceMillis(), plan.warmMillis(), plan.root());
    }

    private static boolean isHaboob(String row) {
        return !row.equals(Rows.GRAPH) && !row.equals(Rows.VIRTUAL);
    }

    /** What the page costs by default, once it is compiled. */
    private double pageMillis(Subject.Plan plan) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(requireNonNull(free, "rows come first").jvmArguments());
        arguments.addAll(List.of("--port", "0", "--root", plan.root().toString(), "--exit-with-stdin"));
        try (Child server = new Child(Jvm.server(arguments));
                Child load = new Child(Jvm.load())) {
            int port = server.awaitPort(START_MILLIS);
            LoadResult result = load.ask(
                    new LoadSpec("127.0.0.1", port, FEW_CLIENTS, 1, 0, FEW_CLIENTS, START_MILLIS, plan.warmMillis(), 0, plan.warmMillis(),
                            ANSWERED_MILLIS, 0, 0, 0, server.pid(), FileSet.DEFAULT_SEED, FileSet.DEFAULT_DIRECTORIES, 1, "", fewAsk()),
                    GRACE_MILLIS);
            if (result.requests() == 0) {
                throw new IOException("Haboob's bottleneck page was not served: " + result.firstError());
            }
            return 1_000 / result.throughput();
        }
    }

    private static LoadSpec.Manner fewAsk() {
        return LoadSpec.Manner.of(PAGE, 0);
    }

    /** Few clients, which nobody refuses but a controller that begins low. */
    Subject.Shape warmUp() {
        return new Subject.Shape(FEW_CLIENTS, 0, 0, 0, fewAsk(), 0, ANSWERED_MILLIS);
    }

    /** A failure of the calibration is one of every row. */
    static List<Point> failed(Subject.Plan plan, IOException cause) {
        List<Point> points = new ArrayList<>();
        plan.rows().forEach(row -> points.add(Point.failed(row.name(), plan.loads().get(0), 0, String.valueOf(cause.getMessage()))));
        return points;
    }

    String introduction() {
        return String.format(Locale.ROOT, """
                A page takes %d ms of the server's one core, so that %.1f a second can be served. Controllers refuse with status 503 what would
                make it later than %d ms; a client that is refused comes again after its pause, which is such that all clients together
                ask for %.0f times what can be served. <b>none</b> admits everything; <b>direct</b>, <b>pid</b>, <b>mm1</b> and <b>multiclass</b> are
                the controllers of the stage; <b>%s</b> is the control that the stage has of its own. <b>graph</b> and <b>virtual</b>
                are Apache HttpCore with as much to compute, a user or a virtual thread for each connection. Times of response
                are of what was accepted.""", options.pageMillis, 1_000.0 / options.pageMillis, options.targetMillis, options.beyond, OWN_CONTROL);
    }
}
