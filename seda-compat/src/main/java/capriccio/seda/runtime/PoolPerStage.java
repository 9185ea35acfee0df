package capriccio.seda.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.SandstormConfigIF;
import seda.sandStorm.api.internal.StageWrapperIF;
import seda.sandStorm.api.internal.ThreadManagerIF;

/** The thread manager of the release: one pool per stage, and a controller that makes long queues' pools grow. */
public final class PoolPerStage implements ThreadManagerIF {
    private static final int TICKS_PER_GROWTH = 4;

    private final SandstormConfigIF config;
    private final Map<StageWrapperIF, StageThreads> pools = new ConcurrentHashMap<>();
    private final @Nullable ScheduledExecutorService controller;

    /** Reads {@code global.threadPool.*} and {@code stages.S.threadPool.*} whenever a stage registers. */
    public PoolPerStage(SandstormConfigIF config) {
        this.config = config;
        this.controller = config.getBoolean("global.threadPool.sizeController.enable", false) ? startController() : null;
    }

    private ScheduledExecutorService startController() {
        long delay = Math.max(1, config.getInt("global.threadPool.sizeController.delay", 2000)) * (long) TICKS_PER_GROWTH;
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "Sandstorm ThreadPoolController"));
        var unused = executor.scheduleAtFixedRate(this::growPools, delay, delay, TimeUnit.MILLISECONDS);
        return executor;
    }

    private void growPools() {
        pools.values().forEach(StageThreads::growIfNeeded);
    }

    @Override
    public void register(StageWrapperIF stage) {
        StageThreads pool = new StageThreads(stage, PoolSettings.of(stage, config));
        pools.put(stage, pool);
        pool.start();
    }

    @Override
    public void deregister(StageWrapperIF stage) {
        StageThreads pool = pools.remove(stage);
        if (pool != null) {
            pool.stop();
        }
    }

    @Override
    public void deregisterAll() {
        if (controller != null) {
            controller.shutdownNow();
        }
        pools.keySet().forEach(this::deregister);
    }

    /** How many threads the stage has now. */
    int threadsOf(StageWrapperIF stage) {
        StageThreads pool = pools.get(stage);
        return pool == null ? 0 : pool.size();
    }

    /** Nothing to do: the threads wait at the queues themselves. */
    @Override
    public void wake() {}
}
