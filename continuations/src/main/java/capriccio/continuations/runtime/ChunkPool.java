package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A carrier's free chunks, last in first out: a thread that pops and pushes at a chunk's edge (the <em>hot split</em>)
 * gets the chunk back that it has just given, warm in the cache. Bounded; only touched on its carrier.
 */
final class ChunkPool {
    private static final int MAX_FREE = 64;
    /** How deep a search for a fitting chunk goes before one is made. */
    private static final int MAX_TRIES = 4;

    private static final int ROUND = 4;

    private @Nullable Chunk free;
    private int freeCount;
    private long taken;
    private long given;

    /** An empty chunk with room for that many slots. */
    Chunk take(int prims, int refs, @Nullable Chunk below) {
        Chunk c = takeFree(prims, refs);
        if (c == null) {
            HeapReserve.check();
            c = new Chunk(roundUp(prims), roundUp(refs));
        }
        taken++;
        c.below = below;
        return c;
    }

    private @Nullable Chunk takeFree(int prims, int refs) {
        Chunk previous = null;
        Chunk c = free;
        for (int i = 0; c != null && i < MAX_TRIES; i++) {
            if (isRoomy(c.prims.length, prims) && isRoomy(c.refs.length, refs)) {
                if (previous == null) {
                    free = c.below;
                } else {
                    previous.below = c.below;
                }
                freeCount--;
                return c;
            }
            previous = c;
            c = c.below;
        }
        return null;
    }

    /** Not so large that a thread which parks for long would waste it. */
    private static boolean isRoomy(int has, int needs) {
        return has >= needs && has <= 2 * needs + 16;
    }

    private static int roundUp(int slots) {
        return (slots + ROUND - 1) & -ROUND;
    }

    /** Takes back an emptied chunk. */
    void give(Chunk c) {
        given++;
        if (freeCount < MAX_FREE) {
            freeCount++;
            c.below = free;
            free = c;
        }
    }

    /** Chunks taken less chunks given back, on this carrier; the sum over all carriers is what stacks hold. For tests. */
    long balance() {
        return taken - given;
    }
}
