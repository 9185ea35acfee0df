package seda.nbio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Listens for connections, which are taken with or without waiting. */
public class NonblockingServerSocket implements Selectable {
    private static final int DEFAULT_BACKLOG = 50;

    final ServerSocketChannel channel;

    private int soTimeoutMillis;

    public NonblockingServerSocket(int port) throws IOException {
        this(port, DEFAULT_BACKLOG);
    }

    public NonblockingServerSocket(int port, int backlog) throws IOException {
        this(port, backlog, null);
    }

    /** Listens on one address only, or on all when it is null. */
    public NonblockingServerSocket(int port, int backlog, InetAddress bindAddress) throws IOException {
        channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(bindAddress, port), backlog);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Waits for a connection, at most as long as {@link #setSoTimeout} says. */
    public NonblockingSocket accept() throws IOException {
        NonblockingSocket accepted = nbAccept();
        while (accepted == null) {
            Readiness.awaitOrThrow(channel, SelectionKey.OP_ACCEPT, getSoTimeout());
            accepted = nbAccept();
        }
        return accepted;
    }

    /** A connection if one waits, else null. */
    public synchronized NonblockingSocket nbAccept() throws IOException {
        SocketChannel accepted = channel.accept();
        return accepted == null ? null : new NonblockingSocket(accepted);
    }

    public InetAddress getInetAddress() {
        return channel.socket().getInetAddress();
    }

    /** The port bound. */
    public int getLocalPort() {
        return channel.socket().getLocalPort();
    }

    /** How long {@link #accept} waits; 0 means without end. */
    public synchronized void setSoTimeout(int millis) throws SocketException {
        if (millis < 0) {
            throw new IllegalArgumentException("negative timeout: " + millis + " ms");
        }
        soTimeoutMillis = millis;
    }

    public synchronized int getSoTimeout() throws SocketException {
        return soTimeoutMillis;
    }

    public synchronized void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return "NonblockingServerSocket[" + getInetAddress() + ":" + getLocalPort() + "]";
    }
}
