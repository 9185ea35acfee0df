package capriccio.bench.programs;

import capriccio.knot.http.BadRequestException;
import capriccio.knot.http.Request;
import capriccio.knot.http.RequestParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Jetty's HTTP parser: requests of browsers and of tools, pipelined. */
final class HttpRequests implements Program {
    private static final int REQUESTS = 200;

    private final byte[] bytes;

    HttpRequests() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < REQUESTS; i++) {
            text.append("GET /dir").append(i % 10).append("/class").append(i % 4).append("_").append(i % 9).append("?q=a%20b HTTP/1.1\r\n")
                    .append("Host: localhost:8080\r\n");
            if (i % 2 == 0) {
                text.append("User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0\r\n")
                        .append("Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n")
                        .append("Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n")
                        .append("Connection: keep-alive\r\nUpgrade-Insecure-Requests: 1\r\n")
                        .append("If-Modified-Since: Sat, 21 Nov 2026 07:28:00 GMT\r\nCookie: session=").append(i * 7919).append("\r\n");
            }
            text.append("\r\n");
        }
        bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public long run() throws BadRequestException {
        RequestParser parser = new RequestParser();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long sum = 0;
        for (Request request = parser.next(buffer); request != null; request = parser.next(buffer)) {
            sum += request.path().hashCode() + (request.persistent() ? 1 : 0);
        }
        return sum;
    }
}
