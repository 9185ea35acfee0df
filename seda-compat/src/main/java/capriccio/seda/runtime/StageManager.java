package capriccio.seda.runtime;

import capriccio.seda.control.Faithful;
import capriccio.seda.control.ResponseTimeControllers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.NoSuchStageException;
import seda.sandStorm.api.ProfilerIF;
import seda.sandStorm.api.SandstormConfigIF;
import seda.sandStorm.api.SignalMgrIF;
import seda.sandStorm.api.StageIF;
import seda.sandStorm.api.StageNameAlreadyBoundException;
import seda.sandStorm.api.StagesInitializedSignal;
import seda.sandStorm.api.internal.StageWrapperIF;
import seda.sandStorm.api.internal.SystemManagerIF;
import seda.sandStorm.api.internal.ThreadManagerIF;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.core.QueueThresholdPredicate;
import seda.sandStorm.internal.ConfigData;
import seda.sandStorm.internal.StageGraph;
import seda.sandStorm.main.SandstormConfig;

/** The stages by name. Safe for any thread. */
public final class StageManager implements ManagerIF, SystemManagerIF {
    private static final String DEFAULT = "default";

    private final SandstormConfigIF config;
    private final Map<String, ThreadManagerIF> threadManagers = new ConcurrentHashMap<>();
    private final Map<String, StageWrapperIF> stages = new LinkedHashMap<>(); // guarded by itself
    private boolean ended; // guarded by stages
    private final Signals signals = new Signals();
    private final Profiler profiler;
    private final Draining draining;

    /** Creates a manager without stages; {@link #start} comes next. */
    public StageManager(SandstormConfigIF config) {
        this.config = config;
        profiler = new Profiler(config);
        draining = new Draining(config);
    }

    /** Starts the thread manager that the configuration names, then the profiler. */
    public void start() throws IOException {
        Faithful.adopt(config);
        String name = config.getString("global.defaultThreadManager", SandstormConfig.THREADMGR_TPSTM);
        threadManagers.put(DEFAULT, newThreadManager(name));
        profiler.start(config);
    }

    private ThreadManagerIF newThreadManager(String name) {
        return switch (name) {
            case SandstormConfig.THREADMGR_TPSTM -> new PoolPerStage(config, profiler, draining);
            case SandstormConfig.THREADMGR_TPPTM -> new SharedThreads(config, profiler, draining);
            case SandstormConfig.THREADMGR_AggTPSTM -> throw new Error(
                    "AggTPSTM is not supported: set global.defaultThreadManager to TPSTM and global.batchController.enable");
            default -> throw new IllegalArgumentException(
                    "unknown global.defaultThreadManager " + name + ": use TPSTM or TPPTM");
        };
    }

    /** A queue for a stage, watched by the stage graph if there is one. */
    public FiniteQueue newQueue(String name, ThreadManagerIF threadManager) {
        StageGraph graph = profiler.getGraphProfiler();
        return graph.gathers() ? new GraphedQueue(name, threadManager, graph) : new FiniteQueue(name, threadManager);
    }

    @Override
    public StageIF getStage(@Nullable String name) throws NoSuchStageException {
        synchronized (stages) {
            StageWrapperIF stage = name == null ? null : stages.get(name);
            if (stage == null) {
                throw new NoSuchStageException("no such stage: " + name);
            }
            return stage.getStage();
        }
    }

    @Override
    public StageIF createStage(String name, EventHandlerIF handler, String @Nullable [] args) throws Exception {
        ConfigDataIF data = new ConfigData(this, args);
        Stage stage;
        String free = name;
        synchronized (stages) {
            checkRunning();
            for (int i = stages.size(); stages.containsKey(free); i++) {
                free = name + "-" + i;
            }
            stage = newStage(free, handler, newQueue(free, getThreadManager()), data);
            stages.put(free, stage);
        }
        Log.line("Creating Stage <" + free + ">");
        initialise(free, stage);
        return stage.getStage();
    }

    /** A stage that cannot be initialised is not there. */
    private void initialise(String name, StageWrapperIF stage) throws Exception {
        try {
            stage.init();
        } catch (Exception | Error e) {
            forget(name);
            throw e;
        }
    }

    @Override
    public StageIF createStage(StageWrapperIF wrapper, boolean initialize) throws Exception {
        String name = wrapper.getStage().getName();
        synchronized (stages) {
            checkRunning();
            if (stages.putIfAbsent(name, wrapper) != null) {
                throw new StageNameAlreadyBoundException("stage name already in use: " + name);
            }
        }
        if (initialize) {
            initialise(name, wrapper);
        }
        return wrapper.getStage();
    }

