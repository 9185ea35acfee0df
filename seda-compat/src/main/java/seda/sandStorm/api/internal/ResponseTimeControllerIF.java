package seda.sandStorm.api.internal;

import seda.sandStorm.api.QueueElementIF;

/** Keeps a stage's response time near a target by admission. */
public interface ResponseTimeControllerIF {
    void setTarget(double target);

    double getTarget();

    void adjustThreshold(QueueElementIF[] batch, long handlerMillis);

    void enable();

    void disable();
}
