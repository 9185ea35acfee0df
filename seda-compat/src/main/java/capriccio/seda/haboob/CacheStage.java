package capriccio.seda.haboob;

import capriccio.knot.cache.Page;
import capriccio.knot.cache.PageCache;
import capriccio.knot.http.Request;
import capriccio.knot.http.Response;
import capriccio.knot.http.SiteHandler;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkIF;

/** The {@code CacheStage}: answers what is in memory, and never waits for what is not. */
final class CacheStage extends Handler {
    private final PageCache cache;
    private final SinkIF misses;
    private final SinkIF httpSend;

    CacheStage(PageCache cache, SinkIF misses, SinkIF httpSend) {
        this.cache = cache;
        this.misses = misses;
        this.httpSend = httpSend;
    }

    @Override
    void on(QueueElementIF event) throws SinkException {
        if (!(event instanceof HttpRequest asked)) {
            httpSend.enqueue(event);
            return;
        }
        Request request = asked.request();
        Response refusal = SiteHandler.refuse(request);
        if (refusal != null) {
            HttpSend.sendResponse(asked, refusal);
            return;
        }
        Page page = cache.peek(request.path());
        if (page == null) {
            misses.enqueue(asked);
        } else {
            HttpSend.sendPage(asked, page);
        }
    }
}
