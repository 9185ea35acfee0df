package capriccio.iointercept.agent;

import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.PinnedParks;
import capriccio.continuations.runtime.Scheduler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code stats} and {@code graph} tell when the program ends. Runs on a platform thread. */
record ExitReport(AgentOptions options, Running running) implements Runnable {
    static void register(AgentOptions options, Running running) {
        if (options.stats() || !options.graph().isEmpty()) {
            Thread hook = new Thread(null, new ExitReport(options, running), "capriccio-report", 0, false);
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    @Override
    public void run() {
        if (options.stats()) {
            stats();
        }
        if (!options.graph().isEmpty()) {
            graph();
        }
    }

    private void stats() {
        Scheduler scheduler = running.scheduler();
        System.err.println("[capriccio] threads started " + scheduler.started() + ", carriers " + scheduler.carriers()
                + ", parks that pinned a carrier " + scheduler.pinnedParks());
        System.err.println("[capriccio] native calls for which another carrier took over at once " + scheduler.handOvers());
        if (running.admission() != null) {
            System.err.println("[capriccio] " + running.admission());
        }
        Weaving weaving = running.weaving();
        if (weaving != null) {
            System.err.println("[capriccio] " + weaving.counts());
        }
        PinnedParks.byReason().forEach((reason, n) -> System.err.println("[capriccio] parks pinned by " + reason + " " + n));
        PinnedParks.byFrame().forEach((frame, n) -> System.err.println("[capriccio] parks pinned at " + frame + " " + n));
        for (Pin.Reason reason : Pin.Reason.values()) {
            System.err.println("[capriccio] pinning call sites " + reason + " " + Pin.sites(reason));
        }
    }

    private void graph() {
        try {
            Files.write(Path.of(options.graph()), running.graph().toDot().getBytes(StandardCharsets.UTF_8));
            Files.write(Path.of(options.graph() + ".json"), running.graph().toJson().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            System.err.println("[capriccio] cannot write the blocking graph to " + options.graph() + ": " + e);
        }
    }
}
