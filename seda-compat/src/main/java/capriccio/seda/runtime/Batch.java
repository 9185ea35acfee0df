package capriccio.seda.runtime;

import capriccio.seda.control.BatchTarget;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.internal.BatchDescrIF;

/** Events taken together; when they are done the batching controller, if there is one, hears of it. */
final class Batch implements BatchDescrIF {
    private final QueueElementIF[] elements;
    private final @Nullable BatchTarget target;

    Batch(QueueElementIF[] elements, @Nullable BatchTarget target) {
        this.elements = elements;
        this.target = target;
    }

    @Override
    public QueueElementIF[] getBatch() {
        return elements;
    }

    @Override
    public void batchDone() {
        if (target != null) {
            target.handled(elements.length);
        }
    }
}
