package seda.sandStorm.lib.http;

import seda.sandStorm.api.QueueElementIF;

/** A 400: the request cannot be understood. */
public class httpBadRequestResponse extends httpResponse implements httpConst, QueueElementIF {
    /** A page with the URL and the message, both escaped. */
    public httpBadRequestResponse(httpRequest request, String message) {
        super(RESPONSE_BAD_REQUEST, DEFAULT_MIME_TYPE, page(RESPONSE_BAD_REQUEST, request, message));
    }

    @Override
    protected String getEntityHeader() {
        return "";
    }
}