    /** Registers a stage of the configuration, whose {@code init} comes later: the others must be findable then. */
    public void addConfigured(String name, EventHandlerIF handler, int threshold, ConfigDataIF data) throws Exception {
        FiniteQueue queue = newQueue(name, getThreadManager());
        queue.setEnqueuePredicate(new QueueThresholdPredicate(queue, threshold));
        createStage(newStage(name, handler, queue, data), false);
    }

    private void checkRunning() {
        if (ended) {
            throw new IllegalStateException("Sandstorm has been shut down: no more stages");
        }
    }

    private Stage newStage(String name, EventHandlerIF handler, FiniteQueue queue, ConfigDataIF data) {
        Stage stage = new Stage(name, handler, queue, data, getThreadManager());
        if (!(getThreadManager() instanceof SharedThreads)) {
            stage.addController(config);
        } else if (ResponseTimeControllers.areWanted(name, config, data)) {
            Log.line("Sandstorm: Stage <" + name + "> has no response-time controller: TPPTM has none, use TPSTM");
        }
        return stage;
    }

    /** Initialises what {@link #addConfigured} registered: a stage that fails is reported and gets no threads. */
    public void initConfigured(List<String> names) throws NoSuchStageException {
        for (String name : names) {
            Log.line("-- Initializing <" + name + ">");
            try {
                getStage(name).getWrapper().init();
            } catch (NoSuchStageException e) {
                throw e;
            } catch (Exception e) {
                Log.failure("Sandstorm: Stage <" + name + "> got exception in init: " + e, e);
                if (config.getBoolean("global.crashOnException", false)) {
                    System.exit(-1);
                }
            }
        }
        signals.trigger(new StagesInitializedSignal());
    }

    @Override
    public void destroyStage(String name) throws Exception {
        StageWrapperIF stage = forget(name);
        if (stage == null) {
            throw new NoSuchStageException("no such stage: " + name);
        }
        stage.destroy();
    }

    private @Nullable StageWrapperIF forget(String name) {
        synchronized (stages) {
            return stages.remove(name);
        }
    }

    /**
     * Lets the stages finish what they have, for at most {@code global.drainTime} milliseconds, then destroys each, the
     * latest first, and ends all threads. What is not handled by then is dropped with a line that says how much.
     */
    public void destroyAll() {
        if (profiler.getGraphProfiler().getStageFromThread(Thread.currentThread()) == null) {
            Draining.await(this::isQuiet, draining.millis()); // else a handler would wait for itself
        }
        draining.end();
        List<StageWrapperIF> ending;
        synchronized (stages) {
            ending = new ArrayList<>(stages.values());
            stages.clear();
            ended = true;
        }
        Collections.reverse(ending);
        for (StageWrapperIF stage : ending) {
            try {
                stage.destroy();
            } catch (Exception e) {
                Log.failure("Sandstorm: cannot destroy stage " + stage, e);
            }
        }
        threadManagers.values().forEach(ThreadManagerIF::deregisterAll);
        profiler.stop();
    }

    /**
     * Whether no stage has an event. An event may move from a stage that is yet to be looked at to one that has been: then
     * a stage has handled it meanwhile, and the total tells, for a batch counts as handled before it counts as gone.
     */
    private boolean isQuiet() {
        List<StageWrapperIF> all;
        synchronized (stages) {
            all = new ArrayList<>(stages.values());
        }
        long before = handled(all);
        for (StageWrapperIF stage : all) {
            boolean quiet = stage instanceof Stage own ? own.isQuiet() : stage.getSource().size() == 0;
            if (!quiet) {
                return false;
            }
        }
        return handled(all) == before;
    }

    private static long handled(List<StageWrapperIF> stages) {
        return stages.stream().mapToLong(stage -> stage.getStats().getTotalEvents()).sum();
    }

    @Override
    public SignalMgrIF getSignalMgr() {
        return signals;
    }

    @Override
    public ProfilerIF getProfiler() {
        return profiler;
    }

    @Override
    public SandstormConfigIF getConfig() {
        return config;
    }

    /** A thread manager of pools with settings of their own; it is not added to this manager's. */
    public ThreadManagerIF newPool(SandstormConfigIF settings) {
        return new PoolPerStage(settings, profiler, draining);
    }

    @Override
    public ThreadManagerIF getThreadManager() {
        return getThreadManager(DEFAULT);
    }

    @Override
    public ThreadManagerIF getThreadManager(String name) {
        ThreadManagerIF found = threadManagers.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no such thread manager: " + name);
        }
        return found;
    }

    @Override
    public void addThreadManager(String name, ThreadManagerIF threadManager) {
        threadManagers.put(name, threadManager);
    }
}
