package capriccio.iointercept.agent;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.blockinggraph.policy.Governor;
import capriccio.continuations.runtime.Backend;
import capriccio.continuations.runtime.Checkpoint;
import capriccio.continuations.runtime.JdkBackend;
import capriccio.continuations.runtime.PinnedFrame;
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
        if (given.backend() == AgentOptions.Frames.VIRTUAL) {
            VirtualStartup.run(given, instrumentation);
            return;
        }
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

        int carriers = options.carriersOrProcessors();
        Policy policy = Policy.of(options.policy(), carriers);
        Backend backend = jdk == null ? new WovenBackend(new TwinFactory(ready.weaving())) : jdk;
        Scheduler scheduler =
                new Scheduler(carriers, policy.queues(), poller, host, backend, policy.graph());
        start(options, scheduler, policy);
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
        tell(options, scheduler, policy, ready.weaving());
        ready.weaving().saveFromNowOn();
    }

    static void start(AgentOptions options, Scheduler scheduler, Policy policy) {
        if (options.quantum() > 0) {
            scheduler.preemptAfter(options.quantum() * 1_000_000L);
        }
        scheduler.handOverAtMost(options.disk());
        scheduler.start();
        policy.start(scheduler, options.disk());
    }

    /** All is up: diagnostics find it from here on. */
    static void tell(AgentOptions options, Scheduler scheduler, Policy policy, @Nullable Weaving weaving) throws Exception {
        Governor governor = policy.governor();
        BlockingGraph graph = policy.graph();
        String view = options.view() == AgentOptions.NO_VIEW ? null : LiveView.start(options, scheduler, graph, governor);
        Running running = new Running(scheduler, graph, governor == null ? null : governor.admission(), weaving, view);
        Running.is(running);
        Watcher.onStart(running);
        ExitReport.register(options, running);
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

    static Patterns patterns(String key, String value) {
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
}
