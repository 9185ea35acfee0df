package capriccio.seda.control;

import capriccio.seda.runtime.Log;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.EnqueuePredicateIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.api.internal.ResponseTimeControllerIF;
import seda.sandStorm.api.internal.StageStatsIF;
import seda.sandStorm.core.TimeStampedEvent;
import seda.util.MDWUtil;

/**
 * What the response-time controllers have in common: samples come from the {@link TimeStampedEvent}s of finished
 * batches, and while it is enabled the controller's predicate stands before the one that the queue had. Safe for any
 * thread: a pool's threads report their batches one at a time.
 */
abstract class ResponseTimeController implements ResponseTimeControllerIF {
    private static final long MILLIS_PER_LINE = 1000;

    final ControlledStage stage;
    final TimeSource time;

    private final QueueBound bound;
    private volatile double target;
    private boolean enabled; // guarded by this
    private volatile @Nullable EnqueuePredicateIF before;
    private long lastLine;

    ResponseTimeController(ControlledStage stage, double target) {
        this.stage = stage;
        this.time = stage.time();
        this.target = target;
        this.bound = new QueueBound(stage.load());
    }

    /** The predicate that admits by this law. */
    abstract EnqueuePredicateIF predicate();

    /** A batch has been handled: measure, and if {@code adjust}, set the rate anew. Called by one thread at a time. */
    abstract void onBatch(QueueElementIF[] batch, long handlerMillis, boolean adjust);

    /** Whether what stood before this predicate and the bound of the queue admit an event with this target. */
    final boolean passes(QueueElementIF element, double targetMillis) {
        EnqueuePredicateIF other = before;
        return (other == null || other.accept(element)) && (stage.faithful() || bound.admits(targetMillis));
    }

    @Override
    public void setTarget(double target) {
        this.target = target;
    }

    @Override
    public double getTarget() {
        return target;
    }

    @Override
    public final synchronized void adjustThreshold(QueueElementIF[] batch, long handlerMillis) {
        bound.served(batch.length, handlerMillis);
        onBatch(batch, handlerMillis, enabled);
    }

    @Override
    public final synchronized void enable() {
        SinkIF sink = stage.sink();
        if (!enabled) {
            enabled = true;
            before = sink.getEnqueuePredicate();
            sink.setEnqueuePredicate(predicate());
        }
    }

    @Override
    public final synchronized void disable() {
        SinkIF sink = stage.sink();
        if (enabled) {
            enabled = false;
            if (sink.getEnqueuePredicate() == predicate()) { // else the application has put another one there
                sink.setEnqueuePredicate(before);
            }
            before = null;
        }
    }

    final StageStatsIF stats() {
        return stage.stats();
    }

    /** The milliseconds that an event has taken, or -1 when it does not say when it came. */
    static double responseTime(@Nullable QueueElementIF element, long now) {
        return element instanceof TimeStampedEvent stamped && stamped.timestamp != 0 ? now - stamped.timestamp : -1;
    }

    /** The line that scripts read, once a second at most. */
    final void report(String which, double ninetieth, double targetMillis, double rate) {
        long now = time.millis();
        if (now - lastLine >= MILLIS_PER_LINE || stage.faithful()) {
            lastLine = now;
            Log.line("RTController " + which + ": ninetiethRT " + MDWUtil.format(ninetieth) + " target "
                    + MDWUtil.format(targetMillis) + " rate now " + MDWUtil.format(rate));
        }
    }
}
