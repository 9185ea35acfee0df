package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The frames of a suspended user thread: a chain of chunks, innermost frame first. A frame never straddles chunks. Slots
 * are cleared as they are read, so that nothing is kept alive by a frame that has left. Touched only by the carrier on
 * which the thread is mounted, or that holds it unmounted.
 */
public final class SavedStack {
    /** Odd, so that it has an inverse modulo 2^64: the hash of the chain goes back when a frame leaves. */
    static final long HASH = 0x9E3779B97F4A7C15L;

    private static final long HASH_INVERSE = inverse(HASH);
    /** Slots of one kind in a chunk at most, unless one frame alone needs more: memory goes back chunk by chunk. */
    private static final int MAX_SLOTS = 1024;

    /** Up to here a loop is cheaper than a call of the copying stub: a leaf's frame. */
    private static final int SHORT = 8;

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

    /** Adds the frames of one suspension and lets go of the chunk that was read last, which may be another thread's. */
    void push(Capture c, ChunkPool pool) {
        if (c.primTop <= MAX_SLOTS && c.refTop <= MAX_SLOTS) {
            push(c.prims, 0, c.primTop, c.refs, 0, c.refTop, pool); // fails before its first change, or not at all
        } else {
            pushAllPieces(c, pool);
        }
        depth += c.frames;
        chain = chain * c.hashPower + c.hash;
        reading = null;
    }

    private void push(long[] prims, int primFrom, int primTo, Object[] refs, int refFrom, int refTo, ChunkPool pool) {
        int p = primTo - primFrom;
        int r = refTo - refFrom;
        Chunk t = top;
        if (t == null || t.primAt < p || t.refAt < r) {
            t = pool.take(p, r, t);
            top = t;
        }
        t.primAt -= p;
        t.refAt -= r;
        copy(prims, primFrom, t.prims, t.primAt, p);
        copy(refs, refFrom, t.refs, t.refAt, r);
    }

    private static void copy(long[] from, int at, long[] to, int toAt, int n) {
        if (n > SHORT) {
            System.arraycopy(from, at, to, toAt, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            to[toAt + i] = from[at + i];
        }
    }

    private static void copy(Object[] from, int at, @Nullable Object[] to, int toAt, int n) {
        if (n > SHORT) {
            System.arraycopy(from, at, to, toAt, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            to[toAt + i] = from[at + i];
        }
    }

    private void pushAllPieces(Capture c, ChunkPool pool) {
        Chunk before = top;
        int primAt = before == null ? 0 : before.primAt;
        int refAt = before == null ? 0 : before.refAt;
        try {
            pushInPieces(c, pool);
        } catch (OutOfMemoryError e) {
            dropTo(before, pool);
            if (before != null) {
                java.util.Arrays.fill(before.refs, before.refAt, refAt, null);
                before.primAt = primAt;
                before.refAt = refAt;
            }
            throw e;
        }
    }

    private void dropTo(@Nullable Chunk bottom, ChunkPool pool) {
        for (Chunk t = top; t != null && t != bottom; t = top) {
            java.util.Arrays.fill(t.refs, t.refAt, t.refs.length, null);
            t.refAt = t.refs.length;
            t.primAt = t.prims.length;
            top = t.below;
            pool.give(t);
        }
    }

    /** Drops all frames. */
    void clear(ChunkPool pool) {
        dropTo(null, pool);
        depth = 0;
        chain = 0;
        reading = null;
    }

    /** Cuts a deep capture between frames; the outermost piece goes first, for it lies deepest. */
    private void pushInPieces(Capture c, ChunkPool pool) {
        int[] primCuts = new int[c.frames + 1];
        int[] refCuts = new int[c.frames + 1];
        int cuts = 0;
        int p = 0;
        int r = 0;
        while (r < c.refTop) {
            Site site = (Site) c.refs[r];
            int nextP = p + site.prims;
            int nextR = r + site.refs + 1;
            if (nextP - primCuts[cuts] > MAX_SLOTS || nextR - refCuts[cuts] > MAX_SLOTS) {
                if (r > refCuts[cuts]) {
                    cuts++;
                    primCuts[cuts] = p;
                    refCuts[cuts] = r;
                }
            }
            p = nextP;
            r = nextR;
        }
        for (int i = cuts; i >= 0; i--) {
            push(c.prims, primCuts[i], p, c.refs, refCuts[i], r, pool);
            p = primCuts[i];
            r = refCuts[i];
        }
    }

    /** How many frames. */
    int depth() {
        return depth;
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
        int r = c.refAt;
        c.refs[r] = null;
        refNext = r + 1;
        primNext = c.primAt;
        c.refAt = r + 1 + site.refs;
        c.primAt += site.prims;
        reading = c;
        depth--;
        chain = chain * HASH_INVERSE - site.id - 1;
        if (c.isEmpty()) {
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

    /** Site ids, innermost first. */
    public int[] siteIds() {
        return siteIds(Integer.MAX_VALUE);
    }

    /** The innermost ones, {@code most} at most. */
    int[] siteIds(int most) {
        int[] ids = new int[Math.min(depth, most)];
        int n = 0;
        for (Chunk c = top; c != null && n < ids.length; c = c.below) {
            int r = c.refAt;
            while (r < c.refs.length && n < ids.length) {
                Site site = (Site) c.refs[r];
                if (site == null) {
                    throw new IllegalStateException("a saved frame has lost its suspend point");
                }
                ids[n++] = site.id;
                r += site.refs + 1;
            }
        }
        return ids;
    }

    /**
     * As {@link #siteIds}, from any thread, while the stack may change: null if it did. What was read is a stack that was
     * there, because the hash of its chain tells.
     */
    int @Nullable [] trySiteIds() {
        int n = depth;
        long expected = chain;
        int[] ids = new int[Math.max(n, 0)];
        int read = 0;
        int chunks = 0;
        for (Chunk c = top; c != null && chunks <= n; c = c.below) {
            chunks++;
            int r = c.refAt;
            while (r < c.refs.length) {
                if (!(c.refs[r] instanceof Site site) || read == n) {
                    return null;
                }
                ids[read++] = site.id;
                r += site.refs + 1;
            }
        }
        if (read != n) {
            return null;
        }
        long hash = 0;
        for (int i = n - 1; i >= 0; i--) {
            hash = (hash + ids[i] + 1) * HASH;
        }
        return hash == expected && depth == n ? ids : null;
    }

    /** The innermost frame's references, its suspend point first; from any thread, and empty if it is not to be had. */
    @Nullable Object[] tryTop() {
        Chunk c = top;
        if (c != null) {
            int r = c.refAt;
            if (r < c.refs.length && c.refs[r] instanceof Site site && r + site.refs < c.refs.length) {
                return java.util.Arrays.copyOfRange(c.refs, r, r + site.refs + 1);
            }
        }
        return new Object[0];
    }

    /** A hash of the chain of suspend points: equal chains give equal values. */
    long chain() {
        return chain;
    }
}
