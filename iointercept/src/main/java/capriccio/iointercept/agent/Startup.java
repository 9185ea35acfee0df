package capriccio.iointercept.agent;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.continuations.analysis.ClassPath;
import capriccio.continuations.analysis.Guards;
import capriccio.continuations.analysis.ProgramKnowledge;
import capriccio.continuations.runtime.Backend;
import capriccio.continuations.runtime.Checkpoint;
import capriccio.continuations.runtime.FifoPolicy;
import capriccio.continuations.runtime.JdkBackend;
import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.TwinLinker;
import capriccio.continuations.runtime.WovenBackend;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Checkpoints;
import capriccio.continuations.weave.Hook;
import capriccio.continuations.weave.Knowledge;
import capriccio.continuations.weave.Weaver;
import capriccio.iointercept.runtime.EpollPoller;
import capriccio.iointercept.runtime.JdkAccess;
import capriccio.iointercept.runtime.JdkHost;
import capriccio.iointercept.runtime.MainThread;
import capriccio.iointercept.runtime.SelectorHooks;
import capriccio.iointercept.runtime.SocketHooks;
import capriccio.iointercept.runtime.ThreadHooks;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings the runtime up: internals opened, JDK classes woven in one batch, carriers started, self-test, switched on. */
final class Startup {
    /** Runtime classes whose methods suspend: woven like the JDK's. */
    private static final List<String> WOVEN_RUNTIME = List.of(
            "capriccio/continuations/runtime/Monitors",
            "capriccio/continuations/runtime/ManagedBlocks",
            "capriccio/iointercept/runtime/ThreadHooks",
            "capriccio/iointercept/runtime/SocketHooks",
            "capriccio/iointercept/runtime/SelectorHooks",
            "capriccio/iointercept/runtime/Probe");

    private Startup() {}

    static void run(AgentOptions options, Instrumentation instrumentation) throws Exception {
        open(instrumentation);
        TwinLinker.install(JdkAccess.init());
        JdkHost host = new JdkHost();
        Scheduler.install(host);

        Set<String> names = JdkClasses.woven();
        JdkBackend jdk = jdkBackend(options);
        CallRules all = new CallRules(Hooks.calls(), entries(options), names).pollLoops(options.quantum() > 0);
        CallRules rules = jdk == null ? all : all.hooksOnly();
        Knowledge knowledge = jdk == null ? knowledge(rules, options) : Knowledge.NONE;
        Weaver weaver = new Weaver(rules, checkpoints(options), knowledge, line -> {
            if (options.verbose()) {
                System.err.println("[capriccio] " + line);
            }
        });
        Guards guards = new Guards(rules);
        List<Class<?>> loaded = load(names);
        Doubling doubling = new Doubling(instrumentation, rules, names);
        WeavingTransformer transformer = new WeavingTransformer(weaver, guards, names, doubling, options.verbose());
        instrumentation.addTransformer(transformer, true);
        transformer.setRetransforming(true);
        retransform(instrumentation, loaded);
        List<Class<?>> guarded = guarded(instrumentation, transformer);
        retransform(instrumentation, guarded);
        transformer.setRetransforming(false);
        transformer.audit(loaded);
        doubling.start();

        int carriers = options.carriers() > 0 ? options.carriers() : Runtime.getRuntime().availableProcessors();
        EpollPoller poller = new EpollPoller();
        BlockingGraph graph = new BlockingGraph();
        Backend backend = jdk == null ? new WovenBackend(weaver.twins()) : jdk;
        Scheduler scheduler =
                new Scheduler(carriers, new FifoPolicy(carriers), poller, host, backend, graph);
        if (options.quantum() > 0) {
            scheduler.preemptAfter(options.quantum() * 1_000_000L);
        }
        scheduler.start();
        SocketHooks.enable(poller);
        SelectorHooks.enable(poller);
        ThreadHooks.enable(scheduler);
        SelfTest.run();
        if (options.check()) {
            WovenBackend.checkStacks();
        }
        Spins.report();
        if (options.yieldEvery() > 0) {
            Checkpoint.yieldEvery(options.yieldEvery());
        }
        report(options, scheduler, graph);
    }

    private static Checkpoints.Mode checkpoints(AgentOptions options) {
        if (options.yieldEvery() > 0) {
            return Checkpoints.Mode.EVERYWHERE;
        }
        return options.quantum() > 0 ? Checkpoints.Mode.QUANTUM : Checkpoints.Mode.NONE;
    }

