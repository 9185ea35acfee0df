package capriccio.iointercept.agent;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.blockinggraph.GraphSnapshot;
import capriccio.blockinggraph.policy.Governor;
import capriccio.continuations.runtime.RuntimeThreads;
import capriccio.continuations.runtime.Scheduler;
import capriccio.iointercept.agent.view.LoopbackServer;
import capriccio.iointercept.agent.view.Site;
import capriccio.iointercept.runtime.Selection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The graph in a browser on this machine: {@code /} is the page, {@code /live.json} what it asks for each second,
 * {@code /graph.json} and {@code /graph.dot} are the whole. Served by a daemon thread in the runtime's group. Loaded only
 * with {@code view=}.
 */
final class LiveView implements Site {
    /** A snapshot of a graph of 16,384 edges takes some 20 ms: however many ask, there are two a second at most. */
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final AgentOptions options;
    private final Scheduler scheduler;
    private final BlockingGraph graph;
    private final @Nullable Governor governor;
    private final long begun = System.nanoTime();
    private final long pid = ProcessHandle.current().pid();
    private final ViewHistory history;
    private final ViewRates rates = new ViewRates(begun);
    private GraphSnapshot snapshot;
    private long taken;

    private LiveView(AgentOptions options, Scheduler scheduler, BlockingGraph graph, @Nullable Governor governor) {
        this.options = options;
        this.scheduler = scheduler;
        this.graph = graph;
        this.governor = governor;
        history = new ViewHistory(scheduler, governor);
        snapshot = graph.snapshot();
        taken = begun - FRESH_NANOS;
    }

    /** Its address, of which it tells on standard error; null if it cannot be, after saying why there. */
    static @Nullable String start(AgentOptions options, Scheduler scheduler, BlockingGraph graph, @Nullable Governor governor) {
        try {
            LoopbackServer server = new LoopbackServer(options.view(), new LiveView(options, scheduler, graph, governor));
            Thread t = new Thread(RuntimeThreads.group(), server, "capriccio-view", 0, false);
            t.setDaemon(true);
            t.start();
            System.err.println("[capriccio] live view: " + server.url());
            return server.url();
        } catch (IOException e) {
            System.err.println("[capriccio] no live view: view=" + options.view() + " cannot be listened on: " + e.getMessage());
            return null;
        }
    }

    @Override
    public void tick() {
        history.sample(System.nanoTime());
    }

    @Override
    public @Nullable Page page(String path) throws IOException {
        return switch (path) {
            case "/" -> file("page.html", "text/html");
            case "/view.css" -> file("view.css", "text/css");
            case "/view.js", "/layout.js", "/drawing.js", "/charts.js", "/tables.js", "/words.js" ->
                    file(path.substring(1), "text/javascript");
            case "/live.json" -> Page.text("application/json", json(false));
            case "/graph.json" -> Page.text("application/json", json(true));
            case "/graph.dot" -> Page.text("text/vnd.graphviz", graph.toDot());
            default -> null;
        };
    }

    private static Page file(String name, String type) throws IOException {
        try (InputStream in = LoopbackServer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing in the agent's jar");
            }
            return new Page(type + "; charset=utf-8", ByteBuffer.wrap(in.readAllBytes()));
        }
    }

    private String json(boolean whole) throws IOException {
        long now = System.nanoTime();
        if (now - taken >= FRESH_NANOS) {
            taken = now;
            snapshot = graph.snapshot();
            rates.update(snapshot, now);
        }
        StringBuilder out = new StringBuilder();
        Json json = new Json(out).open('{');
        writeProcess(json, now);
        ViewGraph.write(json, snapshot, rates, whole);
        if (governor != null) {
            ViewPolicy.write(json, governor, now);
        }
        history.write(json, now);
        json.close('}');
        return out.append('\n').toString();
    }

    private void writeProcess(Json json, long now) throws IOException {
        String command = System.getProperty("sun.java.command", "");
        int space = command.indexOf(' ');
        json.key("process").open('{').key("pid").number(pid)
                .key("program").string(space < 0 ? command : command.substring(0, space))
                .key("agent").string(Commands.version())
                .key("java").string(System.getProperty("java.version", ""))
                .key("policy").string(options.policy())
                .key("quantumMillis").number(options.quantum())
                .key("seconds").real((now - begun) / 1e9)
                .key("carriers").number(scheduler.carriers())
                .key("alive").number(scheduler.alive())
                .key("started").number(scheduler.started())
                .key("onPlatform").number(Selection.onPlatform())
                .key("parks").number(scheduler.parks())
                .key("pinnedParks").number(scheduler.pinnedParks())
                .close('}');
    }
}
