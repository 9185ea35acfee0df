package seda.sandStorm.internal;

import seda.sandStorm.api.EnqueuePredicateIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.ProfilableIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.api.internal.StageWrapperIF;

/**
 * Passes everything on to a sink, counts what is tried and what succeeds, and tells the stage graph which stage's thread
 * it was. The counts are exact for one thread, and those of a fast queue may miss some with several: they are public
 * fields that programs reset.
 */
public class SinkProxy implements SinkIF, ProfilableIF {
    public SinkIF thesink;
    public int enqueueCount;
    public int enqueueSuccessCount;
    public long timer;

    private final StageGraph graph;
    private final StageWrapperIF toStage;

    /** A proxy for the sink of a stage. */
    public SinkProxy(SinkIF sink, ManagerIF manager, StageWrapperIF toStage) {
        this.thesink = sink;
        this.graph = manager.getProfiler().getGraphProfiler();
        this.toStage = toStage;
    }

    @Override
    public int size() {
        return thesink.size();
    }

    @Override
    public void enqueue(QueueElementIF element) throws SinkException {
        enqueueCount++;
        thesink.enqueue(element);
        succeeded(1);
    }

    @Override
    public boolean enqueue_lossy(QueueElementIF element) {
        enqueueCount++;
        boolean taken = thesink.enqueue_lossy(element);
        if (taken) {
            succeeded(1);
        }
        return taken;
    }

    @Override
    public void enqueue_many(QueueElementIF[] elements) throws SinkException {
        enqueueCount += elements.length;
        thesink.enqueue_many(elements);
        succeeded(elements.length);
    }

    private void succeeded(int count) {
        enqueueSuccessCount += count;
        graph.sent(toStage, this, count);
    }

    @Override
    public int profileSize() {
        return size();
    }

    @Override
    public Object enqueue_prepare(QueueElementIF[] elements) throws SinkException {
        enqueueCount += elements.length;
        Object key = thesink.enqueue_prepare(elements);
        return new Reservation(key, elements.length);
    }

    @Override
    public void enqueue_commit(Object key) {
        Reservation reservation = reservation(key);
        thesink.enqueue_commit(reservation.key);
        succeeded(reservation.count);
    }

    @Override
    public void enqueue_abort(Object key) {
        thesink.enqueue_abort(reservation(key).key);
    }

    private Reservation reservation(Object key) {
        if (key instanceof Reservation reservation) {
            return reservation;
        }
        throw new IllegalArgumentException("no reservation of " + this + " has the key " + key);
    }

    @Override
    public void setEnqueuePredicate(EnqueuePredicateIF predicate) {
        thesink.setEnqueuePredicate(predicate);
    }

    @Override
    public EnqueuePredicateIF getEnqueuePredicate() {
        return thesink.getEnqueuePredicate();
    }

    @Override
    public String toString() {
        return "SinkProxy " + thesink;
    }

    /** The sink's own key, and for how many events it is. */
    private static final class Reservation {
        private final Object key;
        private final int count;

        Reservation(Object key, int count) {
            this.key = key;
            this.count = count;
        }
    }
}
