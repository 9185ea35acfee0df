package seda.sandStorm.lib.http;

import capriccio.seda.runtime.Log;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkFullException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.ssTimer;
import seda.sandStorm.lib.aSocket.ATcpConnection;
import seda.sandStorm.lib.aSocket.ATcpListenFailedEvent;
import seda.sandStorm.lib.aSocket.ATcpListenSuccessEvent;
import seda.sandStorm.lib.aSocket.ATcpServerSocket;
import seda.sandStorm.lib.aSocket.ATcpServerSocketClosedEvent;

/**
 * A stage that listens and parses. The client sink gets the {@code ATcpListenSuccessEvent} or {@code ATcpListenFailedEvent},
 * each {@link httpConnection} before any of its {@link httpRequest}s, and its {@code SinkClosedEvent} after them, unless the
 * program itself closed it.
 *
 * <p>A request that the client sink refuses is answered with 503, a connection that it refuses is closed, a closed event is
 * offered until it is taken.
 */
public class httpServer implements EventHandlerIF, httpConst {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String IDLE_TIMEOUT = "global.http.idleTimeout";
    private static final int RETRY_MILLIS = 5;
    private static final int CHECKS_PER_TIMEOUT = 4;

    /** What there is to choose beyond the contract of 2002. */
    record Options(InetAddress address, int backlog, int idleMillis, boolean anyMethod) {
        static final Options DEFAULT = new Options(null, 50, -1, false);
    }

    private record Closed(httpConnection connection) implements QueueElementIF {}

    private record Tick() implements QueueElementIF {}

    protected int listenPort;
    protected ATcpServerSocket servsock;
    protected ManagerIF mgr;
    protected SinkIF mySink;
    protected volatile SinkIF clientSink;

    private final Options options;
    private final Set<httpConnection> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch notListening = new CountDownLatch(1);
    private int idleMillis;
    private ssTimer timer; // guarded by this

    /** Listens on port 80. */
    public httpServer(ManagerIF mgr, SinkIF clientSink) throws Exception {
        this(mgr, clientSink, DEFAULT_HTTP_PORT);
    }

    /** Listens on a port; 0 lets the system pick one, see {@link #getServerSocket}. */
    public httpServer(ManagerIF mgr, SinkIF clientSink, int listenPort) throws Exception {
        this(mgr, clientSink, listenPort, Options.DEFAULT);
    }

    @SuppressWarnings("this-escape") // its stage begins in its constructor: the contract of 2002
    httpServer(ManagerIF mgr, SinkIF clientSink, int listenPort, Options options) throws Exception {
        this.mgr = mgr;
        this.clientSink = clientSink;
        this.listenPort = listenPort;
        this.options = options;
        String name = "httpServer " + COUNT.getAndIncrement() + " <port " + listenPort + ">";
        mgr.createStage(name, this, new String[] {"rtController.enable=false"});
    }

    @Override
    public void init(ConfigDataIF config) throws Exception {
        mySink = config.getStage().getSink();
        idleMillis = options.idleMillis() > 0 ? options.idleMillis() : configuredIdleMillis();
        if (idleMillis > 0) {
            tickLater();
        }
        servsock = options.address() == null
                ? new ATcpServerSocket(listenPort, mySink, WRITE_CLOG_THRESHOLD)
                : new ATcpServerSocket(options.address(), listenPort, mySink, WRITE_CLOG_THRESHOLD, options.backlog());
    }

    /** Not in the original, where clients may idle for good, as they may here unless this is set. */
    private int configuredIdleMillis() {
        String text = mgr.getConfig().getString(IDLE_TIMEOUT);
        int millis = mgr.getConfig().getInt(IDLE_TIMEOUT, -1);
        if (text != null && millis <= 0) {
            throw new IllegalArgumentException(IDLE_TIMEOUT + " is '" + text + "': give milliseconds, above 0, or leave it out");
        }
        return millis;
    }

