package capriccio.seda.haboob;

import capriccio.knot.cache.Page;
import capriccio.knot.cache.PageCache;
import capriccio.knot.http.Request;
import capriccio.knot.http.SiteHandler;
import java.io.IOException;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkException;

/** The {@code PageCacheSized missStage}: its threads wait for the disk so that no other stage does. */
final class PageCacheSized extends Handler {
    private final PageCache cache;

    PageCacheSized(PageCache cache) {
        this.cache = cache;
    }

    @Override
    void on(QueueElementIF event) throws SinkException {
        HttpRequest asked = (HttpRequest) event;
        Request request = asked.request();
        Page page;
        try {
            page = cache.get(request.path());
        } catch (IOException e) {
            HttpSend.sendResponse(asked, SiteHandler.failure(request, e));
            return;
        } catch (RuntimeException | OutOfMemoryError e) {
            HttpSend.sendResponse(asked, SiteHandler.failure(request, new IOException(e)));
            return;
        }
        HttpSend.sendPage(asked, page);
    }
}
