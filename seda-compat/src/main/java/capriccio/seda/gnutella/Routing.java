package capriccio.seda.gnutella;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.lib.Gnutella.GnutellaGUID;
import seda.sandStorm.lib.Gnutella.GnutellaPacket;
import seda.sandStorm.lib.Gnutella.GnutellaPingPacket;
import seda.sandStorm.lib.Gnutella.GnutellaPongPacket;
import seda.sandStorm.lib.Gnutella.GnutellaPushPacket;
import seda.sandStorm.lib.Gnutella.GnutellaQueryHitsPacket;
import seda.sandStorm.lib.Gnutella.GnutellaQueryPacket;

/**
 * The rules of Gnutella 0.4: pings and queries go to all other neighbours, once; pongs and query hits go back the way their
 * ping or query came; a push goes the way that the query hits of its servent came. Each hop takes one off a packet's ttl,
 * and one that reaches 0 goes no further. Safe for any thread.
 */
final class Routing {
    /** A packet makes no more hops than this, whatever ttl its sender claims. */
    static final int MAX_HOPS = 7;

    /** How a packet is sent to all neighbours but one. */
    interface Broadcast {
        void sendToAllBut(GnutellaPacket packet, Neighbour from);
    }

    private final RouteTable<Neighbour> pings;
    private final RouteTable<Neighbour> queries;
    private final RouteTable<Neighbour> servents;
    private final Broadcast broadcast;
    private final RouterCounts counts;

    /** Each of the tables holds at most {@code capacity} routes. */
    Routing(int capacity, Broadcast broadcast, RouterCounts counts) {
        this.pings = new RouteTable<>(capacity);
        this.queries = new RouteTable<>(capacity);
        this.servents = new RouteTable<>(capacity);
        this.broadcast = broadcast;
        this.counts = counts;
    }

    /** Passes a packet on, or drops and counts it; false if it is a ping or a query that has come before. */
    boolean route(GnutellaPacket packet, Neighbour from) {
        if (packet instanceof GnutellaPingPacket) {
            counts.pings.increment();
            return flood(packet, from, pings);
        } else if (packet instanceof GnutellaQueryPacket) {
            counts.queries.increment();
            return flood(packet, from, queries);
        } else if (packet instanceof GnutellaPongPacket) {
            follow(packet, pings.get(packet.getGUID()), counts.pongs);
        } else if (packet instanceof GnutellaQueryHitsPacket hits) {
            GnutellaGUID servent = hits.getServentID();
            Neighbour to = queries.get(packet.getGUID());
            if (to != null) {
                servents.put(servent, from); // unasked hits must not fill the table
            }
            follow(packet, to, counts.hits);
        } else if (packet instanceof GnutellaPushPacket push) {
            follow(packet, servents.get(push.getServentID()), counts.pushes);
        }
        return true;
    }

    private boolean flood(GnutellaPacket packet, Neighbour from, RouteTable<Neighbour> seen) {
        if (!seen.add(packet.getGUID(), from)) {
            counts.duplicates.increment();
            return false;
        }
        if (hop(packet)) {
            counts.routed.increment();
            broadcast.sendToAllBut(packet, from);
        }
        return true;
    }

    private void follow(GnutellaPacket packet, @Nullable Neighbour to, LongAdder kind) {
        kind.increment();
        if (to == null) {
            counts.unroutable.increment();
        } else if (hop(packet)) {
            (to.send(packet) ? counts.routed : counts.unroutable).increment();
        }
    }

    /** Makes one hop of the packet's way; false if that was the last. */
    private boolean hop(GnutellaPacket packet) {
        packet.hops++;
        packet.ttl = Math.min(packet.ttl - 1, MAX_HOPS - packet.hops);
        if (packet.ttl > 0) {
            return true;
        }
        counts.expired.increment();
        return false;
    }

    /** Called now and then: forgets routes that nothing has come back on for long. */
    void age() {
        pings.age();
        queries.age();
        servents.age();
    }

    int routes() {
        return pings.size() + queries.size() + servents.size();
    }
}
