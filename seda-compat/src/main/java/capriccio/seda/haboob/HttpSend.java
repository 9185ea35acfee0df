package capriccio.seda.haboob;

import capriccio.knot.http.Response;
import org.jspecify.annotations.Nullable;
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
        BufferElement body = response.bodyLength() == 0
                ? null
                : new BufferElement(response.bodyBytes(), response.bodyOffset(), response.bodyLength());
        Client.of(request).answer(request, new Ready(new BufferElement(response.head()), body), response.closes());
    }

    /** Answers with a response of the library; closes if asked to, or if the client expects it. */
    static void sendResponse(httpRequest request, httpResponse response, boolean close) throws SinkException {
        Client client = Client.of(request);
        boolean head = httpInternals.method(request).equals("HEAD");
        // HTTP/1.0 would have to be told that the connection stays, which the library's responses do not say.
        boolean last = close || request.getHttpVer() < httpRequest.HTTPVER_11 || !client.mayPersist(request);
        client.answer(request, head ? new Ready(response.getHeader(), null) : response, last);
    }

    @Override
    void on(QueueElementIF event) {}

    /** A response whose bytes are there already. */
    private static final class Ready extends httpResponse {
        private final BufferElement head;
        private final @Nullable BufferElement body;

        Ready(BufferElement head, @Nullable BufferElement body) {
            super(RESPONSE_OK, DEFAULT_MIME_TYPE);
            this.head = head;
            this.body = body;
        }

        @Override
        protected String getEntityHeader() {
            return "";
        }

        @Override
        public BufferElement[] getBuffers(boolean sendHeader) {
            if (body == null) {
                return sendHeader ? new BufferElement[] {head} : new BufferElement[0];
            }
            return sendHeader ? new BufferElement[] {head, body} : new BufferElement[] {body};
        }
    }
}
