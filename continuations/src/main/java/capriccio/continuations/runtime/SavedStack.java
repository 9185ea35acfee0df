package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The frames of a suspended user thread: a chain of chunks, outermost frame deepest. A frame never straddles chunks.
 * Slots are cleared as they are read, so that nothing is kept alive by a frame that has left. Touched only by the
 * carrier on which the thread is mounted, or that holds it unmounted.
 */
public final class SavedStack {
    /** Odd, so that it has an inverse modulo 2^64: the hash of the chain goes back when a frame leaves. */
    private static final long HASH = 0x9E3779B97F4A7C15L;

    private static final long HASH_INVERSE = inverse(HASH);

    private @Nullable Chunk top;
    private @Nullable Chunk reading;
    private int primNext;
    private int refNext;
    private int depth;
    private long chain;

    /** Newton's iteration: each step doubles the correct low bits, of which an odd number has three to begin with. */
    private static long inverse(long odd) {
        long x = odd;
        for (int i = 0; i < 5; i++) {
            x *= 2 - odd * x;
        }
        return x;
    }

    /**
     * Adds a frame.
     *
     * @param primsLeft primitive slots of this frame and of all that will follow it in this suspension
     * @param refsLeft the same for references and sites: a chunk that is linked here takes them all, if it may
     */
    void push(Site site, long[] prims, int primFrom, Object[] refs, int refFrom, ChunkPool pool, int primsLeft, int refsLeft) {
        Chunk c = top;
        if (c == null || !c.fits(site)) {
            c = pool.take(primsLeft, refsLeft, site, c);
            top = c;
        }
        System.arraycopy(prims, primFrom, c.prims, c.primTop, site.prims);
        System.arraycopy(refs, refFrom, c.refs, c.refTop, site.refs);
        c.primTop += site.prims;
        int r = c.refTop + site.refs;
        c.refs[r] = site;
        c.refTop = r + 1;
        depth++;
        chain = (chain + site.id + 1) * HASH;
    }

    boolean isEmpty() {
        return top == null;
    }

    /** The innermost saved frame's suspend point. */
    Site topSite() {
        return topChunk().topSite();
    }

    private Chunk topChunk() {
        Chunk c = top;
        if (c == null) {
            throw new IllegalStateException("the saved stack is empty");
        }
        return c;
    }

    /**
     * Takes the top frame off; the {@code next…} calls then read it in the order in which it was saved. They must all
     * come before the next suspension, for an emptied chunk is free from here on.
     */
    void pop(Site site, ChunkPool pool) {
        Chunk c = topChunk();
        int r = c.refTop - 1;
        c.refs[r] = null;
        c.refTop = r - site.refs;
        c.primTop -= site.prims;
        reading = c;
        primNext = c.primTop;
        refNext = c.refTop;
        depth--;
        chain = chain * HASH_INVERSE - site.id - 1;
        if (c.refTop == 0) {
            top = c.below;
            pool.give(c);
        }
    }

    public int nextInt() {
        return (int) nextLong();
    }

    @SuppressWarnings("NullAway") // pop has set it
    public long nextLong() {
        return reading.prims[primNext++];
    }

    public float nextFloat() {
        return Float.intBitsToFloat((int) nextLong());
    }

    public double nextDouble() {
        return Double.longBitsToDouble(nextLong());
    }

    @SuppressWarnings("NullAway") // pop has set it; null is a value of the woven program
    public Object nextRef() {
        @Nullable Object[] refs = reading.refs;
        int i = refNext++;
        Object value = refs[i];
        refs[i] = null;
        return value;
    }

    /** After the last push of a suspension: lets go of the chunk that was read last, which may be another thread's by now. */
    void settle() {
        reading = null;
    }

    /** Site ids, innermost first. */
    public int[] siteIds() {
        int[] ids = new int[depth];
        int n = 0;
        for (Chunk c = top; c != null; c = c.below) {
            int r = c.refTop;
            while (r > 0) {
                Site site = (Site) c.refs[r - 1];
                if (site == null) {
                    throw new IllegalStateException("a saved frame has lost its suspend point");
                }
                ids[n++] = site.id;
                r -= site.refs + 1;
            }
        }
        return ids;
    }

    /** A hash of the chain of suspend points: equal chains give equal values. */
    long chain() {
        return chain;
    }
}
