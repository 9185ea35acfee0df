package capriccio.seda.gnutella;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.lib.Gnutella.GnutellaGUID;

/**
 * Where packets came from, so that answers find the way back and a packet that comes again is known. Bounded in number and
 * in time. Safe for any thread.
 *
 * @param <T> what leads back
 */
final class RouteTable<T> {
    /*
     * Two generations: entries go into the young one; ageing drops the old one and lets the young one take its place. So
     * an entry lives for one to two ages, and nothing has to look at single entries to expire them.
     */
    private final int capacity;

    // guarded by this
    private Map<GnutellaGUID, T> young = new HashMap<>();
    private Map<GnutellaGUID, T> old = new HashMap<>();

    /** Holds at most that many. */
    RouteTable(int capacity) {
        this.capacity = capacity;
    }

    /** Remembers where {@code guid} came from; false if it had come already, from wherever. */
    synchronized boolean add(GnutellaGUID guid, T from) {
        if (old.containsKey(guid) || young.putIfAbsent(guid, from) != null) {
            return false;
        }
        ageIfFull();
        return true;
    }

    /** Remembers where {@code guid} came from last. */
    synchronized void put(GnutellaGUID guid, T from) {
        young.put(guid, from);
        ageIfFull();
    }

    private void ageIfFull() {
        if (young.size() >= Math.max(1, capacity / 2)) {
            age();
        }
    }

    /** Where it came from; null if that is not known any more. */
    synchronized @Nullable T get(GnutellaGUID guid) {
        T from = young.get(guid);
        return from == null ? old.get(guid) : from;
    }

    /** Forgets what was there two ages ago. */
    synchronized void age() {
        old = young;
        young = new HashMap<>();
    }

    synchronized int size() {
        return young.size() + old.size();
    }
}
