package capriccio.seda.control;

/**
 * Little's law as an admission test: an event waits for what is outstanding to be served, so one that would wait longer
 * than it may is refused. The published laws steer by response times alone, which tell of a queue only after it has been
 * served: at ten times the load they overshoot the target by that delay. This bounds the queue; the laws set the rate.
 */
final class QueueBound {
    /** The law counts on means; the rest is for service times that vary. */
    private static final double SHARE_OF_TARGET = 0.9;
    /** Older service times count half once so much time of handlers has gone by. */
    private static final double WINDOW_MILLIS = 2000;

    private final StageLoad load;
    private double events;
    private double handlerMillis;
    private volatile double millisPerEvent;

    QueueBound(StageLoad load) {
        this.load = load;
    }

    /** A handler took so long for so many events. Serialised by the caller. */
    void served(int count, long millis) {
        events += count;
        handlerMillis += millis;
        if (handlerMillis > WINDOW_MILLIS) {
            events /= 2;
            handlerMillis /= 2;
        }
        millisPerEvent = handlerMillis / events;
    }

    /** Whether one more event would be done within so many milliseconds; a target of 0 or less admits all. */
    boolean admits(double targetMillis) {
        double wait = (load.outstanding() + 1) * millisPerEvent / load.threads();
        return targetMillis <= 0 || wait <= SHARE_OF_TARGET * targetMillis || load.outstanding() == 0;
    }
}
