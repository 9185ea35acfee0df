package capriccio.seda.runtime;

import capriccio.seda.control.BatchTarget;
import capriccio.seda.control.TimeSource;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SourceIF;
import seda.sandStorm.api.internal.BatchDescrIF;
import seda.sandStorm.api.internal.BatchSorterIF;
import seda.sandStorm.api.internal.StageWrapperIF;
import static java.util.Objects.requireNonNull;

/** The default sorter: a batch is everything that is pending, or with the batching controller at most its target. */
final class ControlledBatches implements BatchSorterIF {
    private @Nullable SourceIF source;
    private @Nullable BatchTarget target;

    @Override
    public void init(StageWrapperIF stage, ManagerIF manager) {
        source = stage.getSource();
        if (BatchTarget.isEnabled(manager)) {
            target = new BatchTarget(BatchTarget.Settings.of(manager.getConfig()), TimeSource.SYSTEM);
            target.profile(manager.getProfiler(), stage.getStage().getName());
        }
    }

    @Override
    public @Nullable BatchDescrIF nextBatch(int timeoutMillis) {
        SourceIF from = requireNonNull(source, "init comes first");
        int most = target == null ? BatchTarget.ALL : target.target();
        QueueElementIF[] batch = most == BatchTarget.ALL
                ? from.blocking_dequeue_all(timeoutMillis)
                : from.blocking_dequeue(timeoutMillis, most);
        return batch == null ? null : new Batch(batch, target);
    }
}
