package capriccio.seda.haboob;

import capriccio.knot.http.Response;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.lib.http.httpInternals;
import seda.sandStorm.lib.http.httpRequest;
import seda.sandStorm.lib.http.httpResponse;

/** The {@code HttpSend} stage: responses are sent by direct calls; the stage itself only learns of closed connections. */
public final class HttpSend extends Handler {
    private volatile int maxRequests = Settings.UNLIMITED;

    @Override
    public void init(ConfigDataIF config) throws Exception {
        Settings settings = new Settings(config);
        maxRequests = settings.limit("maxRequests");
        settings.check();
    }

    /** Whether a connection closes after that many requests. */
    boolean isLast(int requests) {
        return maxRequests != Settings.UNLIMITED && requests >= maxRequests;
    }

    /** Answers with what Knot's HTTP core has made, and closes if that says so. */
    static void sendResponse(httpRequest request, Response response) throws SinkException {
        Client.of(request).answer(request, new EncodedResponse(response), response.closes());
    }

    /** Answers with a response of the library; closes if asked to, or if the client expects it. */
    static void sendResponse(httpRequest request, httpResponse response, boolean close) throws SinkException {
        Client client = Client.of(request);
        boolean head = httpInternals.method(request).equals("HEAD");
        // HTTP/1.0 would have to be told that the connection stays, which the library's responses do not say.
        boolean last = close || request.getHttpVer() < httpRequest.HTTPVER_11 || !client.mayPersist(request);
        client.answer(request, head ? new HeaderOnly(response) : response, last);
    }

    @Override
    void on(QueueElementIF event) {}

    /** A response of Knot's, ready to be written. */
    private static final class EncodedResponse extends httpResponse {
        private final Response response;

        EncodedResponse(Response response) {
            super(response.status(), DEFAULT_MIME_TYPE);
            this.response = response;
        }

        @Override
        protected String getEntityHeader() {
            return "";
        }

        @Override
        public BufferElement[] getBuffers(boolean sendHeader) {
            BufferElement body = new BufferElement(response.bodyBytes(), response.bodyOffset(), response.bodyLength());
            if (!sendHeader) {
                return new BufferElement[] {body};
            }
            BufferElement head = new BufferElement(response.head());
            return body.size == 0 ? new BufferElement[] {head} : new BufferElement[] {head, body};
        }
    }

    /** The answer to HEAD: says what the payload would be. */
    private static final class HeaderOnly extends httpResponse {
        private final httpResponse response;

        HeaderOnly(httpResponse response) {
            super(RESPONSE_OK, DEFAULT_MIME_TYPE);
            this.response = response;
        }

        @Override
        protected String getEntityHeader() {
            return "";
        }

        @Override
        public BufferElement[] getBuffers(boolean sendHeader) {
            return new BufferElement[] {response.getHeader()};
        }
    }
}
