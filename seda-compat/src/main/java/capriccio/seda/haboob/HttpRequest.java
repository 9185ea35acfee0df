package capriccio.seda.haboob;

import capriccio.knot.http.Request;
import seda.sandStorm.core.TimeStampedEvent;

/** A request on its way through the stages: stamped when parsed. */
final class HttpRequest extends TimeStampedEvent {
    private final HttpConnection connection;
    private final Request request;

    HttpRequest(HttpConnection connection, Request request) {
        this.connection = connection;
        this.request = request;
        this.timestamp = System.currentTimeMillis();
    }

    HttpConnection connection() {
        return connection;
    }

    Request request() {
        return request;
    }
}
