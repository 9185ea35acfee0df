package seda.sandStorm.lib.Gnutella;

/** Asks a servent that cannot be connected to for a connection. */
public class GnutellaPushPacket extends GnutellaPacket {
    private static final int SIZE = 26;

    public GnutellaPushPacket(byte[] payload) {
        this(new GnutellaGUID(), DEFAULT_TTL, DEFAULT_HOPS, payload);
    }

    /** @throws IllegalArgumentException if the payload is too short */
    public GnutellaPushPacket(GnutellaGUID guid, int ttl, int hops, byte[] payload) {
        super(guid, GNUTELLA_FN_PUSH, ttl, hops, atLeast(SIZE, payload, "push"));
    }

    /** The servent that it is for: that of the query hits which it follows. Not in the original. */
    public GnutellaGUID getServentID() {
        return new GnutellaGUID(payload, 0);
    }

    @Override
    public String toString() {
        return describe("GnutellaPushPacket", "servent=" + getServentID());
    }
}
