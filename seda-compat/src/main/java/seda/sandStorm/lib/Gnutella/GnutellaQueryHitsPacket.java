package seda.sandStorm.lib.Gnutella;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Answers a query with files; has the query's GUID. */
public class GnutellaQueryHitsPacket extends GnutellaPacket {
    private static final int OFFSET_PORT = 1;
    private static final int OFFSET_ADDRESS = 3;
    private static final int OFFSET_SPEED = 7;
    private static final int OFFSET_HITS = 11;
    private static final int MAX_HITS = 255;
    /** One for all packets of this process. */
    private static final GnutellaGUID OWN_SERVENT = new GnutellaGUID();

    private final GnutellaQueryHit[] hits;

    public GnutellaQueryHitsPacket(byte[] payload) throws UnknownHostException {
        this(new GnutellaGUID(), DEFAULT_TTL, DEFAULT_HOPS, payload);
    }

    /**
     * Takes the payload apart; what stands between the hits and the servent is kept as it is.
     *
     * @throws IllegalArgumentException if the payload does not hold what it says
     */
    public GnutellaQueryHitsPacket(GnutellaGUID guid, int ttl, int hops, byte[] payload)
            throws UnknownHostException {
        super(guid, GNUTELLA_FN_QUERYHITS, ttl, hops, atLeast(OFFSET_HITS + GnutellaGUID.SIZE, payload, "query hit"));
        hits = new GnutellaQueryHit[payload[0] & 0xff];
        int offset = OFFSET_HITS;
        for (int i = 0; i < hits.length; i++) {
            hits[i] = new GnutellaQueryHit(payload, offset);
            offset += hits[i].length();
        }
        if (offset > payload.length - GnutellaGUID.SIZE) {
            throw new IllegalArgumentException("query hits run into the servent's name");
        }
    }

    /** Hits of this host, at the default port for downloads. */
    public GnutellaQueryHitsPacket(GnutellaQueryHit[] hits) {
        super(GNUTELLA_FN_QUERYHITS, null);
        if (hits.length > MAX_HITS) {
            throw new IllegalArgumentException("at most " + MAX_HITS + " hits go into a packet, not " + hits.length);
        }
        this.hits = hits.clone();
    }

    /** One hit of this host. */
    public GnutellaQueryHitsPacket(int index, int size, String filename) {
        this(new GnutellaQueryHit[] {new GnutellaQueryHit(index, size, filename)});
    }

    @Override
    protected void prepareForSend() {
        if (payload != null) {
            return;
        }
        int length = OFFSET_HITS + GnutellaGUID.SIZE;
        for (GnutellaQueryHit hit : hits) {
            length += hit.length();
        }
        byte[] bytes = new byte[length];
        bytes[0] = (byte) hits.length;
        writeLEShort(DEFAULT_DOWNLOAD_PORT, bytes, OFFSET_PORT);
        GnutellaPongPacket.writeAddress(ownAddress(), bytes, OFFSET_ADDRESS);
        writeLEInt(DEFAULT_SPEED, bytes, OFFSET_SPEED);
        int offset = OFFSET_HITS;
        for (GnutellaQueryHit hit : hits) {
            hit.dump(bytes, offset);
            offset += hit.length();
        }
        OWN_SERVENT.dump(bytes, offset);
        setPayload(bytes);
    }

    private static InetAddress ownAddress() {
        try {
            return InetAddress.getLocalHost();
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress(); // a host without a name still answers its own programs
        }
    }

    /** The servent that has the files: pushes to it go where this came from. Not in the original. */
    public GnutellaGUID getServentID() {
        return payload == null ? OWN_SERVENT : new GnutellaGUID(payload, payload.length - GnutellaGUID.SIZE);
    }

    @Override
    public String toString() {
        StringBuilder names = new StringBuilder("hits=");
        for (GnutellaQueryHit hit : hits) {
            names.append(names.length() == 5 ? "" : ",").append(hit.filename);
        }
        return describe("GnutellaQueryHitsPacket", names.toString());
    }
}
