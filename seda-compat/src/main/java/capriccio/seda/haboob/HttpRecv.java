package capriccio.seda.haboob;

import capriccio.seda.runtime.Log;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.NoSuchStageException;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SingleThreadedEventHandlerIF;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.api.StageIF;
import seda.sandStorm.lib.aSocket.ATcpListenFailedEvent;
import seda.sandStorm.lib.aSocket.ATcpListenSuccessEvent;
import seda.sandStorm.lib.http.httpConnection;
import seda.sandStorm.lib.http.httpInternals;
import seda.sandStorm.lib.http.httpOKResponse;
import seda.sandStorm.lib.http.httpRequest;
import seda.sandStorm.lib.http.httpResponse;
import seda.sandStorm.lib.http.httpServer;
import seda.sandStorm.lib.http.httpServiceUnavailableResponse;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/**
 * The {@code HttpRecv} stage: where connections and requests enter Haboob proper. Requests go to the stage that makes their
 * page; where that refuses them, because a controller of its or its threshold says so, they are answered with 503, and the
 * connection closes: a client that is to come again later should not hold one meanwhile.
 */
public final class HttpRecv extends Handler implements SingleThreadedEventHandlerIF {
    private static final int BACKLOG = 4096;
    private static final int DEFAULT_IDLE_MILLIS = 60_000;

    private final HaboobStats stats = new HaboobStats();
    private final CompletableFuture<Integer> listening = new CompletableFuture<>();
    private @Nullable InetAddress address;
    private @Nullable httpServer server;
    private @Nullable SinkIF own;
    private @Nullable SinkIF cache;
    private @Nullable SinkIF bottleneck;
    private @Nullable DynamicHttp dynamic;
    private @Nullable HttpSend send;
    private @Nullable StatisticsPage page;
    private @Nullable Semaphore slots;
    private String specialUrl = "";
    private String bottleneckUrl = "";
    private int maxConnections;

    // only accessed by this stage's thread
    private int connections;
    private boolean suspended;

    /** Called by the runtime. */
    public HttpRecv() {}

    @Override
    public void init(ConfigDataIF config) throws Exception {
        Settings settings = new Settings(config);
        int port = settings.number("httpPort", 0, 65_535, 8080, "give a port between 0 and 65535; 0 lets the system pick");
        int idleMillis = settings.number(
                "idleTimeout", 1, Integer.MAX_VALUE, DEFAULT_IDLE_MILLIS, "give milliseconds, above 0");
        InetAddress where = settings.address("bindAddress", "127.0.0.1");
        specialUrl = settings.url("specialURL", true);
        bottleneckUrl = settings.url("bottleneckURL", false);
        maxConnections = settings.limit("maxConnections");
        int maxRequests = settings.limit("maxSimultaneousRequests");
        String name = settings.text("serverName");
        settings.check();

        ManagerIF stages = config.getManager();
        address = where;
        own = config.getStage().getSink();
        cache = stages.getStage("CacheStage").getSink();
        send = (HttpSend) requireNonNull(handler(stages, "HttpSend"), "a stage HttpSend");
        dynamic = (DynamicHttp) handler(stages, "DynamicHttp");
        bottleneck = bottleneckUrl.isEmpty() ? null : stages.getStage("BottleneckStage").getSink();
        slots = maxRequests == Settings.UNLIMITED ? null : new Semaphore(maxRequests);
        page = new StatisticsPage(stages, stats);
        if (name != null) {
            httpResponse.setDefaultHeader("Server: " + name + "\r\n");
        }
        server = httpInternals.listen(stages, own, where, port, BACKLOG, idleMillis);
    }

    private static @Nullable EventHandlerIF handler(ManagerIF stages, String name) {
        try {
            StageIF stage = stages.getStage(name);
            return stage.getWrapper().getEventHandler();
        } catch (NoSuchStageException e) {
            return null;
        }
    }

    /** Completes with the port once it listens, exceptionally if it cannot. */
    CompletableFuture<Integer> listening() {
        return listening;
    }

    httpServer server() {
        return requireNonNull(server, "init comes first");
    }

    @Override
    void on(QueueElementIF event) throws Exception {
        if (event instanceof httpRequest request) {
            receive(request);
        } else if (event instanceof httpConnection connection) {
            connection.userTag = new Client(connection, sink(own), requireNonNull(send), stats, slots);
            connections++;
            limitConnections();
        } else if (event instanceof SinkClosedEvent gone) {
            connections--;
            limitConnections();
            sink(cache).enqueue(gone);
        } else if (event instanceof ATcpListenSuccessEvent success) {
            int port = success.getSocket().getLocalPort();
            System.out.println("listening on " + requireNonNull(address).getHostAddress() + ":" + port);
            System.out.flush();
            listening.complete(port);
        } else if (event instanceof ATcpListenFailedEvent failed) {
            Log.line("Haboob: cannot listen: " + failed.getMessage() + ": give another httpPort or bindAddress");
            listening.completeExceptionally(new IOException(failed.getMessage()));
        }
    }

    private static SinkIF sink(@Nullable SinkIF sink) {
        return requireNonNull(sink, "init comes first");
    }

    /** Stops accepting while there are too many connections. */
    private void limitConnections() {
        boolean full = maxConnections != Settings.UNLIMITED && connections >= maxConnections;
        if (full != suspended) {
            suspended = full;
            if (full) {
                server().suspendAccept();
            } else {
                server().resumeAccept();
            }
        }
    }

    private void receive(httpRequest request) throws Exception {
        stats.onRequest();
        Client.of(request).begin();
        String url = request.getURL();
        if (url.startsWith(specialUrl)) {
            byte[] text = requireNonNull(page).html(connections).getBytes(UTF_8);
            httpOKResponse response = new httpOKResponse("text/html; charset=utf-8", text.length);
            System.arraycopy(text, 0, response.getPayload().data, response.getPayload().offset, text.length);
            HttpSend.sendResponse(request, response, true);
        } else if (!forward(request, url)) {
            stats.onRejected();
            HttpSend.sendResponse(request, new httpServiceUnavailableResponse(request, "Try again later."), true);
        }
    }

    /** False if the stage that makes the page refuses. */
    private boolean forward(httpRequest request, String url) throws Exception {
        SinkIF target = sink(cache);
        if (bottleneck != null && url.startsWith(bottleneckUrl)) {
            target = bottleneck;
        } else if (dynamic != null) {
            SinkIF own = dynamic.sinkFor(url);
            target = own == null ? target : own;
        }
        try {
            target.enqueue(request);
            return true;
        } catch (SinkException refused) {
            return false;
        }
    }
}
