package capriccio.knot.server;

import capriccio.knot.cache.PageCache;
import capriccio.knot.http.Request;
import capriccio.knot.http.Response;
import capriccio.knot.http.SiteHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the server serves: the pages of the cache, and the page about itself. */
final class Site {
    static final String STATS_PATH = "/knot/stats";

    private final PageCache cache;
    private final ServerStats stats;

    Site(PageCache cache, ServerStats stats) {
        this.cache = cache;
        this.stats = stats;
    }

    /** Answers any request; blocks while a page is loaded. */
    Response respond(Request request) {
        Response refusal = refusal(request);
        if (refusal != null) {
            return refusal;
        }
        try {
            return SiteHandler.respond(request, cache.get(request.path()));
        } catch (IOException e) {
            return SiteHandler.failure(request, e);
        }
    }

    private @Nullable Response refusal(Request request) {
        Response refusal = SiteHandler.refuse(request);
        if (refusal == null && request.path().equals(STATS_PATH)) {
            return SiteHandler.text(request, "application/json", stats.toJson());
        }
        return refusal;
    }
}
