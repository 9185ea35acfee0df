package seda.nbio;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.util.Set;

/**
 * A UDP socket that sends and receives without waiting by its {@code nb} methods. The parent's own socket is not used:
 * everything goes to the channel's.
 */
public class NonblockingDatagramSocket extends DatagramSocket implements Selectable {
    final DatagramChannel channel;

    private final DatagramSocket socket;

    /** Binds to any free port. */
    public NonblockingDatagramSocket() throws IOException {
        this(0);
    }

    public NonblockingDatagramSocket(int port) throws IOException {
        this(port, null);
    }

    /** Binds to one address only, or to all when it is null. */
    public NonblockingDatagramSocket(int port, InetAddress bindAddress) throws IOException {
        this(DatagramChannel.open(), port, bindAddress);
    }

    @SuppressWarnings("this-escape") // only the parent's own socket is closed
    NonblockingDatagramSocket(DatagramChannel channel, int port, InetAddress bindAddress) throws IOException {
        super((SocketAddress) null);
        super.close();
        this.channel = channel;
        this.socket = channel.socket();
        try {
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(bindAddress, port));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Receives a datagram if there is one; what is too long for the packet's array is cut off.
     *
     * @return its length, also set in the packet; 0 when there is none
     */
    public int nbReceive(DatagramPacket packet) throws IOException {
        byte[] data = packet.getData();
        ByteBuffer buffer = ByteBuffer.wrap(data, packet.getOffset(), data.length - packet.getOffset());
        SocketAddress from = channel.receive(buffer);
        int length = buffer.position() - packet.getOffset();
        if (from != null) {
            packet.setSocketAddress(from);
        }
        packet.setLength(length);
        return length;
    }

    /** As {@link #nbReceive(DatagramPacket)}, without the sender. */
    public int nbReceive(byte[] data, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(data, offset, length);
        channel.receive(buffer);
        return buffer.position() - offset;
    }

    /** Sends a datagram unless the system has no room for it now; returns its length or 0. */
    public int nbSend(DatagramPacket packet) throws IOException {
        ByteBuffer data = ByteBuffer.wrap(packet.getData(), packet.getOffset(), packet.getLength());
        return packet.getAddress() == null ? nbSend(data) : channel.send(data, packet.getSocketAddress());
    }

    /** As {@link #nbSend(DatagramPacket)}. */
    public int nbSend(byte[] data, int offset, int length, InetAddress address, int port) throws IOException {
        return channel.send(ByteBuffer.wrap(data, offset, length), new InetSocketAddress(address, port));
    }

    /** As {@link #nbSend(DatagramPacket)}, to where the socket is connected. */
    public int nbSend(byte[] data, int offset, int length) throws IOException {
        return nbSend(ByteBuffer.wrap(data, offset, length));
    }

    private int nbSend(ByteBuffer data) throws IOException {
        try {
            return channel.write(data);
        } catch (NotYetConnectedException e) {
            throw new SocketException("not connected: connect first, or give the datagram an address");
        }
    }

    /** Sends, waiting for room if there is none. */
    @Override
    public void send(DatagramPacket packet) throws IOException {
        while (nbSend(packet) < packet.getLength()) {
            Readiness.await(channel, SelectionKey.OP_WRITE, -1);
        }
    }

    /** Waits for a datagram, at most as long as {@link #setSoTimeout} says. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // a receiver must not keep senders out
    public void receive(DatagramPacket packet) throws IOException {
        while (!received(packet)) {
            Readiness.awaitOrThrow(channel, SelectionKey.OP_READ, getSoTimeout());
        }
    }

    /** Whether a datagram was there: an empty one counts. */
    private boolean received(DatagramPacket packet) throws IOException {
        packet.setPort(0);
        nbReceive(packet);
        return packet.getPort() != 0;
    }

    @Override
    public synchronized void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** From now on only datagrams of this peer arrive, and those without an address go to it. */
    @Override
    public void connect(InetAddress address, int port) throws IllegalArgumentException {
        socket.connect(address, port);
    }

    /** As {@link #connect(InetAddress, int)}. */
    public void connect(String host, int port) throws UnknownHostException {
        connect(InetAddress.getByName(host), port);
    }

    @Override
    public synchronized void disconnect() {
        socket.disconnect();
    }

    // -- the rest of DatagramSocket, by the channel's own --

    @Override
    public void bind(SocketAddress address) throws SocketException {
        throw new SocketException("already bound: " + getLocalSocketAddress());
    }

    @Override
    public void connect(SocketAddress address) throws SocketException {
        socket.connect(address);
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
    public DatagramChannel getChannel() {
        return channel;
    }

    @Override
    public boolean isBound() {
        return socket.isBound();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    /** How long {@link #receive} waits; 0 means without end. */
    @Override
    public synchronized void setSoTimeout(int millis) throws SocketException {
        socket.setSoTimeout(millis);
    }

    @Override
    public synchronized int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public synchronized int getReceiveBufferSize() throws SocketException {
        return socket.getReceiveBufferSize();
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
    public synchronized void setSendBufferSize(int size) throws SocketException {
        socket.setSendBufferSize(size);
    }

    @Override
    public synchronized void setReuseAddress(boolean on) throws SocketException {
        socket.setReuseAddress(on);
    }

    @Override
    public synchronized boolean getReuseAddress() throws SocketException {
        return socket.getReuseAddress();
    }

    @Override
    public synchronized void setBroadcast(boolean on) throws SocketException {
        socket.setBroadcast(on);
    }

    @Override
    public synchronized boolean getBroadcast() throws SocketException {
        return socket.getBroadcast();
    }

    @Override
    public synchronized void setTrafficClass(int value) throws SocketException {
        socket.setTrafficClass(value);
    }

    @Override
    public synchronized int getTrafficClass() throws SocketException {
        return socket.getTrafficClass();
    }

    @Override
    public <T> DatagramSocket setOption(SocketOption<T> name, T value) throws IOException {
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
}
