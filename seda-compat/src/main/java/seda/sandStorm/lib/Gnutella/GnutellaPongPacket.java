package seda.sandStorm.lib.Gnutella;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Says who is there and what it shares; has the GUID of the ping that it answers. */
public class GnutellaPongPacket extends GnutellaPacket {
    private static final int SIZE = 14;
    private static final int OFFSET_ADDRESS = 2;
    private static final int OFFSET_FILES = 6;
    private static final int OFFSET_KB = 10;

    private final InetAddress address;
    private final int port;
    private final int numFiles;
    private final int numKB;

    public GnutellaPongPacket(byte[] payload) throws UnknownHostException {
        this(new GnutellaGUID(), DEFAULT_TTL, DEFAULT_HOPS, payload);
    }

    /**
     * Takes the payload apart; numbers are as unsigned as they fit.
     *
     * @throws IllegalArgumentException if it is too short
     */
    public GnutellaPongPacket(GnutellaGUID guid, int ttl, int hops, byte[] payload) throws UnknownHostException {
        super(guid, GNUTELLA_FN_PONG, ttl, hops, atLeast(SIZE, payload, "pong"));
        port = readLEShort(payload, 0);
        address = readAddress(payload);
        numFiles = readLEInt(payload, OFFSET_FILES);
        numKB = readLEInt(payload, OFFSET_KB);
    }

    /** Of this host at the default port. */
    public GnutellaPongPacket(GnutellaGUID guid, int numFiles, int numKB) throws UnknownHostException {
        this(guid, DEFAULT_GNUTELLA_PORT, InetAddress.getLocalHost(), numFiles, numKB);
    }

    /** An address that is not of IPv4 is sent as 0.0.0.0: the packet has no room for it. */
    public GnutellaPongPacket(GnutellaGUID guid, int port, InetAddress address, int numFiles, int numKB)
            throws UnknownHostException {
        super(guid, GNUTELLA_FN_PONG, null);
        this.port = port;
        this.address = address;
        this.numFiles = numFiles;
        this.numKB = numKB;
    }

    private static InetAddress readAddress(byte[] from) throws UnknownHostException {
        return InetAddress.getByAddress(Arrays.copyOfRange(from, OFFSET_ADDRESS, OFFSET_FILES));
    }

    static void writeAddress(InetAddress address, byte[] to, int offset) {
        if (address instanceof Inet4Address) {
            ByteBuffer.wrap(to, offset, 4).put(address.getAddress());
        }
    }

    @Override
    protected void prepareForSend() {
        if (payload == null) {
            byte[] bytes = new byte[SIZE];
            writeLEShort(port, bytes, 0);
            writeAddress(address, bytes, OFFSET_ADDRESS);
            writeLEInt(numFiles, bytes, OFFSET_FILES);
            writeLEInt(numKB, bytes, OFFSET_KB);
            setPayload(bytes);
        }
    }

    public InetAddress getInetAddress() {
        return address;
    }

    public int getPort() {
        return port;
    }

    /** The address in digits. */
    public String getHost() {
        return address.getHostAddress();
    }

    public int getNumFiles() {
        return numFiles;
    }

    public int getNumKB() {
        return numKB;
    }

    @Override
    public String toString() {
        return describe("GnutellaPongPacket", getHost() + ":" + port + ", files=" + numFiles + ", kb=" + numKB);
    }
}