    @Override
    public void destroy() {
        synchronized (this) {
            if (timer != null) {
                timer.doneWithTimer();
            }
        }
        if (servsock != null) {
            servsock.close();
        }
    }

    @Override
    public void handleEvent(QueueElementIF event) {
        if (event instanceof httpConnection.Turn turn) {
            turn.connection().takeTurn();
        } else if (event instanceof ATcpConnection tcp) {
            open(tcp);
        } else if (event instanceof Closed closed) {
            onClosed(closed.connection());
        } else if (event instanceof Tick) {
            endIdle();
        } else if (event instanceof ATcpListenSuccessEvent || event instanceof ATcpListenFailedEvent) {
            clientSink.enqueue_lossy(event);
        } else if (event instanceof ATcpServerSocketClosedEvent) {
            notListening.countDown();
        } else {
            throw new IllegalArgumentException("an httpServer knows no " + event);
        }
    }

    @Override
    public void handleEvents(QueueElementIF[] events) {
        for (QueueElementIF event : events) {
            handleEvent(event);
        }
    }

    @Override
    public String toString() {
        return "httpServer [port=" + listenPort + "]";
    }

    /** Has everything that comes from now on go to another sink. */
    public void registerSink(SinkIF sink) {
        clientSink = sink;
    }

    /** Accepts no more until {@link #resumeAccept}; clients wait in the backlog. */
    public void suspendAccept() {
        servsock.suspendAccept();
    }

    public void resumeAccept() {
        servsock.resumeAccept();
    }

    public ATcpServerSocket getServerSocket() {
        return servsock;
    }

    // -- called by connections --

    boolean takesAnyMethod() {
        return options.anyMethod();
    }

    /** False if the stage is destroyed: nothing else refuses a turn. */
    boolean requestTurn(httpConnection connection) {
        return mySink.enqueue_lossy(new httpConnection.Turn(connection));
    }

    void onRequest(httpRequest request) {
        httpConnection connection = request.getConnection();
        try {
            clientSink.enqueue(request);
        } catch (SinkFullException full) {
            httpResponse refusal = new httpServiceUnavailableResponse(request, "Try again later.");
            connection.enqueue_lossy(new httpResponder(refusal, request, true));
            connection.end();
        } catch (SinkException closed) {
            connection.end();
        }
    }

    /** Tells the program that a connection has closed, now or later. */
    void onClosed(httpConnection connection) {
        try {
            clientSink.enqueue(new SinkClosedEvent(connection));
        } catch (SinkFullException full) {
            later(RETRY_MILLIS, new Closed(connection));
            return;
        } catch (SinkException closed) {
            // nobody is left who wants to know
        }
        forget(connection);
    }

    void forget(httpConnection connection) {
        connections.remove(connection);
    }

    // -- called by this stage --

    private void open(ATcpConnection tcp) {
        httpConnection connection = new httpConnection(tcp, this);
        connections.add(connection);
        if (!clientSink.enqueue_lossy(connection)) {
            forget(connection);
            connection.end();
            return;
        }
        try {
            tcp.getSocket().setTcpNoDelay(true);
        } catch (SocketException reset) {
            // reset already: the reader finds out
        }
        tcp.startReader(connection.gate());
    }

    private void endIdle() {
        long deadline = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(idleMillis);
        for (httpConnection connection : connections) {
            connection.endIfIdle(deadline);
        }
        tickLater();
    }

    private void tickLater() {
        later(Math.max(1, idleMillis / CHECKS_PER_TIMEOUT), new Tick());
    }

    private synchronized void later(long millis, QueueElementIF event) {
        if (timer == null) {
            timer = new ssTimer();
        }
        timer.registerEvent(millis, event, mySink);
    }

    // -- for httpInternals --

    Set<httpConnection> connections() {
        return connections;
    }

    boolean awaitNotListening(long millis) throws InterruptedException {
        servsock.close();
        return notListening.await(millis, TimeUnit.MILLISECONDS);
    }
}
