package seda.sandStorm.lib.http;

import seda.sandStorm.api.QueueElementIF;

/** A 503: the server has too much to do. */
public class httpServiceUnavailableResponse extends httpResponse implements httpConst, QueueElementIF {
    /** A page with the URL and the message, both escaped. */
    public httpServiceUnavailableResponse(httpRequest request, String message) {
        super(RESPONSE_SERVICE_UNAVAILABLE, DEFAULT_MIME_TYPE, page(RESPONSE_SERVICE_UNAVAILABLE, request, message));
    }

    @Override
    protected String getEntityHeader() {
        return "";
    }
}
