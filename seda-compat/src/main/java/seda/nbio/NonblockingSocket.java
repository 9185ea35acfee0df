package seda.nbio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Set;

/**
 * A TCP socket whose streams do not wait unless asked to: they are a {@link NonblockingInputStream} and a
 * {@link NonblockingOutputStream}. The parent's own socket is not used: everything goes to the channel's.
 */
public class NonblockingSocket extends Socket implements Selectable {
    final SocketChannel channel;

    private final Socket socket;

    /** Connects, waiting until that is done. */
    public NonblockingSocket(String host, int port) throws UnknownHostException, IOException {
        this(InetAddress.getByName(host), port, true);
    }

    /** Connects; without {@code block} {@link #finishConnect} tells when that is done. */
    public NonblockingSocket(String host, int port, boolean block) throws UnknownHostException, IOException {
        this(InetAddress.getByName(host), port, block);
    }

    /** Connects, waiting until that is done. */
    public NonblockingSocket(InetAddress address, int port) throws UnknownHostException, IOException {
        this(address, port, true);
    }

    /** Connects; without {@code block} {@link #finishConnect} tells when that is done. */
    public NonblockingSocket(InetAddress address, int port, boolean block) throws IOException {
        this(SocketChannel.open());
        try {
            channel.connect(new InetSocketAddress(address, port));
            if (block) {
                Readiness.await(channel, SelectionKey.OP_CONNECT, -1);
                channel.finishConnect();
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    NonblockingSocket(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.socket = channel.socket();
        channel.configureBlocking(false);
    }

    /**
     * Waits for the connection: at most {@code timeoutMillis}; 0 does not wait, -1 waits without end.
     *
     * @return whether it is made
     * @throws SocketException if it cannot be made
     */
    public boolean finishConnect(int timeoutMillis) throws SocketException {
        try {
            if (!connectDone() && timeoutMillis != 0) {
                Readiness.await(channel, SelectionKey.OP_CONNECT, timeoutMillis);
            }
        } catch (SocketException e) {
            throw e;
        } catch (IOException e) {
            throw failure(e);
        }
        return connectDone();
    }

    /** Whether the connection is made; a {@code SocketException} if it cannot be. */
    public boolean connectDone() throws SocketException {
        try {
            return channel.finishConnect();
        } catch (SocketException e) {
            throw e;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static SocketException failure(IOException cause) {
        SocketException failure = new SocketException("cannot connect: " + cause);
        failure.initCause(cause);
        return failure;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new SocketInput(this);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new SocketOutput(this);
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }

    @Override
    public SocketChannel getChannel() {
        return channel;
    }

    @Override
    public String toString() {
        return "NonblockingSocket[" + getInetAddress() + ":" + getPort() + ", local port " + getLocalPort() + "]";
    }

    // -- the rest of Socket, by the channel's own --

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    /** The constructors connect: here only a second time could be meant. */
    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        throw new SocketException("already connected or connecting: " + this);
    }

    @Override
    public void bind(SocketAddress address) throws IOException {
        channel.bind(address);
    }

    @Override
    public InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return socket.getLocalSocketAddress();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        socket.setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return socket.getTcpNoDelay();
    }

    @Override
    public void setSoLinger(boolean on, int seconds) throws SocketException {
        socket.setSoLinger(on, seconds);
    }

    @Override
    public int getSoLinger() throws SocketException {
        return socket.getSoLinger();
    }

    /** How long the reads that wait do so; 0 means without end. */
    @Override
    public synchronized void setSoTimeout(int millis) throws SocketException {
        socket.setSoTimeout(millis);
    }

    @Override
    public synchronized int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        socket.setKeepAlive(on);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return socket.getKeepAlive();
    }

    @Override
    public void setOOBInline(boolean on) throws SocketException {
        socket.setOOBInline(on);
    }

    @Override
    public boolean getOOBInline() throws SocketException {
        return socket.getOOBInline();
    }

    @Override
    public void sendUrgentData(int data) throws IOException {
        socket.sendUrgentData(data);
    }

    @Override
    public void setTrafficClass(int value) throws SocketException {
        socket.setTrafficClass(value);
    }

    @Override
    public int getTrafficClass() throws SocketException {
        return socket.getTrafficClass();
    }

    @Override
    public void setReuseAddress(boolean on) throws SocketException {
        socket.setReuseAddress(on);
    }

    @Override
    public boolean getReuseAddress() throws SocketException {
        return socket.getReuseAddress();
    }

    @Override
    public synchronized void setSendBufferSize(int size) throws SocketException {
        socket.setSendBufferSize(size);
    }

    @Override
    public synchronized int getSendBufferSize() throws SocketException {
        return socket.getSendBufferSize();
    }

    @Override
    public synchronized void setReceiveBufferSize(int size) throws SocketException {
        socket.setReceiveBufferSize(size);
    }

    @Override
    public synchronized int getReceiveBufferSize() throws SocketException {
        return socket.getReceiveBufferSize();
    }

    @Override
    public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
        channel.setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return channel.getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return channel.supportedOptions();
    }

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isBound() {
        return socket.isBound();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public boolean isInputShutdown() {
        return socket.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return socket.isOutputShutdown();
    }
}