    private static Map<String, Hook> entries(AgentOptions options) throws IOException {
        Map<String, Hook> entries = Hooks.entries();
        if (options.mainOnUserThread()) {
            String main = MainClass.find();
            MainThread.enable(main.replace('/', '.'));
            entries.put(main + ".main" + MainClass.DESCRIPTOR, Hooks.MAIN);
        }
        return entries;
    }

    /** Null for the default backend, also where the JDK cannot do better. */
    private static @Nullable JdkBackend jdkBackend(AgentOptions options) {
        if (!options.jdk()) {
            return null;
        }
        try {
            return JdkBackend.create(!options.graph().isEmpty());
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

    /** One batch; if the JVM refuses it, one by one, to name the class. */
    private static void retransform(Instrumentation instrumentation, List<Class<?>> loaded)
            throws UnmodifiableClassException {
        try {
            instrumentation.retransformClasses(loaded.toArray(new Class<?>[0]));
        } catch (LinkageError e) {
            for (Class<?> type : loaded) {
                try {
                    instrumentation.retransformClasses(type);
                } catch (LinkageError one) {
                    throw new IllegalStateException(
                            type.getName() + " cannot be woven on JDK " + Runtime.version() + ": " + one, one);
                }
            }
            throw e;
        }
    }

    /** Every class is loaded before any is woven: one that loads during a transform is never offered to it. */
    private static List<Class<?>> load(Set<String> names) throws ClassNotFoundException {
        List<Class<?>> loaded = new ArrayList<>();
        for (String name : names) {
            loaded.add(Class.forName(name.replace('/', '.'), false, null));
        }
        for (String name : WOVEN_RUNTIME) {
            loaded.add(Class.forName(name.replace('/', '.'), false, null));
        }
        return loaded;
    }

    /** What the class path says; without it, for whatever reason, every call may suspend. */
    private static Knowledge knowledge(CallRules rules, AgentOptions options) {
        if (options.yieldEvery() > 0 || !options.reachability()) {
            return ProgramKnowledge.ofJdk(rules);
        }
        try {
            String modules = System.getProperty("jdk.module.path", "");
            ClassPath path = ClassPath.of(System.getProperty("java.class.path", ""), modules);
            return ProgramKnowledge.of(rules, path, CapriccioAgent.identity(), options.cache());
        } catch (IOException e) {
            System.err.println("[capriccio] the class path could not be analysed: " + e);
            return ProgramKnowledge.ofJdk(rules);
        }
    }

    /** JDK classes that are loaded already and are to be guarded; later ones are as they load. */
    private static List<Class<?>> guarded(Instrumentation instrumentation, WeavingTransformer transformer)
            throws IOException {
        List<Class<?>> found = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (!type.isArray() && !type.isHidden() && instrumentation.isModifiableClass(type)
                    && transformer.guardLoaded(type)) {
                found.add(type);
            }
        }
        return found;
    }

    private static void report(AgentOptions options, Scheduler scheduler, BlockingGraph graph) {
        if (!options.stats() && options.graph().isEmpty()) {
            return;
        }
        Thread hook = new Thread(null, new ExitReport(options, scheduler, graph), "capriccio-report", 0, false);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Runs on a platform thread at exit. */
    private record ExitReport(AgentOptions options, Scheduler scheduler, BlockingGraph graph) implements Runnable {
        @Override
        public void run() {
            if (options.stats()) {
                System.err.println("[capriccio] threads started " + scheduler.started() + ", carriers "
                        + scheduler.carriers() + ", parks that pinned a carrier " + scheduler.pinnedParks());
                for (Pin.Reason reason : Pin.Reason.values()) {
                    if (Pin.parks(reason) > 0) {
                        System.err.println("[capriccio] parks pinned by " + reason + " " + Pin.parks(reason));
                    }
                    System.err.println("[capriccio] pinning call sites " + reason + " " + Pin.sites(reason));
                }
            }
            if (!options.graph().isEmpty()) {
                try {
                    Files.write(Path.of(options.graph()), graph.toDot().getBytes(StandardCharsets.UTF_8));
                    Files.write(Path.of(options.graph() + ".json"), graph.toJson().getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    System.err.println("[capriccio] cannot write the blocking graph to " + options.graph() + ": " + e);
                }
            }
        }
    }
}
