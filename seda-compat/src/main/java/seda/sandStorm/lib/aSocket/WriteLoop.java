package seda.sandStorm.lib.aSocket;

import capriccio.seda.runtime.Log;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkFullException;

/** The write stage: writes what connections have queued, and makes outgoing connections. */
final class WriteLoop extends SelectLoop {
    private static final int WRITE_BYTES = 64 * 1024;

    private final aSocketLayer layer;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(WRITE_BYTES);
    private final List<ConnectRequest> undelivered = new ArrayList<>();

    WriteLoop(aSocketLayer layer) throws IOException {
        this.layer = layer;
    }

    @Override
    void onRequest(QueueElementIF request) throws IOException {
        if (request instanceof ConnectRequest connect) {
            connect(connect);
        } else {
            write((SockState) request);
        }
    }

    @Override
    void onReady(SelectionKey key) throws IOException {
        key.interestOps(0);
        Object attachment = key.attachment();
        if (attachment instanceof ConnectRequest request) {
            request.channel.finishConnect();
            connected(request);
        } else {
            write((SockState) attachment);
        }
    }

    /** Writes until nothing is left, the socket is full, or it is the others' turn. */
    private void write(SockState state) throws IOException {
        for (int spin = 0; spin < aSocketConst.TRYWRITE_SPIN; spin++) {
            SockState.Progress progress = state.send(buffer);
            if (progress == SockState.Progress.BLOCKED) {
                awaitWritable(state);
            }
            if (progress != SockState.Progress.MORE) {
                return;
            }
        }
        layer.requestWrite(state);
    }

    private void awaitWritable(SockState state) throws IOException {
        SelectionKey key = state.channel().keyFor(selector);
        if (key == null) {
            state.channel().register(selector, SelectionKey.OP_WRITE, state);
        } else {
            key.attach(state);
            key.interestOps(SelectionKey.OP_WRITE);
        }
    }

    private void connect(ConnectRequest request) throws IOException {
        request.channel = SocketChannel.open();
        request.channel.configureBlocking(false);
        if (request.channel.connect(
                new InetSocketAddress(request.client.getAddress(), request.client.getPort()))) {
            connected(request);
        } else {
            request.channel.register(selector, SelectionKey.OP_CONNECT, request);
        }
    }

    private void connected(ConnectRequest request) {
        ATcpClientSocket client = request.client;
        ATcpConnection connection = new ATcpConnection(client, client.getAddress(), client.getPort());
        connection.sockState = new TcpSockState(layer, request.channel, connection, request.writeClogThreshold);
        request.refused = connection;
        deliver(request);
    }

    /** Offers a new connection to the sink; as often as asked when that is full, then gives it up. */
    private void deliver(ConnectRequest request) {
        try {
            request.sink.enqueue(request.refused);
        } catch (SinkFullException full) {
            if (request.clogTries >= 0 && request.refusals++ >= request.clogTries) {
                request.refused.sockState.closeChannel();
            } else {
                undelivered.add(request);
            }
        } catch (SinkException closed) {
            request.refused.sockState.closeChannel();
        }
    }

    @Override
    boolean hasRetries() {
        return !undelivered.isEmpty();
    }

    @Override
    void retry() {
        if (hasRetries()) {
            List<ConnectRequest> retried = List.copyOf(undelivered);
            undelivered.clear();
            retried.forEach(this::deliver);
        }
    }

    @Override
    void onFailure(Object request, Exception cause) {
        if (request instanceof SockState state) {
            if (!(cause instanceof IOException) && !(cause instanceof CancelledKeyException)) {
                Log.failure("aSocket: completion sink of " + state.socket() + " got exception: " + cause, cause);
            }
            state.writeFailed();
            return;
        }
        ConnectRequest failed = (ConnectRequest) request;
        if (failed.channel != null) {
            closeQuietly(failed.channel);
        }
        failed.sink.enqueue_lossy(new ATcpConnectFailedEvent(failed.client, String.valueOf(cause.getMessage())));
    }
}
