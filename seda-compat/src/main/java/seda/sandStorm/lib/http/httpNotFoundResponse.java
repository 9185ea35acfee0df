package seda.sandStorm.lib.http;

import seda.sandStorm.api.QueueElementIF;

/** A 404: there is nothing at the URL. */
public class httpNotFoundResponse extends httpResponse implements httpConst, QueueElementIF {
    /** A page with the URL and the message, both escaped. */
    public httpNotFoundResponse(httpRequest request, String message) {
        super(RESPONSE_NOT_FOUND, DEFAULT_MIME_TYPE, page(RESPONSE_NOT_FOUND, request, message));
    }

    @Override
    protected String getEntityHeader() {
        return "";
    }
}
