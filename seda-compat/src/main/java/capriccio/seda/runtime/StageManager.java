package capriccio.seda.runtime;

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

/** The stages by name. Safe for any thread. */
public final class StageManager implements ManagerIF, SystemManagerIF {
    private static final String DEFAULT = "default";

    private final SandstormConfigIF config;
    private final Map<String, ThreadManagerIF> threadManagers = new ConcurrentHashMap<>();
    private final Map<String, StageWrapperIF> stages = new LinkedHashMap<>(); // guarded by itself
    private boolean ended; // guarded by stages
    private final Signals signals = new Signals();
    private final ProfilerIF profiler = new SilentProfiler();

    /** Creates a manager without stages. */
    public StageManager(SandstormConfigIF config) {
        this.config = config;
        threadManagers.put(DEFAULT, new PoolPerStage(config));
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
        synchronized (stages) {
            checkRunning();
            String free = stages.containsKey(name) ? name + "-" + stages.size() : name;
            stage = newStage(free, handler, new FiniteQueue(free), data);
            stages.put(free, stage);
        }
        Log.line("Creating Stage <" + stage.getName() + ">");
        try {
            stage.init();
        } catch (Exception | Error e) {
            forget(stage.getName());
            throw e;
        }
        return stage;
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
            wrapper.init();
        }
        return wrapper.getStage();
    }

    /** Registers a stage of the configuration, whose {@code init} comes later: the others must be findable then. */
    public void addConfigured(String name, EventHandlerIF handler, int threshold, ConfigDataIF data) throws Exception {
        FiniteQueue queue = new FiniteQueue(name);
        queue.setEnqueuePredicate(new QueueThresholdPredicate(queue, threshold));
        createStage(newStage(name, handler, queue, data), false);
    }

    private void checkRunning() {
        if (ended) {
            throw new IllegalStateException("Sandstorm has been shut down: no more stages");
        }
    }

    private Stage newStage(String name, EventHandlerIF handler, FiniteQueue queue, ConfigDataIF data) {
        return new Stage(name, handler, queue, data, getThreadManager());
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

    /** Destroys every stage, the latest first, and ends all threads. */
    public void destroyAll() {
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
        return new PoolPerStage(settings);
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
