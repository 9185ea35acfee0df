package capriccio.seda.haboob;

import capriccio.knot.cache.Page;
import capriccio.knot.http.Response;
import capriccio.knot.http.SiteHandler;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkException;

/** The {@code HttpSend} stage: responses are sent by direct calls; the stage itself only learns of closed connections. */
final class HttpSend extends Handler {
    /** Answers with a page. */
    static void sendPage(HttpRequest request, Page page) throws SinkException {
        sendResponse(request, SiteHandler.respond(request.request(), page));
    }

    /** Answers with something else. */
    static void sendResponse(HttpRequest request, Response response) throws SinkException {
        sendResponse(request.connection(), response);
    }

    static void sendResponse(HttpConnection connection, Response response) throws SinkException {
        connection.enqueue(new HttpResponder(response));
    }

    @Override
    void on(QueueElementIF event) {}
}
