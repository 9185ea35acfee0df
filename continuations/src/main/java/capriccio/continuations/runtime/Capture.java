package capriccio.continuations.runtime;

/**
 * The frames that one suspension unwinds, innermost first, before they move to the user thread's stack. One for each
 * carrier, reused, so that saving a frame allocates nothing. Only touched on its carrier.
 *
 * <p>Called by generated handlers, hence public.
 */
public final class Capture {
    private static final int START_SLOTS = 256;

    final SuspendSignal signal = new SuspendSignal();
    long[] prims = new long[START_SLOTS];
    Object[] refs = new Object[START_SLOTS];
    int[] sites = new int[64];
    int primTop;
    int refTop;
    int frames;

    Capture() {}

    /** Opens the next frame; room for it is made here, once. */
    public static Capture begin(int siteId) {
        Capture c = Carrier.currentOrThrow().capture;
        Site site = Sites.get(siteId);
        if (c.primTop + site.prims > c.prims.length) {
            c.prims = java.util.Arrays.copyOf(c.prims, (c.primTop + site.prims) * 2);
        }
        if (c.refTop + site.refs > c.refs.length) {
            c.refs = java.util.Arrays.copyOf(c.refs, (c.refTop + site.refs) * 2);
        }
        if (c.frames == c.sites.length) {
            c.sites = java.util.Arrays.copyOf(c.sites, c.frames * 2);
        }
        c.sites[c.frames++] = siteId;
        return c;
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

    /** Closes the frame; the caller throws what this returns. */
    public SuspendSignal end() {
        return signal;
    }

    /** Moves the captured frames to {@code stack}, outermost deepest, and empties this. */
    void moveTo(SavedStack stack) {
        int p = primTop;
        int r = refTop;
        for (int i = frames - 1; i >= 0; i--) {
            Site site = Sites.get(sites[i]);
            p -= site.prims;
            r -= site.refs;
            stack.push(site, prims, p, refs, r);
        }
        java.util.Arrays.fill(refs, 0, refTop, null); // keeps no object alive
        primTop = 0;
        refTop = 0;
        frames = 0;
    }
}
