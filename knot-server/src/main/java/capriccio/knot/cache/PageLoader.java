package capriccio.knot.cache;

import java.io.IOException;

/** Where a cache gets its missing pages; blocks. */
@FunctionalInterface
interface PageLoader {
    /** The page at a normalised path; see {@link PageCache#get} for what it throws. */
    Page load(String path) throws IOException;
}
