package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A segment of a saved stack, filled from its end to its beginning: the innermost frame comes first, as it is saved. A
 * frame is its {@link Site} followed by its references in {@code refs}, and its primitives in {@code prims}.
 */
final class Chunk {
    private static final long[] NO_PRIMS = {};

    final long[] prims;
    final @Nullable Object[] refs;
    /** The next chunk out; in the free list, the next free one. */
    @Nullable Chunk below;

    /** First slots in use. */
    int primAt;

    int refAt;

    Chunk(int prims, int refs) {
        this.prims = prims == 0 ? NO_PRIMS : new long[prims];
        this.refs = new Object[refs];
        primAt = prims;
        refAt = refs;
    }

    boolean isEmpty() {
        return refAt == refs.length;
    }

    @SuppressWarnings("NullAway") // a chunk in use begins with a site
    Site topSite() {
        return (Site) refs[refAt];
    }
}
