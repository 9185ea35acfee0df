package capriccio.seda.runtime;

import capriccio.seda.control.StageLoad;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.internal.BatchDescrIF;
import seda.sandStorm.api.internal.ResponseTimeControllerIF;
import seda.sandStorm.api.internal.StageWrapperIF;
import seda.sandStorm.core.FiniteQueue;

/** Takes batches through the handler of a stage: measures them, reports failures, and feeds the controllers. */
final class BatchRunner {
    private final StageWrapperIF stage;
    private final StageLoad load;
    private final boolean crashOnException;

    BatchRunner(StageWrapperIF stage, boolean crashOnException) {
        this.stage = stage;
        // Nobody asks for the load of a stage that is not ours.
        this.load = stage instanceof Stage own ? own.countedLoad() : new StageLoad(new FiniteQueue());
        this.crashOnException = crashOnException;
    }

    StageLoad load() {
        return load;
    }

    /** Handles a batch; {@code ending} says whether the stage is being stopped, when failures are most likely our own interrupt. */
    void handle(BatchDescrIF batch, boolean ending) {
        QueueElementIF[] elements = batch.getBatch();
        int count = elements.length;
        // The handler may sort the array or null its elements: the controllers look at what there was.
        ResponseTimeControllerIF controller = stage.getResponseTimeController();
        QueueElementIF[] handled = controller == null ? elements : elements.clone();
        long start = System.currentTimeMillis();
        load.entered(count);
        try {
            stage.getEventHandler().handleEvents(elements);
        } catch (Exception e) {
            onFailure(e, ending);
        } finally {
            long took = System.currentTimeMillis() - start;
            stage.getStats().recordServiceRate(count, took); // before it is gone: the shutdown relies on it
            load.left(count);
            if (controller != null) {
                controller.adjustThreshold(handled, took);
            }
        }
        batch.batchDone();
    }

    private void onFailure(Exception e, boolean ending) {
        if (ending) {
            return;
        }
        Log.failure("Sandstorm: Stage <" + stage.getStage().getName() + "> got exception: " + e, e);
        if (crashOnException) {
            System.exit(-1);
        }
    }
}
