package capriccio.seda.gnutella;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import seda.sandStorm.lib.Gnutella.GnutellaConst;

/**
 * A neighbour with blocking sockets and packets as bytes: what experiments put against a router, so that they do not measure
 * it with itself. One thread may send while another reads.
 */
public final class Peer implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    /**
     * A packet.
     *
     * @param id the last eight bytes of its GUID, which is 0 otherwise
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are for the wire, not for comparisons
    public record Packet(byte function, long id, int ttl, int hops, byte... payload) {
        /** The packet as it goes over the wire. */
        public byte[] toBytes() {
            ByteBuffer bytes = ByteBuffer.allocate(GnutellaConst.PACKET_HEADER_SIZE + payload.length);
            bytes.putLong(0).putLong(id).put(function).put((byte) ttl).put((byte) hops);
            return bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(payload.length).put(payload).array();
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private Peer(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    /**
     * Connects and shakes hands.
     *
     * @param receiveBuffer bytes that the system may hold for it unread; 0 leaves that to the system
     */
    public static Peer connect(InetSocketAddress router, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.connect(router, TIMEOUT_MILLIS);
            Peer peer = new Peer(socket);
            peer.out.write(GnutellaConst.GNUTELLA_CONNECT.getBytes(US_ASCII));
            String answer = new String(peer.in.readNBytes(GnutellaConst.GNUTELLA_OK.length()), US_ASCII);
            if (!answer.equals(GnutellaConst.GNUTELLA_OK)) {
                throw new IOException("no Gnutella 0.4 router at " + router + ": it said \"" + answer.strip() + "\"");
            }
            return peer;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a packet. */
    public void send(Packet packet) throws IOException {
        send(packet.toBytes());
    }

    /** Sends bytes, whatever they are. */
    public void send(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** The next packet; fails at the end of the connection, or after some seconds without one. */
    public Packet read() throws IOException {
        byte[] header = new byte[GnutellaConst.PACKET_HEADER_SIZE];
        in.readFully(header);
        ByteBuffer fields = ByteBuffer.wrap(header).position(Long.BYTES);
        long id = fields.getLong();
        byte function = fields.get();
        int ttl = fields.get() & 0xff;
        int hops = fields.get() & 0xff;
        byte[] payload = new byte[fields.order(ByteOrder.LITTLE_ENDIAN).getInt()];
        in.readFully(payload);
        return new Packet(function, id, ttl, hops, payload);
    }

    /** Whether the router has closed the connection; waits for that, and drops what it sends before. */
    public boolean awaitEnd() throws IOException {
        byte[] rest = new byte[4096];
        while (in.read(rest) >= 0) {
            // only the end matters
        }
        return true;
    }

    /** Has a thread of its own take whatever comes from now on, until either side closes. */
    public void drain() {
        Thread reader = new Thread(
                () -> {
                    try {
                        socket.setSoTimeout(0);
                        awaitEnd();
                    } catch (IOException closed) {
                        // on this side
                    }
                },
                "gnutella peer");
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
