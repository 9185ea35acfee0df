package capriccio.seda.runtime;

import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SourceIF;
import seda.sandStorm.api.internal.BatchDescrIF;
import seda.sandStorm.api.internal.BatchSorterIF;
import seda.sandStorm.api.internal.StageWrapperIF;
import static java.util.Objects.requireNonNull;

/** The default sorter: a batch is everything that is pending. */
final class PendingBatches implements BatchSorterIF {
    private @Nullable SourceIF source;

    @Override
    public void init(StageWrapperIF stage, ManagerIF manager) {
        source = stage.getSource();
    }

    @Override
    public @Nullable BatchDescrIF nextBatch(int timeoutMillis) {
        SourceIF from = requireNonNull(source, "init comes first");
        QueueElementIF[] batch = from.blocking_dequeue_all(timeoutMillis);
        return batch == null ? null : new Batch(batch);
    }

    private static final class Batch implements BatchDescrIF {
        private final QueueElementIF[] elements;

        Batch(QueueElementIF[] elements) {
            this.elements = elements;
        }

        @Override
        public QueueElementIF[] getBatch() {
            return elements;
        }

        @Override
        public void batchDone() {}
    }
}
