package capriccio.seda.haboob;

import capriccio.knot.http.Request;
import seda.sandStorm.core.TimeStampedEvent;

/** A request on its way through the stages: stamped when parsed, numbered within its connection. */
final class HttpRequest extends TimeStampedEvent {
    private final HttpConnection connection;
    private final Request request;
    private final long number;

    HttpRequest(HttpConnection connection, Request request, long number) {
        this.connection = connection;
        this.request = request;
        this.number = number;
        this.timestamp = System.currentTimeMillis();
    }

    HttpConnection connection() {
        return connection;
    }

    Request request() {
        return request;
    }

    /** 0, 1, 2 and so on: responses leave in this order. */
    long number() {
        return number;
    }
}
