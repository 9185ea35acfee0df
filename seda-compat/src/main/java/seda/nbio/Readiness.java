package seda.nbio;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** Readiness of channels in the terms of {@link Selectable}, and waiting for it where a blocking call asks for it. */
final class Readiness {
    // A close by another thread does not wake a selector: the waiter looks for it this often.
    private static final long LOOK_MILLIS = 100;

    private Readiness() {}

    /** The channel behind a socket of this package. */
    static SelectableChannel channelOf(Selectable selectable) {
        if (selectable instanceof NonblockingSocket socket) {
            return socket.channel;
        }
        if (selectable instanceof NonblockingServerSocket socket) {
            return socket.channel;
        }
        if (selectable instanceof NonblockingDatagramSocket socket) {
            return socket.channel;
        }
        throw new IllegalArgumentException("not a socket of seda.nbio: " + selectable);
    }

    /** The operations of a channel that stand for the events. */
    static int operations(SelectableChannel channel, short events) {
        boolean first = (events & Selectable.READ_READY) != 0;
        if (channel instanceof ServerSocketChannel) {
            return first ? SelectionKey.OP_ACCEPT : 0;
        }
        boolean connecting = channel instanceof SocketChannel socket && !socket.isConnected();
        int second = connecting ? SelectionKey.OP_CONNECT : SelectionKey.OP_WRITE;
        return (first ? SelectionKey.OP_READ : 0) | ((events & Selectable.WRITE_READY) != 0 ? second : 0);
    }

    /** The events that operations stand for. */
    static short events(int operations) {
        boolean first = (operations & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0;
        boolean second = (operations & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0;
        return (short) ((first ? Selectable.READ_READY : 0) | (second ? Selectable.WRITE_READY : 0));
    }

    /**
     * Waits until the channel is ready; {@code timeoutMillis} of -1 means without end.
     *
     * @return whether it is
     * @throws SocketException if the channel is or gets closed
     */
    static boolean await(SelectableChannel channel, int operations, long timeoutMillis) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        try (Selector selector = Selector.open()) {
            if (channel.isOpen()) {
                channel.register(selector, operations);
            }
            while (channel.isOpen()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()) + 1;
                if (timeoutMillis >= 0 && left <= 0) {
                    return false;
                }
                if (selector.select(timeoutMillis < 0 ? LOOK_MILLIS : Math.min(left, LOOK_MILLIS)) > 0) {
                    return true;
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new SocketException("interrupted while waiting for " + channel);
                }
            }
        }
        throw new SocketException("Socket closed");
    }

    /** Waits as {@link #await}; 0 means without end, as in {@code setSoTimeout}. */
    static void awaitOrThrow(SelectableChannel channel, int operations, int soTimeoutMillis) throws IOException {
        if (!await(channel, operations, soTimeoutMillis == 0 ? -1 : soTimeoutMillis)) {
            throw new SocketTimeoutException("not ready within " + soTimeoutMillis + " ms");
        }
    }
}
