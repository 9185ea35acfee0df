package seda.sandStorm.lib.Gnutella;

/** Asks who is there. */
public class GnutellaPingPacket extends GnutellaPacket {
    public GnutellaPingPacket() {
        super(GNUTELLA_FN_PING, null);
    }

    public GnutellaPingPacket(GnutellaGUID guid, int ttl, int hops) {
        super(guid, GNUTELLA_FN_PING, ttl, hops, null);
    }

    @Override
    public String toString() {
        return describe("GnutellaPingPacket", "");
    }
}
