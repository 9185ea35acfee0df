package seda.sandStorm.lib.Gnutella;

import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import seda.sandStorm.api.QueueElementIF;

/**
 * A packet, received or to be sent. {@link #ttl} and {@link #hops} may be changed before it is sent on; they travel as one
 * byte each.
 */
public abstract class GnutellaPacket implements GnutellaConst, QueueElementIF {
    /** Packets created so far; the original took off those that were collected, at the price of a finalizer for each. */
    public static int NUM_ALLOC;

    private static final AtomicInteger CREATED = new AtomicInteger();
    private static final int OFFSET_FUNCTION = 16;
    private static final int OFFSET_TTL = 17;
    private static final int OFFSET_HOPS = 18;
    private static final int OFFSET_LENGTH = 19;

    /** Whence it came; null if it is our own. */
    protected GnutellaConnection gc;

    protected GnutellaGUID guid;
    protected int function;
    public int ttl;
    public int hops;
    protected int payload_length;
    protected byte[] payload;

    /** A packet with that header; {@code payload} is used as it is and may be null. */
    @SuppressWarnings("StaticAssignmentInConstructor") // the field is part of the contract of 2002
    protected GnutellaPacket(GnutellaGUID guid, int function, int ttl, int hops, byte[] payload) {
        this.guid = guid;
        this.function = function;
        this.ttl = ttl;
        this.hops = hops;
        setPayload(payload);
        NUM_ALLOC = CREATED.incrementAndGet();
    }

    /** A packet of our own. */
    protected GnutellaPacket(int function, byte[] payload) {
        this(new GnutellaGUID(), function, payload);
    }

    /** An answer to what {@code guid} names. */
    protected GnutellaPacket(GnutellaGUID guid, int function, byte[] payload) {
        this(guid, function, DEFAULT_TTL, DEFAULT_HOPS, payload);
    }

    final void setPayload(byte[] payload) {
        if (payload != null && payload.length > MAX_PAYLOAD_SIZE) {
            throw new IllegalArgumentException(
                    "a payload has at most " + MAX_PAYLOAD_SIZE + " bytes, not " + payload.length);
        }
        this.payload = payload;
        payload_length = payload == null ? 0 : payload.length;
    }

    /** Does nothing, so that the JVM need not keep packets for it. */
    @Override
    @SuppressWarnings({"deprecation", "removal", "Finalize"}) // part of the contract of 2002
    public void finalize() {}

    /** The connection that it came from, or null. */
    public GnutellaConnection getConnection() {
        return gc;
    }

    public GnutellaGUID getGUID() {
        return guid;
    }

    /** Called before the packet is written, for types that make their payload only then. */
    protected void prepareForSend() {}

    /** Bytes on the wire, header included; of a packet of our own that makes its payload when sent, once it has been. */
    public int getSize() {
        return PACKET_HEADER_SIZE + payload_length;
    }

    /** The packet as it goes over the wire, in an array of its own. */
    final byte[] toBytes() {
        prepareForSend();
        byte[] bytes = new byte[getSize()];
        guid.dump(bytes, 0);
        bytes[OFFSET_FUNCTION] = (byte) function;
        bytes[OFFSET_TTL] = (byte) ttl;
        bytes[OFFSET_HOPS] = (byte) hops;
        writeLEInt(payload_length, bytes, OFFSET_LENGTH);
        if (payload != null) {
            ByteBuffer.wrap(bytes, PACKET_HEADER_SIZE, payload_length).put(payload);
        }
        return bytes;
    }

    /** What a header says of its payload's length: anything, if the peer is hostile. */
    static int payloadLength(byte[] header) {
        return readLEInt(header, OFFSET_LENGTH);
    }

    /**
     * The packet of a header and its payload; null if its function is none of ours.
     *
     * @throws IllegalArgumentException if the payload is none of that function
     */
    static GnutellaPacket of(byte[] header, byte[] payload) throws UnknownHostException {
        GnutellaGUID guid = new GnutellaGUID(header, 0);
        int ttl = header[OFFSET_TTL] & 0xff;
        int hops = header[OFFSET_HOPS] & 0xff;
        return switch (header[OFFSET_FUNCTION]) {
            case GNUTELLA_FN_PING -> new GnutellaPingPacket(guid, ttl, hops);
            case GNUTELLA_FN_PONG -> new GnutellaPongPacket(guid, ttl, hops, payload);
            case GNUTELLA_FN_PUSH -> new GnutellaPushPacket(guid, ttl, hops, payload);
            case GNUTELLA_FN_QUERY -> new GnutellaQueryPacket(guid, ttl, hops, payload);
            case GNUTELLA_FN_QUERYHITS -> new GnutellaQueryHitsPacket(guid, ttl, hops, payload);
            default -> null;
        };
    }

    /** Fails unless the payload, which a peer sent, has that many bytes. */
    static byte[] atLeast(int bytes, byte[] payload, String name) {
        if (payload == null || payload.length < bytes) {
            throw new IllegalArgumentException(
                    "a " + name + " has at least " + bytes + " bytes, not " + (payload == null ? 0 : payload.length));
        }
        return payload;
    }

    /** Four bytes, least first. */
    protected static void writeLEInt(int value, byte[] to, int offset) {
        writeLEShort(value, to, offset);
        writeLEShort(value >>> 16, to, offset + 2);
    }

    protected static int readLEInt(byte[] from, int offset) {
        return readLEShort(from, offset) | (readLEShort(from, offset + 2) << 16);
    }

    /** Two bytes, least first. */
    protected static void writeLEShort(int value, byte[] to, int offset) {
        to[offset] = (byte) value;
        to[offset + 1] = (byte) (value >>> 8);
    }

    /** 0 to 65535. */
    protected static int readLEShort(byte[] from, int offset) {
        return (from[offset] & 0xff) | ((from[offset + 1] & 0xff) << 8);
    }

    final String describe(String name, String content) {
        return name + "[" + guid + ", ttl=" + ttl + ", hops=" + hops + (content.isEmpty() ? "" : ", ") + content + "]";
    }

    @Override
    public String toString() {
        return describe("GnutellaPacket", "function=" + (function & 0xff) + ", payload=" + payload_length);
    }
}
