package seda.sandStorm.lib.http;

import seda.sandStorm.api.QueueElementIF;

/** A response and the connection it goes to. */
public class httpResponder implements httpConst, QueueElementIF {
    private final httpResponse response;
    private final httpConnection connection;
    private final boolean close;
    private final boolean sendHeader;

    public httpResponder(httpResponse response, httpConnection connection, boolean close, boolean sendHeader) {
        this.response = response;
        this.connection = connection;
        this.close = close;
        this.sendHeader = sendHeader;
    }

    public httpResponder(httpResponse response, httpConnection connection, boolean close) {
        this(response, connection, close, true);
    }

    public httpResponder(httpResponse response, httpConnection connection) {
        this(response, connection, false);
    }

    public httpResponder(httpResponse response, httpRequest request, boolean close, boolean sendHeader) {
        this(response, request.getConnection(), close, sendHeader);
    }

    /** With a header unless the request is one of HTTP/0.9. */
    public httpResponder(httpResponse response, httpRequest request, boolean close) {
        this(response, request, close, request.headerNeeded());
    }

    /** Advises to close unless the request is one of HTTP/1.1. */
    public httpResponder(httpResponse response, httpRequest request) {
        this(response, request, request.getHttpVer() < httpRequest.HTTPVER_11);
    }

    public httpConnection getConnection() {
        return connection;
    }

    public httpResponse getResponse() {
        return response;
    }

    /** Whether the program should close the connection after this response; the library does not. */
    public boolean shouldClose() {
        return close;
    }

    public boolean sendHeader() {
        return sendHeader;
    }
}
