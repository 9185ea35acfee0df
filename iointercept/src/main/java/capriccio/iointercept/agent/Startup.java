package capriccio.iointercept.agent;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.blockinggraph.policy.Governor;
import capriccio.continuations.runtime.Backend;
import capriccio.continuations.runtime.Checkpoint;
import capriccio.continuations.runtime.JdkBackend;
import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.PinnedFrame;
import capriccio.continuations.runtime.PinnedParks;
import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.ThrownTraces;
import capriccio.continuations.runtime.TwinLinker;
import capriccio.continuations.runtime.WalkedFrames;
import capriccio.continuations.runtime.WovenBackend;
import capriccio.continuations.weave.TwinFactory;
import capriccio.iointercept.runtime.EpollPoller;
import capriccio.iointercept.runtime.FileHooks;
import capriccio.iointercept.runtime.JdkAccess;
import capriccio.iointercept.runtime.JdkHost;
import capriccio.iointercept.runtime.Patterns;
import capriccio.iointercept.runtime.Rehearsal;
import capriccio.iointercept.runtime.Selection;
import capriccio.iointercept.runtime.SelectorHooks;
import capriccio.iointercept.runtime.SocketHooks;
import capriccio.iointercept.runtime.ThreadHooks;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings the runtime up: internals opened, JDK classes woven in one batch, carriers started, self-test, switched on. */
final class Startup {
    private static final Set<Integer> TESTED = Set.of(17, 25);

    private Startup() {}

    static void run(AgentOptions given, String agent, @Nullable CacheFolder cache, Instrumentation instrumentation)
            throws Exception {
        open(instrumentation);
        JdkBackend jdk = given.jdk() ? jdkBackend(given.graph()) : null;
        AgentOptions options = jdk == null ? given.onWovenCode() : given;
        Internals internals = Internals.begin();
        Preparation.Ready ready = Preparation.of(options, agent, cache, instrumentation);
        internals.awaitAccess();
        instrumentation.addTransformer(ready.transformer(), true);
        try {
            begin(options, jdk, ready, internals);
        } catch (Throwable t) {
            ThreadHooks.disable(); // classes go on being woven: what is woven already shares monitors with nothing else
            throw t;
        }
    }

    private static void begin(AgentOptions options, @Nullable JdkBackend jdk, Preparation.Ready ready, Internals internals)
            throws Exception {
        Patterns user = patterns("user", options.user());
        Patterns platform = patterns("platform", options.platform());
        EpollPoller poller = internals.awaitPoller();
        JdkHost host = internals.host();

        int carriers = options.carriers() > 0 ? options.carriers() : Runtime.getRuntime().availableProcessors();
        Policy policy = Policy.of(options.policy(), carriers);
        BlockingGraph graph = policy.graph();
        Backend backend = jdk == null ? new WovenBackend(new TwinFactory(ready.weaving())) : jdk;
        Scheduler scheduler =
                new Scheduler(carriers, policy.queues(), poller, host, backend, graph);
        if (options.quantum() > 0) {
            scheduler.preemptAfter(options.quantum() * 1_000_000L);
        }
        scheduler.handOverAtMost(options.disk());
        scheduler.start();
        policy.start(scheduler, options.disk());
        completeTraces();
        ready.loaded().retransformFirst(Rehearsal.class);
        Rehearsal.hold(scheduler);
        ready.loaded().retransformAll();
        ready.doubling().use(ready.transformer());
        poller.endWithTheJvm();
        SocketHooks.enable(poller);
        SelectorHooks.enable(poller);
        FileHooks.enable(poller);
        ThreadHooks.enable(scheduler);
        SelfTest.run();
        policy.intercept(options.admission());
        Selection.choose(user, platform);
        if (options.check()) {
            WovenBackend.checkStacks();
        }
        reportMoved();
        if (options.yieldEvery() > 0) {
            Checkpoint.yieldEvery(options.yieldEvery());
        }
        if (jdk == null) {
            PinnedFrame.tellWoven(ready.weaving());
        }
        Governor governor = policy.governor();
        String view = options.view() == AgentOptions.NO_VIEW ? null : LiveView.start(options, scheduler, graph, governor);
        Running running = new Running(scheduler, graph, governor == null ? null : governor.admission(), ready.weaving(), view);
        Running.is(running);
        Watcher.onStart(running);
        report(options, running);
        ready.weaving().saveFromNowOn();
    }

