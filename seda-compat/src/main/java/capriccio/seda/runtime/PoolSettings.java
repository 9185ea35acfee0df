package capriccio.seda.runtime;

import seda.sandStorm.api.SandstormConfigIF;
import seda.sandStorm.api.SingleThreadedEventHandlerIF;
import seda.sandStorm.api.internal.StageWrapperIF;

/**
 * How many threads a stage has and when they leave.
 *
 * @param blockMillis how long a thread waits for a batch; -1 is for ever
 * @param idleMillis after how long without a batch a thread above the minimum leaves
 * @param growThreshold the queue length from which the size controller adds a thread; 0 or less switches it off
 */
record PoolSettings(
        int initial, int min, int max, int blockMillis, int idleMillis, boolean crashOnException, int growThreshold) {
    private static final String GLOBAL = "global.threadPool.";

    static PoolSettings of(StageWrapperIF stage, SandstormConfigIF config) {
        String own = "stages." + stage.getStage().getName() + ".threadPool.";
        boolean crash = config.getBoolean("global.crashOnException", false);
        int block = value(config, own, "blockTime", 1000);
        int idle = value(config, own, "sizeController.idleTimeThreshold", 1000);
        if (isFixed(stage)) {
            return new PoolSettings(1, 1, 1, block, idle, crash, 0);
        }
        int min = atLeast(1, value(config, own, "minThreads", 1), 1);
        int max = atLeast(1, value(config, own, "maxThreads", 20), Integer.MAX_VALUE);
        int initial = Math.max(min, atLeast(1, value(config, own, "initialThreads", 1), 1));
        boolean grows = config.getBoolean(GLOBAL + "sizeController.enable", false)
                && config.getBoolean(own + "sizeController.enable", true);
        int threshold = grows ? value(config, own, "sizeController.threshold", 1000) : 0;
        return new PoolSettings(initial, min, Math.max(max, initial), block, idle, crash, threshold);
    }

    /** Whether the handler wants exactly one thread. */
    static boolean isFixed(StageWrapperIF stage) {
        return stage.getEventHandler() instanceof SingleThreadedEventHandlerIF;
    }

    private static int value(SandstormConfigIF config, String own, String key, int defaultValue) {
        return config.getInt(own + key, config.getInt(GLOBAL + key, defaultValue));
    }

    private static int atLeast(int least, int value, int otherwise) {
        return value < least ? otherwise : value;
    }
}
