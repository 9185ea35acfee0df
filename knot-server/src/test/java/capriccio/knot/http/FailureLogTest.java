package capriccio.knot.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ResourceBundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailureLogTest {
    private static final class Lines implements System.Logger {
        final List<String> lines = new ArrayList<>();
        boolean outOfMemory;

        @Override
        public String getName() {
            return "lines";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            if (outOfMemory) {
                throw new OutOfMemoryError("for the test");
            }
            lines.add(level + " " + message + " " + thrown.getMessage());
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            throw new AssertionError("there is a cause");
        }
    }

    private final Lines lines = new Lines();
    private long nanos = Long.MAX_VALUE - 10;
    private final FailureLog log = new FailureLog(lines, () -> nanos);
    private Request request;

    @BeforeEach
    void parseRequest() throws Exception {
        byte[] bytes = "GET /page HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        request = Objects.requireNonNull(new RequestParser().next(ByteBuffer.wrap(bytes)));
    }

    private void report(String message) {
        log.report(request, new IOException(message));
    }

    @Test
    void logsTheFirstOfEachSecondAndCountsTheOthers() {
        report("one");
        report("two");
        nanos += 999_999_999;
        report("three");
        nanos += 1;
        report("four");
        nanos += 2_000_000_000;
        report("five");
        assertThat(lines.lines)
                .containsExactly(
                        "ERROR GET /page is answered with 500 one",
                        "ERROR GET /page is answered with 500; so were 2 before it that are not logged four",
                        "ERROR GET /page is answered with 500 five");
    }

    @Test
    void withoutTheMemoryToLogItIsCounted() {
        lines.outOfMemory = true;
        report("one");
        lines.outOfMemory = false;
        nanos += 1_000_000_000;
        report("two");
        assertThat(lines.lines)
                .containsExactly("ERROR GET /page is answered with 500; so were 1 before it that are not logged two");
    }
}
