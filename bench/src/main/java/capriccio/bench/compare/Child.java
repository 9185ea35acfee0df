package capriccio.bench.compare;

import capriccio.bench.load.LoadResult;
import capriccio.bench.load.LoadSpec;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A child process whose output lines can be waited for and whose last error lines are kept. It is ended by {@link #close}
 * and, if it heeds the end of its standard input, with this process. Thread-safe.
 */
public final class Child implements AutoCloseable {
    private static final int KEPT_LINES = 12;
    private static final int STOP_SECONDS = 3;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Deque<String> errors = new ArrayDeque<>();
    private final Thread errorReader;

    /** Starts it. */
    public Child(List<String> command) throws IOException {
        process = new ProcessBuilder(command).start();
        reader("out", process.inputReader(StandardCharsets.UTF_8), lines::add);
        errorReader = reader("err", process.errorReader(StandardCharsets.UTF_8), this::keep);
    }

    private static Thread reader(String name, BufferedReader in, java.util.function.Consumer<String> sink) {
        Thread thread = new Thread(
                () -> {
                    try (in) {
                        in.lines().forEach(sink);
                    } catch (IOException | UncheckedIOException e) {
                        sink.accept("[output lost: " + e.getMessage() + "]");
                    }
                },
                "child-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Stack frames are left out: the lines that say what happened are worth more in a report. */
    private void keep(String line) {
        if (line.startsWith("\tat ")) {
            return;
        }
        synchronized (errors) {
            errors.add(line);
            if (errors.size() > KEPT_LINES) {
                errors.remove();
            }
        }
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    private void send(String line) throws IOException {
        BufferedWriter out = process.outputWriter(StandardCharsets.UTF_8);
        out.write(line);
        out.newLine();
        out.flush();
    }

    /**
     * The rest of the next line that begins with {@code prefix}.
     *
     * @throws IOException if the process ends or {@code millis} pass before; its message says which
     */
    public String await(String prefix, long millis) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() - deadline < 0) {
            String line = lines.poll(50, TimeUnit.MILLISECONDS);
            if (line != null && line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
            if (line == null && !process.isAlive() && lines.isEmpty()) {
                throw new IOException("the process ended with exit code " + process.exitValue());
            }
        }
        throw new IOException("no answer within " + millis / 1000 + " s");
    }

    /** The port where it says that it listens, as a server. Fails as {@link #await} does. */
    public int awaitPort(long millis) throws IOException, InterruptedException {
        String address = await("listening on ", millis);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1).strip());
    }

    /**
     * Has it carry out {@code spec}, as a load generator.
     *
     * @param graceMillis what it may take beyond the limits in {@code spec}
     * @throws IOException as {@link #await} does
     */
    public LoadResult ask(LoadSpec spec, long graceMillis) throws IOException, InterruptedException {
        send(MAPPER.writeValueAsString(spec));
        long limit = spec.rampMillis()
                + spec.warmupMillis()
                + spec.settleMillis()
                + spec.measureMillis()
                + spec.timeoutMillis()
                + graceMillis;
        return MAPPER.readValue("{" + await("{", limit), LoadResult.class);
    }

    /**
     * Sends it a line; the rest of the next line of its that begins with {@code prefix}. Fails as {@link #await} does.
     */
    public String ask(String line, String prefix, long millis) throws IOException, InterruptedException {
        send(line);
        return await(prefix, millis);
    }

    /** The last lines of its standard error. */
    public List<String> lastErrors() throws InterruptedException {
        if (!process.isAlive()) {
            errorReader.join(500);
        }
        synchronized (errors) {
            return List.copyOf(errors);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
