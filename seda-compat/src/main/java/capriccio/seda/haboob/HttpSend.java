package capriccio.seda.haboob;

import capriccio.knot.cache.Page;
import capriccio.knot.http.Response;
import capriccio.knot.http.SiteHandler;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkException;

/** The {@code HttpSend} stage: responses are sent by direct calls; the stage itself only learns of closed connections. */
final class HttpSend extends Handler {
    /** Answers with a page; the request's connection keeps the order. */
    static void sendPage(HttpRequest request, Page page) throws SinkException {
        Response response = SiteHandler.respond(request.request(), page);
        request.connection().enqueue(new HttpResponder(response, page, request.number()));
    }

    /** Answers with something else. */
    static void sendResponse(HttpRequest request, Response response) throws SinkException {
        sendResponse(request.connection(), request.number(), response);
    }

    static void sendResponse(HttpConnection connection, long number, Response response) throws SinkException {
        connection.enqueue(new HttpResponder(response, null, number));
    }

    @Override
    void on(QueueElementIF event) {}
}
