package capriccio.continuations.runtime;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where a virtual thread of the program has blocked, as a hash. To walk its frames costs microseconds, so that is done once
 * for each depth of the stack in bytes, which is known for nothing and differs from place to place; one time in sixteen, and
 * wherever the depth turned out to tell too little, the frames are looked at all the same. Thread-safe.
 */
final class VirtualPlaces {
    private static final int SLOTS = 1 << 12;
    private static final int CHECKED_ONE_IN = 16;

    /** By depth; the place last seen there. A slot that two depths share forgets the one for the other. */
    private final AtomicReferenceArray<Place> slots = new AtomicReferenceArray<>(SLOTS);

    private static final class Place {
        final long depth;
        final long hash;
        /** Racy on purpose: how often is no matter. */
        int uses;
        /** Two places have this depth; never cleared, so that a stale read costs one wrong place. */
        boolean ambiguous;

        Place(long depth, long hash) {
            this.depth = depth;
            this.hash = hash;
        }
    }

    /** Of a thread that has left its carrier and is not run before this returns. */
    long hash(OwnVirtual thread) {
        long depth = VirtualTraces.depth(thread.virtual());
        int slot = (int) ((depth * 0x9E3779B97F4A7C15L) >>> 52);
        Place known = slots.get(slot);
        if (known == null || known.depth != depth) {
            long hash = thread.trace().hash();
            slots.set(slot, new Place(depth, hash));
            return hash;
        }
        if (!known.ambiguous && ++known.uses % CHECKED_ONE_IN != 0) {
            return known.hash;
        }
        long hash = thread.trace().hash();
        if (hash != known.hash) {
            known.ambiguous = true;
        }
        return hash;
    }
}
