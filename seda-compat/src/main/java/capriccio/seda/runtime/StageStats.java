package capriccio.seda.runtime;

import seda.sandStorm.api.internal.StageStatsIF;

/** Events handled, and the rate of service smoothed over windows of 100 batches or one second. */
final class StageStats implements StageStatsIF {
    private static final int WINDOW_BATCHES = 100;
    private static final long WINDOW_MILLIS = 1000;
    private static final double WEIGHT_OF_NEW = 0.7;

    private long totalEvents;
    private double serviceRate;
    private double ninetieth;
    private long windowEvents;
    private long windowHandlerMillis;
    private int windowBatches;
    private long windowStart = System.currentTimeMillis();

    @Override
    public synchronized void reset() {
        totalEvents = 0;
        serviceRate = 0;
        ninetieth = 0;
        startWindow();
    }

    @Override
    public synchronized void recordServiceRate(int events, long millis) {
        totalEvents += events;
        windowEvents += events;
        windowHandlerMillis += millis;
        windowBatches++;
        if (windowBatches >= WINDOW_BATCHES || System.currentTimeMillis() - windowStart >= WINDOW_MILLIS) {
            double rate = windowEvents * 1000.0 / Math.max(1, windowHandlerMillis);
            serviceRate = serviceRate == 0 ? rate : WEIGHT_OF_NEW * rate + (1 - WEIGHT_OF_NEW) * serviceRate;
            startWindow();
        }
    }

    private void startWindow() {
        windowEvents = 0;
        windowHandlerMillis = 0;
        windowBatches = 0;
        windowStart = System.currentTimeMillis();
    }

    @Override
    public synchronized double getServiceRate() {
        return serviceRate;
    }

    @Override
    public synchronized long getTotalEvents() {
        return totalEvents;
    }

    @Override
    public synchronized void record90thRT(double responseTime) {
        ninetieth = responseTime;
    }

    @Override
    public synchronized double get90thRT() {
        return ninetieth;
    }
}
