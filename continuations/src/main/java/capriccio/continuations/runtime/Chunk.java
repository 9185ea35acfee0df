package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A segment of a saved stack. Frames lie in it outermost first: a frame's primitives in {@code prims}; its references,
 * and above them its {@link Site}, in {@code refs}. So the top frame is read from {@code refs[refTop - 1]} without a
 * table of frames.
 */
final class Chunk {
    private static final long[] NO_PRIMS = {};

    final long[] prims;
    final @Nullable Object[] refs;
    /** The next chunk out; in the free list, the next free one. */
    @Nullable Chunk below;

    int primTop;
    int refTop;

    Chunk(int prims, int refs) {
        this.prims = prims == 0 ? NO_PRIMS : new long[prims];
        this.refs = new Object[refs];
    }

    boolean fits(Site site) {
        return primTop + site.prims <= prims.length && refTop + site.refs < refs.length;
    }

    @SuppressWarnings("NullAway") // a chunk in use holds at least one frame
    Site topSite() {
        return (Site) refs[refTop - 1];
    }
}
