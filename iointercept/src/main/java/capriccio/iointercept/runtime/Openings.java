package capriccio.iointercept.runtime;

import capriccio.blockinggraph.Resource;
import org.jspecify.annotations.Nullable;

/** Tells the graph what is opened and closed, on the thread that does so. Without effect until {@link #enable}. */
public final class Openings {
    private static volatile @Nullable Resource descriptors;

    private Openings() {}

    public static void enable(Resource r) {
        descriptors = r;
    }

    static void opened(int n) {
        Resource r = descriptors;
        if (r != null) {
            r.acquire(n);
        }
    }

    static void closed() {
        Resource r = descriptors;
        if (r != null) {
            r.release();
        }
    }

    static boolean areCounted() {
        return descriptors != null;
    }
}
