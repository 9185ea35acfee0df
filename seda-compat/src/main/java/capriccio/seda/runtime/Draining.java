package capriccio.seda.runtime;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SandstormConfigIF;
import seda.sandStorm.api.internal.StageWrapperIF;

/** What happens to the events that a stage still has when it ends: handled if there is time, else named. */
final class Draining {
    private static final String KEY = "global.drainTime";
    private static final int DEFAULT_MILLIS = 2000;

    private final int millis;
    private volatile boolean over;

    Draining(SandstormConfigIF config) {
        millis = Math.max(0, config.getInt(KEY, DEFAULT_MILLIS));
    }

    /** How many milliseconds a stage has to finish; at the shutdown all of them together. */
    int millis() {
        return over ? 0 : millis;
    }

    /** The stages have had their time. */
    void end() {
        over = true;
    }

    /** Waits until the condition holds or the time is over; an interrupt ends it early and leaves the flag. */
    static boolean await(BooleanSupplier condition, int millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Empties the queue of a stage that has no more threads and says how many events that cost. */
    static void reportDropped(StageWrapperIF stage) {
        QueueElementIF[] left = stage.getSource().dequeue_all();
        if (left != null) {
            Log.line("Sandstorm: Stage <" + stage.getStage().getName() + "> dropped " + left.length
                    + " events: not handled within " + KEY);
        }
    }
}
