package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The frames of a suspended user thread: a chain of chunks, each with a primitive and a reference part; outermost frame
 * deepest. A frame never straddles chunks. Slots are cleared as they are read. Touched only by the carrier on which the
 * thread is mounted, or that holds it unmounted.
 */
public final class SavedStack {
    private static final int MIN_SLOTS = 16;

    private static final class Chunk {
        final long[] prims;
        final @Nullable Object[] refs;
        final int[] sites;
        final @Nullable Chunk below;
        int primTop;
        int refTop;
        int siteTop;

        Chunk(int prims, int refs, int sites, @Nullable Chunk below) {
            this.prims = new long[prims];
            this.refs = new Object[refs];
            this.sites = new int[sites];
            this.below = below;
        }

        boolean fits(Site site) {
            return siteTop < sites.length
                    && primTop + site.prims <= prims.length
                    && refTop + site.refs <= refs.length;
        }
    }

    private @Nullable Chunk top;
    /** The chunk last emptied, kept so that a thread at a chunk's edge does not allocate at every call (hot split). */
    private @Nullable Chunk spare;
    private @Nullable Chunk reading;
    private int primNext;
    private int refNext;
    private int depth;

    void push(Site site, long[] prims, int primFrom, Object[] refs, int refFrom) {
        Chunk c = top;
        if (c == null || !c.fits(site)) {
            c = link(site);
        }
        System.arraycopy(prims, primFrom, c.prims, c.primTop, site.prims);
        System.arraycopy(refs, refFrom, c.refs, c.refTop, site.refs);
        c.primTop += site.prims;
        c.refTop += site.refs;
        c.sites[c.siteTop++] = site.id;
        depth++;
    }

    private Chunk link(Site site) {
        Chunk s = spare;
        if (s != null && s.below == top && s.fits(site)) {
            spare = null;
            top = s;
            return s;
        }
        int scale = top == null ? 1 : 4;
        Chunk c = new Chunk(
                Math.max(MIN_SLOTS * scale, site.prims), Math.max(MIN_SLOTS * scale, site.refs), 8 * scale, top);
        top = c;
        return c;
    }

    boolean isEmpty() {
        return depth == 0;
    }

    public int depth() {
        return depth;
    }

    /** The innermost saved frame's suspend point. */
    Site topSite() {
        Chunk c = topChunk();
        return Sites.get(c.sites[c.siteTop - 1]);
    }

    private Chunk topChunk() {
        Chunk c = top;
        if (c == null) {
            throw new IllegalStateException("the saved stack is empty");
        }
        return c;
    }

    /** Takes the top frame off; the {@code next…} calls then read it in the order in which it was saved. */
    void pop(Site site) {
        Chunk c = topChunk();
        c.siteTop--;
        c.primTop -= site.prims;
        c.refTop -= site.refs;
        depth--;
        reading = c;
        primNext = c.primTop;
        refNext = c.refTop;
        if (c.siteTop == 0) {
            top = c.below;
            spare = c;
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
        int[] ids = new int[depth];
        int n = 0;
        for (Chunk c = top; c != null && n < ids.length; c = c.below) {
            for (int i = c.siteTop - 1; i >= 0 && n < ids.length; i--) {
                ids[n++] = c.sites[i];
            }
        }
        return ids;
    }

    /** A hash of the chain of suspend points: equal chains give equal values. */
    long chain() {
        long h = 1125899906842597L;
        for (Chunk c = top; c != null; c = c.below) {
            for (int i = c.siteTop - 1; i >= 0; i--) {
                h = h * 1_000_003L + c.sites[i];
            }
        }
        return h;
    }
}
