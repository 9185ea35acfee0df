package capriccio.seda.runtime;

import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.internal.StageWrapperIF;
import seda.sandStorm.api.internal.ThreadManagerIF;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.internal.StageGraph;

/**
 * A stage's queue that tells the stage graph whose thread has enqueued. A {@code SinkProxy} in front of the queue would do
 * it too, but programs cast a stage's sink to {@code FiniteQueue}. A split-phase enqueue counts when it is prepared.
 */
final class GraphedQueue extends FiniteQueue {
    private final StageGraph graph;
    private volatile @Nullable StageWrapperIF owner;

    GraphedQueue(String name, ThreadManagerIF threadManager, StageGraph graph) {
        super(name, threadManager);
        this.graph = graph;
    }

    void setOwner(StageWrapperIF stage) {
        owner = stage;
    }

    @Override
    public void enqueue(QueueElementIF element) throws SinkException {
        super.enqueue(element);
        sent(1);
    }

    @Override
    public boolean enqueue_lossy(QueueElementIF element) {
        boolean taken = super.enqueue_lossy(element);
        if (taken) {
            sent(1);
        }
        return taken;
    }

    @Override
    public void enqueue_many(QueueElementIF[] many) throws SinkException {
        super.enqueue_many(many);
        sent(many.length);
    }

    @Override
    public Object enqueue_prepare(QueueElementIF[] many) throws SinkException {
        Object key = super.enqueue_prepare(many);
        sent(many.length);
        return key;
    }

    private void sent(int count) {
        StageWrapperIF to = owner;
        if (to != null) {
            graph.sent(to, this, count);
        }
    }
}
