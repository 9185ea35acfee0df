package capriccio.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.bench.fileset.FileSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LoadGeneratorTest {
    private static final FileSet SET = FileSet.of(1, 1);
    // Where every response is an error the ramp lasts as long as it may.
    private static final long RAMP_MILLIS = 1_000;
    private static final String PAGE = "/dir00000/class0_1";
    // For whatever must not time out, however busy the machine is.
    private static final long PATIENT_MILLIS = 20_000;

    /** Answers one request; an IOException or a false ends the connection. */
    private interface Answer {
        boolean answer(Socket socket, byte[] body, OutputStream out) throws IOException, InterruptedException;
    }

    @Test
    void soundServerHasNoErrors() throws Exception {
        LoadResult result = run(0, PATIENT_MILLIS, PATIENT_MILLIS, (socket, body, out) -> send(out, body));
        assertThat(result.errors()).isEmpty();
        assertThat(result.connectionsOpen()).isEqualTo(4);
        assertThat(result.requests()).isPositive();
        assertThat(result.response().count()).isGreaterThanOrEqualTo(result.requests());
        assertThat(result.jain()).isBetween(.25, 1.0);
    }

    @Test
    void connectionsAreRenewedAfterTheirRequests() throws Exception {
        LoadResult result = run(3, PATIENT_MILLIS, PATIENT_MILLIS, (socket, body, out) -> send(out, body));
        assertThat(result.errors()).isEmpty();
        assertThat(result.connect().count()).isGreaterThan(4);
    }

    @Test
    void oneWrongByteIsFound() throws Exception {
        LoadResult result = run(0, RAMP_MILLIS, PATIENT_MILLIS, (socket, body, out) -> {
            body[body.length - 1] ^= 1;
            return send(out, body);
        });
        assertThat(result.wrongCount()).isPositive();
        assertThat(result.errors()).containsOnlyKeys(ErrorKind.WRONG_BYTES);
        assertThat(result.firstError()).contains("body differs at byte");
    }

    @Test
    void resetIsReported() throws Exception {
        LoadResult result = run(0, RAMP_MILLIS, PATIENT_MILLIS, (socket, body, out) -> {
            socket.setSoLinger(true, 0);
            return false;
        });
        assertThat(result.errors()).containsKey(ErrorKind.RESET);
        assertThat(result.wrongCount()).isZero();
    }

    @Test
    void earlyCloseIsReported() throws Exception {
        LoadResult result = run(0, RAMP_MILLIS, PATIENT_MILLIS, (socket, body, out) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return false;
        });
        assertThat(result.errors()).containsKey(ErrorKind.CLOSED_EARLY);
    }

    @Test
    void stallIsReportedAsTimeout() throws Exception {
        LoadResult result = run(0, RAMP_MILLIS, 400, (socket, body, out) -> socket.getInputStream().read() >= 0);
        assertThat(result.errors()).containsKey(ErrorKind.TIMEOUT);
        assertThat(result.requests()).isZero();
    }

    @Test
    void errorStatusIsReported() throws Exception {
        LoadResult result = run(0, RAMP_MILLIS, PATIENT_MILLIS, (socket, body, out) -> {
            out.write("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return true;
        });
        assertThat(result.errors()).containsKey(ErrorKind.STATUS);
    }

    /** The server pauses in each request: in a closed loop it would be asked less often, and nobody would be seen to wait. */
    @Test
    void inAnOpenLoopRequestsAreDueWhateverTheServerDoes() throws Exception {
        LoadResult result = run(0, PATIENT_MILLIS, PATIENT_MILLIS, 400, 0.5, LoadSpec.Manner.USUAL, (socket, body, out) -> {
            Thread.sleep(20);
            return send(out, body);
        });
        assertThat(result.errors()).isEmpty();
        assertThat(result.requests()).isPositive();
        assertThat(result.lightThroughput()).isPositive().isLessThan(result.throughput());
        assertThat(result.light().count()).isLessThan(result.response().count());
        assertThat(result.response().max()).as("four connections serve half of it at best: the rest waits").isGreaterThan(100_000);
    }

    @Test
    void whatIsDueAndFindsNoConnectionInTimeIsAnError() throws Exception {
        LoadResult result = run(0, PATIENT_MILLIS, 300, 400, 0.5, LoadSpec.Manner.USUAL, (socket, body, out) -> {
            Thread.sleep(100);
            return send(out, body);
        });
        assertThat(result.errors()).containsOnlyKeys(ErrorKind.TIMEOUT);
    }

    /** Every other request is refused, and its connection closed; the page is not the file of that path. */
    @Test
    void refusalsOfAPageAreCountedApart() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        LoadResult result = run(LoadSpec.Manner.of(PAGE, 5), PATIENT_MILLIS, (socket, body, out) -> {
            boolean refused = asked.incrementAndGet() % 2 == 0;
            String head = refused ? "503 Service Unavailable\r\nconnection: close" : "200 OK";
            out.write(("HTTP/1.1 " + head + "\r\ncontent-length: 3\r\n\r\nno!").getBytes(StandardCharsets.US_ASCII));
            return !refused;
        });
        assertThat(result.errors()).isEmpty();
        assertThat(result.requests()).isPositive();
        assertThat(result.refused()).isPositive();
        assertThat(result.requests() + result.refused()).as("four clients pause for 5 ms in 500").isLessThanOrEqualTo(4 * 101);
    }

    @Test
    void aRefusalOfAFileIsAnError() throws Exception {
        LoadResult result = run(LoadSpec.Manner.USUAL, RAMP_MILLIS, (socket, body, out) -> {
            out.write("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return true;
        });
        assertThat(result.errors()).containsOnlyKeys(ErrorKind.STATUS);
        assertThat(result.refused()).isZero();
    }

    @Test
    void inASpikeAllClientsComeAndGoAgain() throws Exception {
        AtomicInteger most = new AtomicInteger();
        Set<Integer> now = ConcurrentHashMap.newKeySet();
        LoadResult result = run(new LoadSpec.Manner(2, PAGE, 100, 1, 200, 100), PATIENT_MILLIS, (socket, body, out) -> {
            now.add(socket.getPort());
            most.accumulateAndGet(now.size(), Math::max);
            return send(out, body);
        });
        assertThat(result.errors()).isEmpty();
        assertThat(most).hasValueGreaterThan(1);
        assertThat(result.timeline()).hasSize(5).allSatisfy(window -> assertThat(window.refused()).isZero());
        assertThat(result.timeline().stream().mapToLong(window -> window.response().count()).sum()).isPositive().isLessThanOrEqualTo(result.requests());
        assertThat(result.jain()).as("one was there all the time").isLessThan(0.9);
    }

    private static LoadResult run(LoadSpec.Manner manner, long rampMillis, Answer answer) throws Exception {
        return run(0, rampMillis, PATIENT_MILLIS, 0, 0, manner, answer);
    }

    private static boolean send(OutputStream out, byte[] body) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\ncontent-length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        return true;
    }

    private static LoadResult run(int perConnection, long rampMillis, long timeoutMillis, Answer answer) throws Exception {
        return run(perConnection, rampMillis, timeoutMillis, 0, 0, LoadSpec.Manner.USUAL, answer);
    }

    private static LoadResult run(
            int perConnection, long rampMillis, long timeoutMillis, double rate, double lightShare, LoadSpec.Manner manner, Answer answer)
            throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread acceptor = new Thread(() -> accept(listener, answer));
            acceptor.setDaemon(true);
            acceptor.start();
            LoadSpec spec = new LoadSpec("127.0.0.1", listener.getLocalPort(), 4, 1, perConnection, 4, rampMillis, 0, 20, 500, timeoutMillis, 0,
                    rate, lightShare, 0, 1, 1, 1, "", manner);
            return LoadGenerator.run(spec, SET);
        }
    }

    private static void accept(ServerSocket listener, Answer answer) {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread thread = new Thread(() -> serve(socket, answer));
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void serve(Socket socket, Answer answer) {
        try (socket) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            while (true) {
                String line = in.readLine();
                if (line == null) {
                    return;
                }
                String path = line.substring(4, line.indexOf(' ', 4));
                while (!line.isEmpty()) {
                    line = in.readLine();
                }
                FileSet.Entry entry = SET.entries().stream().filter(e -> e.path().equals(path)).findFirst().orElseThrow();
                if (!answer.answer(socket, SET.bytes(entry), socket.getOutputStream())) {
                    return;
                }
            }
        } catch (IOException | InterruptedException e) {
            // The client has gone.
        }
    }
}
