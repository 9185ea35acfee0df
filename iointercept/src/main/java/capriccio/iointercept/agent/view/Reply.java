package capriccio.iointercept.agent.view;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a request gets. */
final class Reply {
    /** Nothing from elsewhere, nothing to elsewhere, in no frame, and no other site may embed it. */
    private static final String HEADERS =
            """
            Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
            base-uri 'none'; form-action 'none'; frame-ancestors 'none'
            Cross-Origin-Resource-Policy: same-origin
            X-Content-Type-Options: nosniff
            Referrer-Policy: no-referrer
            Cache-Control: no-store
            Connection: close
            """
                    .replace("\n", "\r\n");

    private Reply() {}

    /** To a request with that head. */
    static ByteBuffer to(String head, Site site) {
        Request request = Request.parse(head);
        if (request == null) {
            return problem(400, "Bad Request");
        } else if (!request.isForThisMachine()) {
            return problem(403, "Forbidden");
        } else if (!request.method().equals("GET")) {
            return bytes("405 Method Not Allowed\r\nAllow: GET", Site.Page.text("text/plain", "405 Method Not Allowed\n"));
        }
        return page(request.path(), site);
    }

    private static ByteBuffer page(String path, Site site) {
        try {
            Site.@Nullable Page page = site.page(path);
            return page == null ? problem(404, "Not Found") : bytes("200 OK", page);
        } catch (IOException | RuntimeException | OutOfMemoryError e) { // the program's heap may be full: the next one may do
            return problem(500, "Internal Server Error: " + e);
        }
    }

    static ByteBuffer problem(int status, String what) {
        String line = status + " " + what.replace('\r', ' ').replace('\n', ' ');
        return bytes(line, Site.Page.text("text/plain", line + "\n"));
    }

    private static ByteBuffer bytes(String status, Site.Page page) {
        byte[] head = ("HTTP/1.1 " + status + "\r\nContent-Type: " + page.type() + "\r\nContent-Length: " + page.body().remaining()
                + "\r\n" + HEADERS + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(head.length + page.body().remaining()).put(head).put(page.body()).flip();
    }
}