    private static void completeTraces() {
        try {
            ThrownTraces.install();
            WalkedFrames.install();
        } catch (LinkageError e) {
            System.err.println("[capriccio] traces of exceptions and stack walkers lack callers that are suspended: " + e);
        }
    }

    /** On a JDK on which this was not tested, says what has moved. */
    private static void reportMoved() throws IOException {
        if (!TESTED.contains(Runtime.version().feature())) {
            for (List<String> lines : List.of(Spins.moved(), BlockingPoints.moved())) {
                lines.forEach(line -> System.err.println("[capriccio] " + line));
            }
        }
    }

    private static Patterns patterns(String key, String value) {
        try {
            return new Patterns(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + "=" + value + ": " + e.getMessage() + ", where class:GLOB, name:GLOB, site:GLOB or GLOB is taken", e);
        }
    }

    /** Null where the JDK cannot do better than woven code. */
    private static @Nullable JdkBackend jdkBackend(String graph) {
        TwinLinker.install(JdkAccess.init());
        try {
            return JdkBackend.create(!graph.isEmpty());
        } catch (IllegalStateException e) {
            System.err.println("[capriccio] backend=jdk cannot be used: " + e.getMessage() + ". backend=weave takes its place.");
            return null;
        }
    }

    /** Lets the boot loader's unnamed module, where the runtime lives, and this class at the JDK's internals. */
    private static void open(Instrumentation instrumentation) throws ClassNotFoundException {
        Module runtime = Class.forName("capriccio.iointercept.runtime.JdkAccess", false, null).getModule();
        Map<String, Set<Module>> packages = Map.of(
                "java.lang.invoke", Set.of(runtime),
                "java.lang", Set.of(runtime),
                "sun.nio.ch", Set.of(runtime),
                "jdk.internal.misc", Set.of(runtime));
        instrumentation.redefineModule(
                Object.class.getModule(), Set.of(), Map.of(), packages, Set.of(), Map.of());
    }

    private static void report(AgentOptions options, Running running) {
        if (!options.stats() && options.graph().isEmpty()) {
            return;
        }
        Thread hook = new Thread(null, new ExitReport(options, running), "capriccio-report", 0, false);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Runs on a platform thread at exit. */
    private record ExitReport(AgentOptions options, Running running) implements Runnable {
        @Override
        public void run() {
            if (options.stats()) {
                Scheduler scheduler = running.scheduler();
                System.err.println("[capriccio] threads started " + scheduler.started() + ", carriers "
                        + scheduler.carriers() + ", parks that pinned a carrier " + scheduler.pinnedParks());
                System.err.println("[capriccio] native calls for which another carrier took over at once "
                        + scheduler.handOvers());
                if (running.admission() != null) {
                    System.err.println("[capriccio] " + running.admission());
                }
                System.err.println("[capriccio] " + running.weaving().counts());
                PinnedParks.byReason().forEach((reason, n) -> System.err.println("[capriccio] parks pinned by " + reason + " " + n));
                PinnedParks.byFrame().forEach((frame, n) -> System.err.println("[capriccio] parks pinned at " + frame + " " + n));
                for (Pin.Reason reason : Pin.Reason.values()) {
                    System.err.println("[capriccio] pinning call sites " + reason + " " + Pin.sites(reason));
                }
            }
            if (!options.graph().isEmpty()) {
                try {
                    Files.write(Path.of(options.graph()), running.graph().toDot().getBytes(StandardCharsets.UTF_8));
                    Files.write(Path.of(options.graph() + ".json"), running.graph().toJson().getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    System.err.println("[capriccio] cannot write the blocking graph to " + options.graph() + ": " + e);
                }
            }
        }
    }
}
