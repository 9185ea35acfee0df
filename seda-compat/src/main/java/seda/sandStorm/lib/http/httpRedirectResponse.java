package seda.sandStorm.lib.http;

import seda.sandStorm.api.QueueElementIF;

/** A 301: what was asked for is at another URL. Says that the connection closes, so close it. */
public class httpRedirectResponse extends httpResponse implements httpConst, QueueElementIF {
    private final String newURL;

    /** Throws IllegalArgumentException if the URL has line breaks, which would add fields of the client's choice. */
    public httpRedirectResponse(httpRequest request, String newURL) {
        super(RESPONSE_REDIRECT, DEFAULT_MIME_TYPE, page(RESPONSE_REDIRECT, request, "It is at " + newURL));
        if (newURL.indexOf('\r') >= 0 || newURL.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("line break in the URL of a redirect: percent-encode it first");
        }
        this.newURL = newURL;
    }

    @Override
    protected String getEntityHeader() {
        return "Location: " + newURL + CRLF + "Connection: close" + CRLF;
    }

    @Override
    public String toString() {
        return "httpRedirectResponse[" + newURL + "]";
    }
}
