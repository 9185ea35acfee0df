package seda.sandStorm.lib.aSocket;

import capriccio.seda.runtime.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkFullException;

/** The read stage: packets in order from each socket to its read sink, then the closed event. */
final class ReadLoop extends SelectLoop {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(aSocketConst.READ_BUFFER_SIZE);
    private final List<SockState> clogged = new ArrayList<>();
    private long retryAt;

    private final InputRate rate; // null is as fast as it goes

    ReadLoop(InputRate rate) throws IOException {
        this.rate = rate;
    }

    /** Asks for reading to begin. */
    record Start(SockState state) implements QueueElementIF {}

    /** Says that the connection is gone although nothing was read of it. */
    record Gone(SockState state) implements QueueElementIF {}

    @Override
    long pauseNanos() {
        return rate == null ? 0 : rate.pauseNanos();
    }

    @Override
    void onRequest(QueueElementIF request) throws IOException {
        if (request instanceof Start start) {
            SockState state = start.state();
            state.readKey = state.channel().register(selector, SelectionKey.OP_READ, state);
        } else {
            finish(((Gone) request).state());
        }
    }

    @Override
    void onReady(SelectionKey key) throws IOException {
        SockState state = (SockState) key.attachment();
        QueueElementIF packet = state.receive(buffer);
        if (packet == SockState.END) {
            state.peerClosed(false);
            finish(state);
        } else if (packet != null) {
            if (rate != null) {
                rate.onPacket();
            }
            deliver(state, packet);
        }
    }

    @Override
    void onFailure(Object request, Exception cause) {
        SockState state = stateOf(request);
        if (!(cause instanceof IOException) && !(cause instanceof CancelledKeyException)) {
            Log.failure("aSocket: read sink of " + state.socket() + " got exception: " + cause, cause);
        }
        state.peerClosed(true);
        finish(state);
    }

    private static SockState stateOf(Object request) {
        if (request instanceof Start start) {
            return start.state();
        }
        return request instanceof Gone gone ? gone.state() : (SockState) request;
    }

    /** No more packets follow: the sink learns that the connection is closed, unless the application closed it. */
    private void finish(SockState state) {
        if (state.readKey != null) {
            state.readKey.cancel();
        }
        if (state.refused != null && !(state.refused instanceof SinkClosedEvent)) {
            state.closeEventAfterRefused = true;
        } else if (state.mayAnnounceToReader()) {
            deliver(state, new SinkClosedEvent(state.socket()));
        }
    }

    private void deliver(SockState state, QueueElementIF event) {
        try {
            state.readSink().enqueue(event);
        } catch (SinkFullException full) {
            clog(state, event);
        } catch (SinkException closed) {
            state.peerClosed(true);
        }
    }

    private void clog(SockState state, QueueElementIF event) {
        state.refused = event;
        state.refusals = 1;
        if (state.readKey != null && state.readKey.isValid()) {
            state.readKey.interestOps(0);
        }
        if (clogged.isEmpty()) {
            retryAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
        }
        clogged.add(state);
    }

    @Override
    boolean hasRetries() {
        return !clogged.isEmpty();
    }

    @Override
    void retry() {
        if (clogged.isEmpty() || System.nanoTime() - retryAt < 0) {
            return;
        }
        retryAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
        List<SockState> retried = new ArrayList<>(clogged);
        clogged.clear();
        retried.forEach(this::retry);
    }

    private void retry(SockState state) {
        QueueElementIF event = state.refused;
        try {
            state.readSink().enqueue(event);
        } catch (SinkFullException full) {
            boolean drops = !(event instanceof SinkClosedEvent) && state.readClogTries() >= 0;
            if (!drops || ++state.refusals <= state.readClogTries()) {
                clogged.add(state);
                return;
            }
        } catch (SinkException closed) {
            state.peerClosed(true);
        } catch (RuntimeException e) {
            onFailure(state, e);
        }
        unclog(state);
    }

    private void unclog(SockState state) {
        state.refused = null;
        if (state.closeEventAfterRefused) {
            state.closeEventAfterRefused = false;
            finish(state);
        } else if (state.readKey != null && state.readKey.isValid()) {
            state.readKey.interestOps(SelectionKey.OP_READ);
        }
    }
}
