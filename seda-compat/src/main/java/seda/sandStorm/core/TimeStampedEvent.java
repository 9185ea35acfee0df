package seda.sandStorm.core;

import seda.sandStorm.api.QueueElementIF;

/** An event that remembers when it entered the system; 0 means never. */
public abstract class TimeStampedEvent implements QueueElementIF {
    public long timestamp;

    protected TimeStampedEvent() {}
}
