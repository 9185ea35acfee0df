package seda.sandStorm.lib.http;

import seda.sandStorm.api.QueueElementIF;

/** A 500: the server failed. */
public class httpInternalServerErrorResponse extends httpResponse implements httpConst, QueueElementIF {
    /** A page with the URL and the message, both escaped. */
    public httpInternalServerErrorResponse(httpRequest request, String message) {
        super(RESPONSE_INTERNAL_SERVER_ERROR, DEFAULT_MIME_TYPE, page(RESPONSE_INTERNAL_SERVER_ERROR, request, message));
    }

    @Override
    protected String getEntityHeader() {
        return "";
    }
}
