package seda.sandStorm.core;

import seda.sandStorm.api.EnqueuePredicateIF;
import seda.sandStorm.api.ProfilableIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkIF;

/** A sink that only has to define {@link #enqueue}: no reservations, no predicate. */
public abstract class SimpleSink implements SinkIF, ProfilableIF {
    public SimpleSink() {}

    @Override
    public abstract void enqueue(QueueElementIF element) throws SinkException;

    @Override
    public synchronized boolean enqueue_lossy(QueueElementIF element) {
        try {
            enqueue(element);
            return true;
        } catch (SinkException refused) {
            return false;
        }
    }

    @Override
    public synchronized void enqueue_many(QueueElementIF[] elements) throws SinkException {
        for (QueueElementIF element : elements) {
            enqueue(element);
        }
    }

    @Override
    public Object enqueue_prepare(QueueElementIF[] elements) throws SinkException {
        throw unsupported("enqueue_prepare");
    }

    @Override
    public void enqueue_commit(Object key) {
        throw unsupported("enqueue_commit");
    }

    @Override
    public void enqueue_abort(Object key) {
        throw unsupported("enqueue_abort");
    }

    @Override
    public void setEnqueuePredicate(EnqueuePredicateIF predicate) {
        throw unsupported("setEnqueuePredicate");
    }

    @Override
    public EnqueuePredicateIF getEnqueuePredicate() {
        return null;
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public int profileSize() {
        return size();
    }

    private IllegalArgumentException unsupported(String operation) {
        return new IllegalArgumentException(operation + " is not supported by " + getClass().getName());
    }
}
