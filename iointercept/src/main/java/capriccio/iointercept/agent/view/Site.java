package capriccio.iointercept.agent.view;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What {@link LoopbackServer} serves. Called by its thread alone. */
public interface Site {
    /**
     * A document.
     *
     * @param type of media, as in {@code Content-Type}
     * @param body handed over: nobody changes it any more
     */
    record Page(String type, ByteBuffer body) {
        /** In UTF-8. */
        public static Page text(String type, String body) {
            return new Page(type + "; charset=utf-8", StandardCharsets.UTF_8.encode(body));
        }
    }

    /** The document at that path, which begins with a slash; null if there is none. */
    @Nullable Page page(String path) throws IOException;

    /** About once a second. */
    void tick();
}
