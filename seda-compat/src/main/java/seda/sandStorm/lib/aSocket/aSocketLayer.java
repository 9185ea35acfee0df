package seda.sandStorm.lib.aSocket;

import capriccio.seda.runtime.Log;
import capriccio.seda.runtime.Resources;
import capriccio.seda.runtime.Stage;
import capriccio.seda.runtime.StageManager;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import seda.sandStorm.api.ProfilableIF;
import seda.sandStorm.api.ProfilerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SandstormConfigIF;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.internal.ConfigData;
import seda.sandStorm.main.Sandstorm;

/** The three stages of the socket layer and the sockets they serve. At most one is running. */
public final class aSocketLayer {
    private static aSocketLayer current; // guarded by the class

    final ReadLoop readLoop;
    final WriteLoop writeLoop;

    private static final double DEFAULT_RATE = 100_000;

    private final ProfilerIF profiler; // null unless sockets are to be profiled
    private final ListenLoop listenLoop;
    private final Set<SockState> sockets = ConcurrentHashMap.newKeySet();
    private SinkIF readSink;
    private SinkIF writeSink;
    private SinkIF listenSink;

    private aSocketLayer(StageManager manager) throws IOException {
        SandstormConfigIF config = manager.getConfig();
        boolean paced = config.getBoolean("global.aSocket.rateController.enable", false);
        double rate = config.getDouble("global.aSocket.rateController.rate", DEFAULT_RATE);
        readLoop = new ReadLoop(paced ? new InputRate(rate) : null);
        profiler = config.getBoolean("global.profile.sockets", false) ? manager.getProfiler() : null;
        writeLoop = new WriteLoop(this);
        listenLoop = new ListenLoop();
    }

    /** Starts the layer as stages of a manager; they end with the manager's other stages. */
    public static void start(StageManager manager) throws Exception {
        synchronized (aSocketLayer.class) {
            checkProvider(manager.getConfig().getString("global.aSocket.provider", "NBIO"));
            aSocketLayer layer = new aSocketLayer(manager);
            Log.line("aSocket layer using JDK1.4 java.nio package");
            layer.listenSink = layer.addStage(manager, aSocketConst.LISTENSTAGE_NAME, layer.listenLoop);
            layer.readSink = layer.addStage(manager, aSocketConst.READSTAGE_NAME, layer.readLoop);
            layer.writeSink = layer.addStage(manager, aSocketConst.WRITESTAGE_NAME, layer.writeLoop);
            current = layer;
            Resources.register(layer::stop);
        }
    }

    private static void checkProvider(String provider) {
        if (!provider.equals("NBIO") && !provider.equals("NIO")) {
            throw new RuntimeException("unknown global.aSocket.provider " + provider + ": use NIO");
        }
    }

    private SinkIF addStage(StageManager manager, String name, SelectLoop loop) throws Exception {
        FiniteQueue queue = new FiniteQueue(name, loop);
        return manager.createStage(new Stage(name, loop, queue, new ConfigData(manager), loop), true)
                .getSink();
    }

    /** The running layer; starts it, and a runtime with the default configuration, when there is none. */
    static aSocketLayer get() {
        synchronized (aSocketLayer.class) {
            try {
                if (current == null && Sandstorm.getSandstorm() == null) {
                    new Sandstorm();
                }
                if (current == null) {
                    start((StageManager) Sandstorm.getSandstorm().getManager());
                }
                return current;
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("cannot start the aSocket layer", e);
            }
        }
    }

    /** Closes every socket; the loops end with their stages. */
    private void stop() {
        synchronized (aSocketLayer.class) {
            if (current == this) {
                current = null;
            }
        }
        sockets.forEach(SockState::closeChannel);
    }

    void connect(ConnectRequest request) {
        if (!writeSink.enqueue_lossy(request)) {
            request.sink.enqueue_lossy(new ATcpConnectFailedEvent(request.client, "the aSocket layer is shut down"));
        }
    }

    void listen(ListenSockState state) {
        state.setLayer(this);
        if (!listenSink.enqueue_lossy(state)) {
            state.sink.enqueue_lossy(new ATcpListenFailedEvent(state.server, "the aSocket layer is shut down"));
        }
    }

    void requestRead(QueueElementIF request) {
        readSink.enqueue_lossy(request);
    }

    void requestWrite(SockState state) {
        writeSink.enqueue_lossy(state);
    }

    void opened(SockState state) {
        sockets.add(state);
        if (profiler != null) {
            // The profiler keeps what it is given for good: let that be a reference, which does not keep the socket.
            WeakReference<ProfilableIF> socket = new WeakReference<>(state.socket());
            profiler.add(state.socket() + " queueLength", () -> sizeOf(socket.get()));
        }
    }

    private static int sizeOf(ProfilableIF socket) {
        return socket == null ? 0 : socket.profileSize();
    }

    void closed(SockState state) {
        sockets.remove(state);
        readLoop.wake();
        if (state.channel().keyFor(writeLoop.selector) != null) {
            writeLoop.wake(); // which lets go of the descriptor
        }
    }
}
