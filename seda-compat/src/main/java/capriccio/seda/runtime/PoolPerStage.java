package capriccio.seda.runtime;

import capriccio.seda.control.Faithful;
import capriccio.seda.control.PoolSizeController;
import capriccio.seda.control.TimeSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ProfilerIF;
import seda.sandStorm.api.SandstormConfigIF;
import seda.sandStorm.api.internal.StageWrapperIF;
import seda.sandStorm.api.internal.ThreadManagerIF;

/** The thread manager TPSTM: one pool per stage, and a controller that makes long queues' pools grow. */
final class PoolPerStage implements ThreadManagerIF {
    private static final String CONTROLLER = "global.threadPool.sizeController.";

    private final SandstormConfigIF config;
    private final ProfilerIF profiler;
    private final Draining draining;
    private final Map<StageWrapperIF, StageThreads> pools = new ConcurrentHashMap<>();
    private final PoolSizeController controller;
    private final @Nullable Ticker ticks;

    /** Reads {@code global.threadPool.*} and {@code stages.S.threadPool.*} whenever a stage registers. */
    PoolPerStage(SandstormConfigIF config, ProfilerIF profiler, Draining draining) {
        this.config = config;
        this.profiler = profiler;
        this.draining = draining;
        int delay = Math.max(1, config.getInt(CONTROLLER + "delay", 2000));
        boolean autoMaxDetect = config.getBoolean(CONTROLLER + "autoMaxDetect", false);
        controller = new PoolSizeController(
                new PoolSizeController.Settings(delay, autoMaxDetect, Faithful.in(config)),
                TimeSource.SYSTEM,
                RandomGenerator.getDefault(),
                profiler);
        ticks = config.getBoolean(CONTROLLER + "enable", false) ? start(delay, autoMaxDetect) : null;
    }

    private Ticker start(int delay, boolean autoMaxDetect) {
        Log.line("ThreadPoolController: Started, delay " + delay + " ms, threshold "
                + config.getInt(CONTROLLER + "threshold", 1000) + ", autoMaxDetect " + autoMaxDetect);
        return new Ticker("Sandstorm ThreadPoolController", controller::tick, 0, delay);
    }

    @Override
    public void register(StageWrapperIF stage) {
        StageThreads pool = new StageThreads(stage, PoolSettings.of(stage, config), profiler);
        pools.put(stage, pool);
        profiler.add("ThreadPool <" + pool.name() + ">", pool);
        if (!PoolSettings.isFixed(stage)) {
            controller.register(pool);
        }
        pool.start();
    }

    @Override
    public void deregister(StageWrapperIF stage) {
        StageThreads pool = pools.remove(stage);
        if (pool != null) {
            controller.deregister(pool);
            pool.stop(draining.millis());
            Profiler.forget(profiler, pool);
        }
    }

    @Override
    public void deregisterAll() {
        if (ticks != null) {
            ticks.stop();
        }
        pools.keySet().forEach(this::deregister);
    }

    /** How many threads the stage has now. */
    int threadsOf(StageWrapperIF stage) {
        StageThreads pool = pools.get(stage);
        return pool == null ? 0 : pool.threads();
    }

    /** Nothing to do: the threads wait at the queues themselves. */
    @Override
    public void wake() {}
}
