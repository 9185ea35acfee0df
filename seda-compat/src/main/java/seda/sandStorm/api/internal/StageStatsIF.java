package seda.sandStorm.api.internal;

/** What a stage has measured about itself. */
public interface StageStatsIF {
    void reset();

    void recordServiceRate(int events, long millis);

    double getServiceRate();

    long getTotalEvents();

    void record90thRT(double responseTime);

    double get90thRT();
}
