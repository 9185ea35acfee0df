package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The frames that one suspension unwinds, innermost first, before they move to the user thread's stack. One for each
 * carrier, reused, so that saving a frame allocates nothing. Only touched on its carrier.
 *
 * <p>Called by woven code, hence public.
 */
public final class Capture {
    private static final int START_SLOTS = 256;

    long[] prims = new long[START_SLOTS];
    Object[] refs = new Object[START_SLOTS];
    Site[] sites = new Site[64];
    int primTop;
    int refTop;
    int frames;

    Capture() {}

    /** Whether the calling thread is a carrier whose user thread is leaving its frames: asked after every suspend point. */
    public static boolean unwinding() {
        return Thread.currentThread() instanceof Carrier c && c.unwinding;
    }

    /**
     * Opens the next frame out; room for it is made here, once.
     *
     * @throws IllegalStateException if the frame saved last is not what this one called: what stood between is lost. The
     *     thread goes on here with that error, its inner frames dropped
     */
    public static Capture begin(int siteId) {
        Carrier carrier = Carrier.currentOrThrow();
        Capture c = carrier.capture;
        Site site = Sites.get(siteId);
        int n = c.frames;
        if (n == 0 ? !site.callsRuntime : !Sites.mayCall(site, c.sites[n - 1])) {
            throw carrier.abandon(Chain.lost("a frame", site, c.last()));
        }
        if (c.primTop + site.prims > c.prims.length) {
            c.prims = java.util.Arrays.copyOf(c.prims, (c.primTop + site.prims) * 2);
        }
        if (c.refTop + site.refs > c.refs.length) {
            c.refs = java.util.Arrays.copyOf(c.refs, (c.refTop + site.refs) * 2);
        }
        if (n == c.sites.length) {
            c.sites = java.util.Arrays.copyOf(c.sites, n * 2);
        }
        c.sites[n] = site;
        c.frames = n + 1;
        return c;
    }

    @Nullable Site last() {
        return frames == 0 ? null : sites[frames - 1];
    }

    public void putInt(int value) {
        prims[primTop++] = value;
    }

    public void putLong(long value) {
        prims[primTop++] = value;
    }

    public void putFloat(float value) {
        prims[primTop++] = Float.floatToRawIntBits(value);
    }

    public void putDouble(double value) {
        prims[primTop++] = Double.doubleToRawLongBits(value);
    }

    public void putRef(Object value) {
        refs[refTop++] = value;
    }

    /** Moves the captured frames to {@code stack}, outermost deepest, and empties this. */
    void moveTo(SavedStack stack, ChunkPool pool) {
        int p = primTop;
        int r = refTop;
        for (int i = frames - 1; i >= 0; i--) {
            Site site = sites[i];
            int primsLeft = p;
            int refsLeft = r + i + 1;
            p -= site.prims;
            r -= site.refs;
            stack.push(site, prims, p, refs, r, pool, primsLeft, refsLeft);
        }
        stack.settle();
        clear();
    }

    void clear() {
        for (int i = 0; i < refTop; i++) {
            refs[i] = null; // keeps no object alive
        }
        primTop = 0;
        refTop = 0;
        frames = 0;
    }
}
