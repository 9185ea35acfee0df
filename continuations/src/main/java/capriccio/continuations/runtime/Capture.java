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
    /** Of each frame its site, then its references. */
    Object[] refs = new Object[START_SLOTS];

    int primTop;
    int refTop;
    int frames;
    /** Of the suspend point at which the frame under way was left. */
    int ordinal;
    /** The frame saved last. */
    @Nullable Site last;
    /** What these frames make of a stack's hash {@code h}: {@code h * hashPower + hash}. */
    long hash;

    long hashPower = 1;
    /** Why the frames of this suspension cannot be kept; null as long as they can. */
    @Nullable Throwable failure;

    Capture() {}

    /**
     * Whether the calling thread is a carrier whose user thread is leaving its frames: asked after every suspend point,
     * and small on purpose.
     *
     * @param ordinal of the suspend point in its method, for the {@link #begin} that follows
     */
    @ForceInline
    public static boolean unwinding(int ordinal) {
        return Thread.currentThread() instanceof Carrier c ? c.leavesAt(ordinal) : false;
    }

    /**
     * Opens the next frame out, suspended at the point that {@link #unwinding} was told of; room for it is made here, once.
     *
     * @param firstId of the method's suspend points
     * @throws IllegalStateException if the frame saved last is not what this one called: what stood between is lost. The
     *     thread goes on here with that error, its inner frames dropped
     */
    public static Capture begin(int firstId) {
        Carrier carrier = Carrier.currentOrThrow();
        Capture c = carrier.capture;
        Site site = site(carrier, firstId + c.ordinal);
        if (c.failure != null) {
            return c.discard(carrier, site);
        }
        Site inner = c.last;
        if (inner == null ? !site.callsRuntime : !Sites.mayCall(site, inner)) {
            throw carrier.abandon(Chain.lost("a frame", site, inner));
        }
        if (c.primTop + site.prims > c.prims.length || c.refTop + site.refs >= c.refs.length) {
            c.makeRoomOrFail(site);
            if (c.failure != null) {
                return c.discard(carrier, site);
            }
        }
        c.refs[c.refTop++] = site;
        c.last = site;
        c.frames++;
        c.hashPower *= SavedStack.HASH;
        c.hash += (site.id + 1) * c.hashPower;
        return c;
    }

    private static Site site(Carrier carrier, int id) {
        try {
            return Sites.get(id);
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw carrier.abandon(e);
        }
    }

    /** Inner frames have left the stack: a failure from here on costs the thread, and must not come from anywhere else. */
    private void makeRoomOrFail(Site site) {
        for (int failures = 1; ; failures++) {
            try {
                makeRoom(site);
                return;
            } catch (OutOfMemoryError e) {
                if (!HeapReserve.mayTryAgain(failures)) {
                    failure = e;
                    return;
                }
            } catch (StackOverflowError e) {
                failure = e;
                return;
            }
        }
    }

    /** The thread cannot be saved whole: it unwinds all the same, so that no program code runs in between, and ends. */
    private Capture discard(Carrier carrier, Site site) {
        Throwable kept = failure;
        clear();
        if (site.prims > prims.length || site.refs > refs.length) {
            throw carrier.abandon(new OutOfMemoryError("no heap to save a frame"));
        }
        failure = kept;
        return this;
    }

    private void makeRoom(Site site) {
        HeapReserve.check();
        long[] p = java.util.Arrays.copyOf(prims, (primTop + site.prims) * 2);
        refs = java.util.Arrays.copyOf(refs, (refTop + site.refs + 1) * 2);
        prims = p;
    }

    public Capture putInt(int value) {
        prims[primTop++] = value;
        return this;
    }

    public Capture putLong(long value) {
        prims[primTop++] = value;
        return this;
    }

    public Capture putFloat(float value) {
        prims[primTop++] = Float.floatToRawIntBits(value);
        return this;
    }

    public Capture putDouble(double value) {
        prims[primTop++] = Double.doubleToRawLongBits(value);
        return this;
    }

    public Capture putRef(Object value) {
        refs[refTop++] = value;
        return this;
    }

    /** Moves the captured frames to {@code stack} and empties this. */
    void moveTo(SavedStack stack, ChunkPool pool) {
        stack.push(this, pool);
        clear();
    }

    void clear() {
        java.util.Arrays.fill(refs, 0, refTop, null); // keeps no object alive
        primTop = 0;
        refTop = 0;
        frames = 0;
        last = null;
        hash = 0;
        hashPower = 1;
        failure = null;
    }
}
