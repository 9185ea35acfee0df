package capriccio.seda.runtime;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ProfilableIF;
import seda.sandStorm.api.ProfilerIF;
import seda.sandStorm.api.SandstormConfigIF;
import seda.sandStorm.internal.StageGraph;

/**
 * Writes a line of sizes at intervals to {@code global.profile.filename}, with {@code global.profile.enable}; otherwise
 * does nothing. Safe for any thread.
 */
@SuppressWarnings("JavaUtilDate") // the file's format is of 2002
final class Profiler implements ProfilerIF {
    private static final String PREFIX = "global.profile.";
    private static final int KILO = 1024;

    private final StageGraph graph;
    private final Map<Integer, ProfilableIF> entries = new LinkedHashMap<>(); // guarded by this
    private int registered; // guarded by this
    private @Nullable PrintWriter out; // guarded by this
    private @Nullable Ticker samples; // guarded by this

    Profiler(SandstormConfigIF config) {
        graph = new StageGraph(config);
    }

    /** Opens the file and starts to sample, if the configuration says so. */
    synchronized void start(SandstormConfigIF config) throws IOException {
        if (!config.getBoolean(PREFIX + "enable", false)) {
            return;
        }
        int delay = Math.max(1, config.getInt(PREFIX + "delay", 1000));
        Path file = Path.of(config.getString(PREFIX + "filename", "sandstorm-profile.txt"));
        try {
            out = new PrintWriter(Files.newBufferedWriter(
                    file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new IOException("cannot write the profile to " + file + ": " + e + ": set " + PREFIX + "filename", e);
        }
        out.println("##### Profile started at " + new Date());
        out.println("##### Sample delay " + delay + " msec");
        out.flush();
        samples = new Ticker("Sandstorm Profiler", this::sample, delay, delay);
    }

    private synchronized void sample() {
        if (out == null) {
            return;
        }
        Runtime runtime = Runtime.getRuntime();
        StringBuilder line = new StringBuilder("totalmem(kb) " + runtime.totalMemory() / KILO + " freemem(kb) "
                + runtime.freeMemory() / KILO + " ");
        entries.forEach((number, entry) -> line.append("pr" + number + " " + size(entry) + " "));
        out.println(line);
        out.flush();
    }

    /** An application's entry that fails must not end the profile. */
    private static int size(ProfilableIF entry) {
        try {
            return entry.profileSize();
        } catch (RuntimeException e) {
            return -1;
        }
    }

    @Override
    public synchronized boolean enabled() {
        return out != null;
    }

    @Override
    public synchronized void add(String name, @Nullable ProfilableIF profilable) {
        if (out != null && profilable != null) {
            out.println("# Registered " + registered + " " + name);
            out.flush();
            entries.put(registered++, profilable);
        }
    }

    /** Samples it no longer: its stage is gone. */
    synchronized void forget(ProfilableIF profilable) {
        entries.values().remove(profilable);
    }

    static void forget(ProfilerIF profiler, ProfilableIF profilable) {
        if (profiler instanceof Profiler own) {
            own.forget(profilable);
        }
    }

    @Override
    public StageGraph getGraphProfiler() {
        return graph;
    }

    /** Writes a last line and the stage graph, and ends. */
    void stop() {
        Ticker ending;
        synchronized (this) {
            ending = samples;
            samples = null;
            sample();
            if (out != null) {
                out.close();
                out = null;
            }
        }
        if (ending != null) {
            ending.stop();
        }
        graph.dumpGraph();
    }
}
