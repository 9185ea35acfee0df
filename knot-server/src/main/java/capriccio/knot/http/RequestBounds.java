package capriccio.knot.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpParser;
import org.jspecify.annotations.Nullable;

/** What every reader of requests does with Jetty's callbacks: skips bodies within bounds, and keeps the first failure. */
public abstract class RequestBounds implements HttpParser.RequestHandler {
    private long bodyBytes;
    private @Nullable BadRequestException failure;

    /** Creates callbacks for a new connection. */
    protected RequestBounds() {}

    /** What is wrong with the request, or null. */
    public final @Nullable BadRequestException failure() {
        return failure;
    }

    /** To be called at the start of each request. */
    protected final void beginBody() {
        bodyBytes = 0;
    }

    /** Notes a failure unless there was one. */
    protected final void fail(int status, String reason) {
        if (failure == null) {
            failure = new BadRequestException(status, reason);
        }
    }

    /** Fails if a body of that length is too large. */
    protected final void checkBody(long bytes) {
        if (bytes > RequestParser.MAX_BODY_BYTES) {
            fail(413, "body too large");
        }
    }

    @Override
    public final boolean headerComplete() {
        return failure != null;
    }

    @Override
    public final boolean content(ByteBuffer content) {
        bodyBytes += content.remaining();
        content.position(content.limit());
        checkBody(bodyBytes);
        return failure != null;
    }

    @Override
    public final boolean contentComplete() {
        return false;
    }

    @Override
    public final boolean messageComplete() {
        return true;
    }

    @Override
    public final void earlyEOF() {
        fail(400, "bad framing of the body");
    }

    @Override
    public final void badMessage(HttpException e) {
        fail(e.getCode(), String.valueOf(e.getReason()));
    }
}
