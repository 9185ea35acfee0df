package capriccio.seda.haboob;

import capriccio.knot.cache.Page;
import capriccio.knot.http.Response;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.core.BufferElement;

/**
 * A response, and which request of its connection it answers.
 *
 * @param page where the response has its body from, if from a page
 */
record HttpResponder(Response response, @Nullable Page page, long number) implements QueueElementIF {
    /** The body as something a connection can write, null when it is empty; a whole page is not copied. */
    @Nullable BufferElement body() {
        ByteBuffer body = response.body();
        int length = body.remaining();
        if (length == 0) {
            return null;
        }
        if (page != null && response.status() == 200 && length == page.length()) {
            return new BufferElement(page.bytes());
        }
        byte[] bytes = new byte[length];
        body.get(bytes);
        return new BufferElement(bytes);
    }
}
