package seda.sandStorm.lib.http;

import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;

/** A 200. */
public class httpOKResponse extends httpResponse implements httpConst, QueueElementIF {
    /** A payload that is complete. */
    public httpOKResponse(String contentType, BufferElement payload) {
        super(RESPONSE_OK, contentType, payload);
    }

    /** The beginning of a payload of so many bytes; the rest follows in responses that are sent without their headers. */
    public httpOKResponse(String contentType, BufferElement payload, int contentLength) {
        super(RESPONSE_OK, contentType, payload, contentLength);
    }

    /** A payload of that size, to be filled in by way of {@link #getPayload}. */
    public httpOKResponse(String contentType, int payloadSize) {
        super(RESPONSE_OK, contentType, payloadSize);
    }

    /** The same; {@code compQ} learns when it has been written. */
    public httpOKResponse(String contentType, int payloadSize, SinkIF compQ) {
        super(RESPONSE_OK, contentType, payloadSize, compQ);
    }

    @Override
    protected String getEntityHeader() {
        return "";
    }

    @Override
    public String toString() {
        return "httpOKResponse[" + contentType + ", " + contentLength + " bytes]";
    }
}
