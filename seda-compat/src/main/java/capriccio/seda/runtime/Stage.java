package capriccio.seda.runtime;

import capriccio.seda.control.ControlledStage;
import capriccio.seda.control.Faithful;
import capriccio.seda.control.ResponseTimeControllers;
import capriccio.seda.control.StageLoad;
import capriccio.seda.control.TimeSource;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.SandstormConfigIF;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.api.SourceIF;
import seda.sandStorm.api.StageIF;
import seda.sandStorm.api.internal.BatchSorterIF;
import seda.sandStorm.api.internal.ResponseTimeControllerIF;
import seda.sandStorm.api.internal.StageStatsIF;
import seda.sandStorm.api.internal.StageWrapperIF;
import seda.sandStorm.api.internal.ThreadManagerIF;
import seda.sandStorm.core.FiniteQueue;

/** A stage's wrapper: a queue, a handler, and the thread manager that runs the one on the other. */
public final class Stage implements StageWrapperIF {
    private final String name;
    private final EventHandlerIF handler;
    private final FiniteQueue queue;
    private final ConfigDataIF config;
    private final ThreadManagerIF threadManager;
    private final StageStats stats = new StageStats();
    private final StageLoad load;
    private final StageIF stage = new View();
    private volatile boolean counted;
    private volatile BatchSorterIF sorter = new ControlledBatches();
    private @Nullable ResponseTimeControllerIF controller;

    /**
     * Creates a stage without threads; {@link #init} gives it some.
     *
     * @param queue the stage's own: closed when it is destroyed
     */
    public Stage(
            String name,
            EventHandlerIF handler,
            FiniteQueue queue,
            ConfigDataIF config,
            ThreadManagerIF threadManager) {
        this.name = name;
        this.handler = handler;
        this.queue = queue;
        this.config = config;
        this.threadManager = threadManager;
        this.load = new StageLoad(queue);
        if (queue instanceof GraphedQueue graphed) {
            graphed.setOwner(this);
        }
    }

    /** Adds the response-time controller that the configuration asks for, if any; before {@link #init}. */
    void addController(SandstormConfigIF settings) {
        ControlledStage controlled =
                new ControlledStage(name, queue, stats, load, TimeSource.SYSTEM, Faithful.in(settings));
        controller = ResponseTimeControllers.create(controlled, settings, config);
    }

    /** What the stage has on hand; the caller counts from now on. */
    StageLoad countedLoad() {
        counted = true;
        return load;
    }

    /** Whether no event is queued or on its way through the handler; of a thread manager that does not count, the queue. */
    boolean isQuiet() {
        return counted ? load.isQuiet() : queue.size() == 0;
    }

    @Override
    public StageIF getStage() {
        return stage;
    }

    @Override
    public EventHandlerIF getEventHandler() {
        return handler;
    }

    @Override
    public SourceIF getSource() {
        return queue;
    }

    @Override
    public ThreadManagerIF getThreadManager() {
        return threadManager;
    }

    @Override
    public StageStatsIF getStats() {
        return stats;
    }

    @Override
    public @Nullable ResponseTimeControllerIF getResponseTimeController() {
        return controller;
    }

    @Override
    public BatchSorterIF getBatchSorter() {
        return sorter;
    }

    /** Replaces the sorter; to be called before the stage has threads, as by the handler's {@code init}. */
    @Override
    public void setBatchSorter(BatchSorterIF sorter) {
        this.sorter = sorter;
    }

    /** Initialises the handler, then its sorter, then starts the threads. */
    @Override
    public void init() throws Exception {
        config.setStage(stage);
        handler.init(config);
        sorter.init(this, config.getManager());
        config.getManager().getProfiler().add(name + " queueLength", queue);
        config.getManager().getProfiler().getGraphProfiler().addStage(this);
        threadManager.register(this);
    }

    /** Closes the queue, ends the threads once they have handled what is queued, then tells the handler. */
    @Override
    public void destroy() {
        queue.close();
        threadManager.deregister(this);
        Profiler.forget(config.getManager().getProfiler(), queue);
        try {
            handler.destroy();
        } catch (Exception e) {
            Log.failure("Sandstorm: Stage <" + name + "> got exception in destroy: " + e, e);
        }
    }

    @Override
    public String toString() {
        return "Stage<" + name + ">";
    }

    /** The stage as applications see it; only the manager destroys it, as ever. */
    private final class View implements StageIF {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public SinkIF getSink() {
            return queue;
        }

        @Override
        public StageWrapperIF getWrapper() {
            return Stage.this;
        }

        @Override
        public void destroy() {}

        @Override
        public String toString() {
            return Stage.this.toString();
        }
    }
}
