package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New work waits at the entries of a program that knows nothing of it, and what it opens is counted. */
@Execution(ExecutionMode.CONCURRENT)
class AdmissionIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern MOST = Pattern.compile("most (\\d+) served (\\d+) failed (\\d+)");
    private static final Pattern WAITED = Pattern.compile("(\\d+) had to wait");
    private static final Pattern REFUSED = Pattern.compile("begun (\\d+) refused (\\d+)");
    private static final int CLIENTS = 1500;
    private static final int A_TICK = 12;

    @ParameterizedTest
    @ValueSource(strings = {"policy=graph,carriers=1", "policy=graph,carriers=2", Backends.JDK + ",policy=graph,carriers=2"})
    void whatWaitsCanBeEndedAndLosesNothing(String options) throws Exception {
        if (options.startsWith(Backends.JDK)) {
            Backends.assumeJdk();
        }
        try (ChildJvm jvm = ChildJvm.withAgent(options + ",stats", "HeldEntries")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(result.output()).contains("OK 8 cases");
            assertThat(group(WAITED, result, 1)).as(result.toString()).isGreaterThan(20);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy=graph,admission=off,carriers=2", "policy=fifo,carriers=2"})
    void nothingWaitsWhereItIsOff(String options) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent(options + ",stats", "HeldEntries")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(result.output()).doesNotContainPattern("[1-9]\\d* had to wait");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"carriers=1", "carriers=2"})
    void programThatAsksIsToldToRefuse(String carriers) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent("policy=graph,stats," + carriers, "Refusals")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(group(REFUSED, result, 1)).as(result.toString()).isPositive();
            assertThat(group(REFUSED, result, 2)).as(result.toString()).isGreaterThan(100);
            assertThat(result.output()).contains("parks that pinned a carrier 0");
        }
    }

    @Test
    void programThatAsksAnotherPolicyMayBegin() throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent("policy=fifo,carriers=2", "Refusals")) {
            assertThat(jvm.await(PATIENCE).output()).contains("first true begun 400 refused 0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"carriers=1", "carriers=2"})
    void opensAndClosesAreTold(String carriers) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent("policy=graph," + carriers, "Opened")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
        }
    }

    /** Twice what the heap can hold: without admission, threads pile up; with it, clients wait in the kernel's queue. */
    @Test
    void overloadStaysOutside() throws Exception {
        int without = mostAlive("policy=graph,carriers=2,stats,admission=off");
        int with = mostAlive("policy=graph,carriers=2,stats");
        assertThat(without).isGreaterThan(2 * with);
    }

    /** All clients are answered in the end. */
    private static int mostAlive(String options) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent(List.of("-Xmx128m"), options, "Hoarders")) {
            int port = Integer.parseInt(jvm.awaitLine("listening ", PATIENCE).substring("listening ".length()));
            assertThat(answered(port)).as(jvm.toString()).isEqualTo(CLIENTS);
            jvm.say("over");
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(result.output()).contains("OK over");
            System.out.println(options + ": " + result.output());
            assertThat(group(MOST, result, 2)).as(result.toString()).isEqualTo(CLIENTS);
            return group(MOST, result, 1);
        }
    }

    private static int group(Pattern pattern, ChildJvm.Result result, int group) {
        Matcher m = pattern.matcher(result.output());
        assertThat(m.find()).as(result.toString()).isTrue();
        return Integer.parseInt(m.group(group));
    }

    /** Some clients more at each tick, whatever the server does; the number of those that were answered. */
    private static int answered(int port) throws IOException {
        try (Selector selector = Selector.open()) {
            int begun = 0;
            int ended = 0;
            int answered = 0;
            long next = System.nanoTime();
            long deadline = next + PATIENCE.toNanos();
            while (ended < CLIENTS && System.nanoTime() < deadline) {
                if (begun < CLIENTS && System.nanoTime() >= next) {
                    for (int i = 0; i < A_TICK && begun < CLIENTS; i++, begun++) {
                        connect(selector, port);
                    }
                    next += 20_000_000;
                }
                selector.select(5);
                for (SelectionKey key : selector.selectedKeys()) {
                    int n = advance(key);
                    if (!key.isValid()) {
                        ended++;
                        answered += n;
                    }
                }
                selector.selectedKeys().clear();
            }
            selector.keys().forEach(key -> closeQuietly((SocketChannel) key.channel()));
            return answered;
        }
    }

    private static void connect(Selector selector, int port) throws IOException {
        SocketChannel c = SocketChannel.open();
        c.configureBlocking(false);
        c.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        c.register(selector, SelectionKey.OP_CONNECT);
    }

    /** 1 if the answer has come; the channel is closed where it is over. */
    private static int advance(SelectionKey key) {
        SocketChannel c = (SocketChannel) key.channel();
        try {
            if (key.isConnectable()) {
                c.finishConnect();
                c.write(ByteBuffer.wrap(new byte[] {7}));
                key.interestOps(SelectionKey.OP_READ);
                return 0;
            }
            int n = c.read(ByteBuffer.allocate(1));
            c.close();
            return n == 1 ? 1 : 0;
        } catch (IOException e) {
            closeQuietly(c);
            return 0;
        }
    }

    private static void closeQuietly(SocketChannel c) {
        try {
            c.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
