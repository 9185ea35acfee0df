package seda.sandStorm.lib.aSocket;

import capriccio.seda.runtime.Log;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import seda.sandStorm.api.QueueElementIF;

/** The listen stage: binds, accepts, closes. */
final class ListenLoop extends SelectLoop {
    private static final long ACCEPT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    // Sockets on which accept failed, most likely for want of descriptors.
    private final List<ListenSockState> paused = new ArrayList<>();
    private long resumeAt;

    ListenLoop() throws IOException {}

    @Override
    void onRequest(QueueElementIF request) throws IOException {
        ListenSockState state = (ListenSockState) request;
        if (state.finished) {
            return;
        }
        if (state.channel == null) {
            bind(state);
        }
        switch (state.wanted()) {
            case ACCEPTING -> state.key.interestOps(SelectionKey.OP_ACCEPT);
            case SUSPENDED -> state.key.interestOps(0);
            case CLOSED -> close(state);
        }
    }

    private void bind(ListenSockState state) throws IOException {
        state.channel = ServerSocketChannel.open();
        state.channel.configureBlocking(false);
        state.channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        state.channel.bind(state.bindAddress, state.backlog);
        state.key = state.channel.register(selector, 0, state);
        state.setLocalPort(state.channel.socket().getLocalPort());
        state.sink.enqueue_lossy(new ATcpListenSuccessEvent(state.server));
    }

    private void close(ListenSockState state) throws IOException {
        state.finished = true;
        paused.remove(state);
        state.channel.close();
        selector.selectNow(); // lets go of the port now
        state.sink.enqueue_lossy(new ATcpServerSocketClosedEvent(state.server));
    }

    @Override
    void onReady(SelectionKey key) throws IOException {
        ListenSockState state = (ListenSockState) key.attachment();
        for (int i = 0; i < aSocketConst.MAX_ACCEPTS_AT_ONCE; i++) {
            SocketChannel accepted;
            try {
                accepted = state.acceptIfWanted();
            } catch (IOException e) {
                pause(state, e);
                return;
            }
            if (accepted == null) {
                return;
            }
            try {
                deliver(state, accepted);
            } catch (IOException e) {
                closeQuietly(accepted); // reset before we came to it
            }
        }
    }

    private static void deliver(ListenSockState state, SocketChannel accepted) throws IOException {
        accepted.configureBlocking(false);
        InetSocketAddress peer = (InetSocketAddress) accepted.getRemoteAddress();
        ATcpConnection connection = new ATcpConnection(state.server, peer.getAddress(), peer.getPort());
        connection.sockState = new TcpSockState(state.layer(), accepted, connection, state.writeClogThreshold);
        if (!state.sink.enqueue_lossy(connection)) {
            connection.sockState.closeChannel();
        }
    }

    private void pause(ListenSockState state, IOException cause) {
        Log.line("aSocket: cannot accept, pausing: " + cause);
        state.key.interestOps(0);
        paused.add(state);
        resumeAt = System.nanoTime() + ACCEPT_PAUSE_NANOS;
    }

    @Override
    void retry() {
        if (hasRetries() && System.nanoTime() - resumeAt >= 0) {
            List<ListenSockState> resumed = List.copyOf(paused);
            paused.clear();
            resumed.forEach(this::handleEvent);
        }
    }

    @Override
    boolean hasRetries() {
        return !paused.isEmpty();
    }

    @Override
    void onFailure(Object request, Exception cause) {
        ListenSockState state = (ListenSockState) request;
        state.finished = true;
        if (state.channel != null) {
            closeQuietly(state.channel);
        }
        state.sink.enqueue_lossy(new ATcpListenFailedEvent(state.server, String.valueOf(cause.getMessage())));
    }
}
