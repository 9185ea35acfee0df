package capriccio.bench.load;

import capriccio.bench.fileset.FileSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One selector thread with its share of the clients.
 *
 * <p>Everything here is confined to the thread that runs {@link #run}, except {@link #enter}, {@link #completed} and
 * {@link #proven}, which any thread may call; and all may be read after that thread has ended.
 */
final class ClientLoop implements Runnable {
    /*
     * Implementation overview
     * =======================
     * A request is written as soon as the response before it is complete, from the same readiness event: two system
     * calls per request besides the select. All bodies go through one direct buffer, which stays in the cache.
     *
     * A connection is pending until its first response, not until TCP says it is connected: a connection in the
     * server's accept queue is connected as well, and a full queue costs a second of SYN retransmission.
     */
    private static final int BUFFER = 256 * 1024;
    private static final long SWEEP_NANOS = 50_000_000L;
    private static final long RETRY_NANOS = 100_000_000L;
    private static final long SELECT_MILLIS = 20;

    private final LoadSpec spec;
    private final FileSet set;
    private final int[] sequence;
    private final Pages pages;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final List<Client> clients = new ArrayList<>();
    private final Deque<Client> toConnect = new ArrayDeque<>();
    private final AtomicLong completed = new AtomicLong();
    private final AtomicInteger proven = new AtomicInteger();
    private final InetSocketAddress server;
    private final int pendingLimit;
    private volatile Phase phase = Phase.RAMP;
    private Phase current = Phase.RAMP;
    private int pending;
    private int underWay;
    private long nextSweep;
    /** Null in a closed loop. */
    private final @Nullable Arrivals arrivals;
    /** Connections without a request, in an open loop. */
    private final ArrayDeque<Client> idle = new ArrayDeque<>();
    private final LoadSpec.Manner manner;
    /** Those that pause, all for as long, in the order in which they will resume. */
    private final ArrayDeque<Client> pausing = new ArrayDeque<>();
    /** Those that are not there for now. */
    private final ArrayDeque<Client> absent = new ArrayDeque<>();
    private long sliceStart;

    final Histogram response = Histograms.create();
    final Histogram light = Histograms.create();
    final Histogram connect = Histograms.create();
    final Histogram firstResponse = Histograms.create();
    final Map<ErrorKind, Long> errors = new EnumMap<>(ErrorKind.class);
    String firstError = "";
    long sliceRequests;
    long sliceLight;
    long sliceBytes;
    long sliceRefused;
    final Timeline timeline;

    ClientLoop(LoadSpec spec, FileSet set, int[] sequence, int first) throws IOException {
        this.spec = spec;
        this.set = set;
        this.sequence = sequence;
        this.manner = spec.manner();
        this.timeline = new Timeline(manner.windowMillis());
        this.server = new InetSocketAddress(spec.host(), spec.port());
        this.pendingLimit = Math.max(1, spec.pendingConnects() / spec.threads());
        this.pages = new Pages(spec, set);
        this.arrivals = spec.rate() == 0
                ? null
                : new Arrivals(spec.rate() / spec.threads(), spec.mixSeed() + first, spec.timeoutMillis() * 1_000_000L);
        this.selector = Selector.open();
        for (int id = first; id < spec.connections(); id += spec.threads()) {
            int cursor = (int) (id * 7_919L % sequence.length);
            Client client = new Client(id, Sources.of(spec, id), cursor, set);
            clients.add(client);
            toConnect.add(client);
        }
    }

    /** Moves the loop to {@code next}. */
    void enter(Phase next) {
        phase = next;
        selector.wakeup();
    }

    /** Responses so far, in all phases. */
    long completed() {
        return completed.get();
    }

    /** Clients that have had a response. */
    int proven() {
        return proven.get();
    }

    /** By how many nanoseconds one request in a hundred was noticed too late; 0 in a closed loop. */
    long lateness() {
        return arrivals == null || arrivals.late.getTotalCount() == 0 ? 0 : arrivals.late.getValueAtPercentile(99);
    }

    /** The clients of this loop. */
    List<Client> clients() {
        return clients;
    }

    @Override
    public void run() {
        try (selector) {
            while (current != Phase.DONE && !(current == Phase.DRAIN && underWay == 0)) {
                connectMore();
                select();
                follow(phase);
                resume(System.nanoTime());
                sweep(System.nanoTime());
            }
            clients.forEach(this::abandon);
            selector.selectNow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In an open loop it asks again and again shortly before a request is due: a selector is late by up to a millisecond. */
    private void select() throws IOException {
        long millis = SELECT_MILLIS;
        if (arrivals != null && isLoading()) {
            sendDue(arrivals);
            millis = Math.min(millis, arrivals.untilNext(System.nanoTime()) / 1_000_000);
        }
        Client first = pausing.peek();
        if (first != null) {
            millis = Math.min(millis, Math.max(0, (first.resumesAt - System.nanoTime()) / 1_000_000));
        }
        if (millis > 0) {
            selector.select(this::ready, millis);
        } else {
            selector.selectNow(this::ready);
        }
    }

    private boolean isLoading() {
        return current == Phase.WARMUP || current == Phase.MEASURE;
    }

    private void sendDue(Arrivals from) {
        for (int lost = from.advance(System.nanoTime()); lost > 0; lost--) {
            note(ErrorKind.TIMEOUT, () -> ": no connection was free within " + spec.timeoutMillis() + " ms (phase " + current + ")");
        }
        while (from.isDue() && !idle.isEmpty()) {
            Client client = idle.remove();
            if (client.channel != null && client.since == Client.IDLE) { // else it has failed, and comes again
                send(client, from.take());
            }
        }
    }

    private void follow(Phase next) {
        Phase before = current;
        current = next;
        if (before != Phase.MEASURE && next == Phase.MEASURE) {
            sliceStart = System.nanoTime();
            timeline.begin(sliceStart);
        }
        if (before == Phase.RAMP && isLoading()) {
            if (arrivals != null) {
                arrivals.begin(System.nanoTime());
            }
            for (Client client : clients) {
                if (client.proven && client.since == Client.IDLE && client.resumesAt == Client.IDLE && client.channel != null) {
                    askNext(client);
                }
            }
        }
    }

    private boolean isThere(Client client, long now) {
        return manner.isThere(client.id, current == Phase.MEASURE ? now - sliceStart : -1);
    }

    /** Those whose pause is over ask again. */
    private void resume(long now) {
        for (Client client = pausing.peek(); client != null && now - client.resumesAt >= 0; client = pausing.peek()) {
            pausing.remove();
            client.resumesAt = Client.IDLE;
            proceed(client, now);
        }
    }

    /** It has its answer, and its pause is over. */
    private void proceed(Client client, long now) {
        if (!isThere(client, now)) {
            abandon(client);
            absent.add(client);
        } else if (client.channel == null) {
            toConnect.add(client);
        } else if (isLoading()) {
            askNext(client);
        }
    }

    private void pauseOrProceed(Client client, long now) {
        if (manner.thinkMillis() == 0) {
            proceed(client, now);
        } else {
            client.resumesAt = now + manner.thinkMillis() * 1_000_000L;
            pausing.add(client);
        }
    }

    /** It has its response. */
    private void askNext(Client client) {
        if (arrivals == null) {
            send(client, System.nanoTime());
        } else {
            idle.add(client);
        }
    }

    private void connectMore() {
        while (pending < pendingLimit && current != Phase.DRAIN && current != Phase.DONE) {
            Client client = toConnect.poll();
            if (client == null) {
                return;
            }
            if (isThere(client, System.nanoTime())) {
                connect(client);
            } else {
                absent.add(client);
            }
        }
    }

    private void connect(Client client) {
        client.served = 0;
        client.pending = true;
        pending++;
        try {
            SocketChannel channel = SocketChannel.open();
            client.channel = channel;
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            if (!client.source.isEmpty()) {
                channel.bind(new InetSocketAddress(client.source, 0));
            }
            client.connectStart = System.nanoTime();
            begin(client, client.connectStart);
            boolean done = channel.connect(server);
            client.key = channel.register(selector, done ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, client);
            if (done) {
                connected(client);
            }
        } catch (IOException e) {
            fail(client, ErrorKind.CONNECT, String.valueOf(e.getMessage()));
        }
    }

    private void connected(Client client) {
        Histograms.record(connect, System.nanoTime() - client.connectStart);
        send(client, System.nanoTime());
    }

    private void ready(SelectionKey key) {
        Client client = (Client) key.attachment();
        SocketChannel channel = client.channel;
        if (channel == null || client.key != key) {
            return;
        }
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                connected(client);
            } else if (key.isReadable()) {
                read(client, channel);
            } else if (key.isWritable()) {
                write(client, channel, key);
            }
        } catch (LoadException e) {
            fail(client, e.kind(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            ErrorKind kind = client.served == 0 && key.isValid() && key.interestOps() == SelectionKey.OP_CONNECT
                    ? ErrorKind.CONNECT
                    : ErrorKind.RESET;
            fail(client, kind, String.valueOf(e.getMessage()));
        }
    }

    private void read(Client client, SocketChannel channel) throws IOException {
        buffer.clear();
        int count = channel.read(buffer);
        if (count < 0) {
            closedByServer(client);
            return;
        }
        if (client.since == Client.IDLE) {
            throw new LoadException(ErrorKind.PROTOCOL, "bytes that nobody asked for");
        }
        if (client.reader.feed(buffer.flip())) {
            complete(client);
        }
    }

    private void closedByServer(Client client) {
        if (client.since == Client.IDLE) {
            abandon(client);
            if (client.resumesAt == Client.IDLE) { // else it comes again after its pause
                toConnect.add(client);
            }
        } else {
            fail(client, ErrorKind.CLOSED_EARLY, "the server closed the connection before the end of a response");
        }
    }

    private void complete(Client client) {
        long now = System.nanoTime();
        if (client.reader.isRefusal()) {
            if (current == Phase.MEASURE) {
                sliceRefused++;
                timeline.refused(now);
            }
        } else {
            count(client, now);
        }
        answered(client, now);
        boolean spent = spec.requestsPerConnection() > 0 && client.served >= spec.requestsPerConnection();
        if (spent || client.reader.isClosing()) {
            abandon(client);
        }
        pauseOrProceed(client, now);
    }

    private void count(Client client, long now) {
        completed.lazySet(completed.getPlain() + 1);
        boolean ofLight = pages.isLight(sequence[client.cursor]);
        if (current == Phase.MEASURE) {
            client.completed++;
            sliceRequests++;
            sliceLight += ofLight ? 1 : 0;
            sliceBytes += client.reader.size();
            timeline.completed(now, now - client.since);
        }
        if (client.sentInSlice) {
            Histograms.record(response, now - client.since);
            if (ofLight) {
                Histograms.record(light, now - client.since);
            }
        }
    }

    private void answered(Client client, long now) {
        finish(client);
        client.cursor = client.cursor + 1 == sequence.length ? 0 : client.cursor + 1;
        if (client.served++ == 0) {
            Histograms.record(firstResponse, now - client.connectStart);
            settle(client);
            if (!client.proven) {
                client.proven = true;
                proven.incrementAndGet();
            }
        }
    }

    /** {@code due}: from when on its client waits. */
    private void send(Client client, long due) {
        SocketChannel channel = client.channel;
        SelectionKey key = client.key;
        if (channel == null || key == null) {
            return;
        }
        int index = sequence[client.cursor];
        if (manner.page().isEmpty()) {
            client.reader.expect(set.entries().get(index));
        } else {
            client.reader.expectAny();
        }
        client.sentInSlice = current == Phase.MEASURE;
        begin(client, due);
        ByteBuffer request = pages.request(index);
        try {
            channel.write(request);
            if (request.hasRemaining()) {
                client.unsent = request.duplicate();
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
        } catch (IOException e) {
            fail(client, ErrorKind.RESET, String.valueOf(e.getMessage()));
        } finally {
            request.rewind();
        }
    }

    private static void write(Client client, SocketChannel channel, SelectionKey key) throws IOException {
        ByteBuffer rest = client.unsent;
        if (rest != null) {
            channel.write(rest);
            if (rest.hasRemaining()) {
                return;
            }
        }
        client.unsent = null;
        key.interestOps(SelectionKey.OP_READ);
    }

    private void begin(Client client, long now) {
        if (client.since == Client.IDLE) {
            underWay++;
        }
        client.since = now;
    }

    private void finish(Client client) {
        if (client.since != Client.IDLE) {
            underWay--;
        }
        client.since = Client.IDLE;
    }

    private void settle(Client client) {
        if (client.pending) {
            pending--;
        }
        client.pending = false;
    }

    private void fail(Client client, ErrorKind kind, String message) {
        note(kind, () -> " at " + pages.path(sequence[client.cursor]) + " (client " + client.id + ", phase " + current
                + "): " + message);
        abandon(client);
        client.retryAt = System.nanoTime() + RETRY_NANOS;
    }

    private void note(ErrorKind kind, Supplier<String> what) {
        errors.merge(kind, 1L, Long::sum);
        if (firstError.isEmpty()) {
            firstError = kind + what.get();
        }
    }

    /** Resets the connection, so that neither side is left in TIME_WAIT. */
    private void abandon(Client client) {
        finish(client);
        settle(client);
        closeQuietly(client.channel);
        client.channel = null;
        client.key = null;
        client.unsent = null;
    }

    private static void closeQuietly(@Nullable SocketChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The connection is gone either way.
                return;
            }
        }
    }

    private void sweep(long now) {
        if (now - nextSweep < 0) {
            return;
        }
        nextSweep = now + SWEEP_NANOS;
        for (int i = absent.size(); i > 0; i--) {
            toConnect.add(absent.remove()); // and back again, if it is still to be absent
        }
        long timeout = spec.timeoutMillis() * 1_000_000L;
        for (Client client : clients) {
            if (client.since != Client.IDLE && now - client.since > timeout) {
                fail(client, ErrorKind.TIMEOUT, "no whole response within " + spec.timeoutMillis() + " ms");
            } else if (client.retryAt != Client.IDLE && now - client.retryAt > 0) {
                client.retryAt = Client.IDLE;
                toConnect.add(client);
            }
        }
    }
}
