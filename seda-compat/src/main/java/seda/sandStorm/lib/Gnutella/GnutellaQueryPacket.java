package seda.sandStorm.lib.Gnutella;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Asks for files. */
public class GnutellaQueryPacket extends GnutellaPacket {
    private static final int OFFSET_TERM = 2;

    private final String searchTerm;
    private final int minSpeed;

    public GnutellaQueryPacket(byte[] payload) {
        this(new GnutellaGUID(), DEFAULT_TTL, DEFAULT_HOPS, payload);
    }

    /**
     * Takes the payload apart; the search term ends at the first zero byte, or with the payload.
     *
     * @throws IllegalArgumentException if the payload is too short
     */
    public GnutellaQueryPacket(GnutellaGUID guid, int ttl, int hops, byte[] payload) {
        super(guid, GNUTELLA_FN_QUERY, ttl, hops, atLeast(OFFSET_TERM, payload, "query"));
        minSpeed = readLEShort(payload, 0);
        int end = OFFSET_TERM;
        while (end < payload.length && payload[end] != 0) {
            end++;
        }
        searchTerm = new String(payload, OFFSET_TERM, end - OFFSET_TERM, ISO_8859_1);
    }

    /** A query of our own; {@code minSpeed} is in kilobits a second. */
    public GnutellaQueryPacket(String searchTerm, int minSpeed) {
        super(GNUTELLA_FN_QUERY, null);
        this.searchTerm = searchTerm;
        this.minSpeed = minSpeed;
    }

    @Override
    protected void prepareForSend() {
        if (payload == null) {
            byte[] term = searchTerm.getBytes(ISO_8859_1);
            byte[] bytes = new byte[OFFSET_TERM + term.length + 1];
            writeLEShort(minSpeed, bytes, 0);
            ByteBuffer.wrap(bytes, OFFSET_TERM, term.length).put(term);
            setPayload(bytes);
        }
    }

    public String getSearchTerm() {
        return searchTerm;
    }

    public int getMinSpeed() {
        return minSpeed;
    }

    /** Prints the packet and its payload in hexadecimal digits. */
    public void debug(PrintStream out) {
        prepareForSend();
        out.println(this + " " + HexFormat.of().formatHex(Arrays.copyOf(payload, payload_length)));
    }

    @Override
    public String toString() {
        return describe("GnutellaQueryPacket", "\"" + searchTerm + "\", minSpeed=" + minSpeed);
    }
}
