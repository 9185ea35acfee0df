package seda.sandStorm.core;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import seda.sandStorm.api.EnqueuePredicateIF;
import seda.sandStorm.api.ProfilableIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.QueueIF;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkFullException;
import seda.sandStorm.api.internal.ThreadManagerIF;

/**
 * A first-in first-out queue with admission by a predicate.
 *
 * <p>All operations may be called by any thread. The predicate runs in the enqueuing thread while the queue is locked, so
 * its calls are serialised per queue. Reserved events count in {@link #size()} but cannot be taken before the commit.
 */
public class FiniteQueue implements QueueIF, ProfilableIF {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final String name;
    private final ThreadManagerIF threadManager;

    // guarded by lock
    private final ArrayDeque<QueueElementIF> elements = new ArrayDeque<>();
    private final Map<Object, QueueElementIF[]> reservations = new HashMap<>();
    private EnqueuePredicateIF predicate;
    private int reserved;
    private long enqueued;
    private int waiting;
    private boolean closed;

    // written under lock, read by size() without it
    private volatile int size;

    public FiniteQueue(EnqueuePredicateIF predicate, String name, ThreadManagerIF threadManager) {
        this.predicate = predicate;
        this.name = name;
        this.threadManager = threadManager;
    }

    public FiniteQueue(EnqueuePredicateIF predicate) {
        this(predicate, null, null);
    }

    public FiniteQueue(EnqueuePredicateIF predicate, ThreadManagerIF threadManager) {
        this(predicate, null, threadManager);
    }

    public FiniteQueue() {
        this(null, null, null);
    }

    public FiniteQueue(ThreadManagerIF threadManager) {
        this(null, null, threadManager);
    }

    public FiniteQueue(String name) {
        this(null, name, null);
    }

    public FiniteQueue(String name, ThreadManagerIF threadManager) {
        this(null, name, threadManager);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int profileSize() {
        return size();
    }

    @Override
    public void enqueue(QueueElementIF element) throws SinkException {
        lock.lock();
        try {
            checkOpen();
            if (!accepts(element)) {
                throw full();
            }
            append(element);
        } finally {
            lock.unlock();
        }
        wakeManager();
    }

    @Override
    public boolean enqueue_lossy(QueueElementIF element) {
        lock.lock();
        try {
            if (closed || !accepts(element)) {
                return false;
            }
            append(element);
        } finally {
            lock.unlock();
        }
        wakeManager();
        return true;
    }

    @Override
    public void enqueue_many(QueueElementIF[] many) throws SinkException {
        lock.lock();
        try {
            admitAll(many);
            for (QueueElementIF element : many) {
                append(element);
            }
        } finally {
            lock.unlock();
        }
        wakeManager();
    }

    @Override
    public Object enqueue_prepare(QueueElementIF[] many) throws SinkException {
        lock.lock();
        try {
            admitAll(many);
            Object key = new Object();
            reservations.put(key, many.clone());
            reserved += many.length;
            updateSize();
            return key;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void enqueue_commit(Object key) {
        lock.lock();
        try {
            for (QueueElementIF element : release(key)) {
                append(element);
            }
        } finally {
            lock.unlock();
        }
        wakeManager();
    }

    @Override
    public void enqueue_abort(Object key) {
        lock.lock();
        try {
            release(key);
            updateSize();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public QueueElementIF dequeue() {
        lock.lock();
        try {
            QueueElementIF element = elements.poll();
            updateSize();
            return element;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public QueueElementIF[] dequeue_all() {
        return size == 0 ? null : take(0, Integer.MAX_VALUE, 1);
    }

    @Override
    public QueueElementIF[] dequeue(int num) {
        return take(0, num, 1);
    }

    /** At most {@code num} events; with {@code mustReturnNum} exactly that many; else null. */
    public QueueElementIF[] dequeue(int num, boolean mustReturnNum) {
        return take(0, num, mustReturnNum ? num : 1);
    }

    @Override
    public QueueElementIF[] blocking_dequeue_all(int timeoutMillis) {
        return take(timeoutMillis, Integer.MAX_VALUE, 1);
    }

    @Override
    public QueueElementIF[] blocking_dequeue(int timeoutMillis, int num) {
        return take(timeoutMillis, num, 1);
    }

    /** With {@code mustReturnNum} waits for that many events, and returns what there is when the time is up. */
    public QueueElementIF[] blocking_dequeue(int timeoutMillis, int num, boolean mustReturnNum) {
        if (timeoutMillis == 0) {
            return dequeue(num, mustReturnNum);
        }
        return take(timeoutMillis, num, mustReturnNum ? num : 1);
    }

    @Override
    public QueueElementIF blocking_dequeue(int timeoutMillis) {
        QueueElementIF[] one = take(timeoutMillis, 1, 1);
        return one == null ? null : one[0];
    }

    @Override
    public void setEnqueuePredicate(EnqueuePredicateIF predicate) {
        lock.lock();
        try {
            this.predicate = predicate;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public EnqueuePredicateIF getEnqueuePredicate() {
        lock.lock();
        try {
            return predicate;
        } finally {
            lock.unlock();
        }
    }

    /** How many events have been added so far. Not in the original. */
    public long totalEnqueued() {
        lock.lock();
        try {
            return enqueued;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses new events from now on; those present can still be taken. */
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "FiniteQueue " + name;
    }

    // -- with the lock held --

    private void checkOpen() throws SinkClosedException {
        if (closed) {
            throw new SinkClosedException(this + " is closed");
        }
    }

    private boolean accepts(QueueElementIF element) {
        return predicate == null || predicate.accept(element);
    }

    private SinkFullException full() {
        return new SinkFullException(this + " refuses the event (size=" + size + ")");
    }

    private void admitAll(QueueElementIF[] many) throws SinkException {
        checkOpen();
        for (QueueElementIF element : many) {
            if (!accepts(element)) {
                throw full();
            }
        }
    }

    private void append(QueueElementIF element) {
        enqueued++;
        elements.add(element);
        updateSize();
        if (waiting > 0) {
            arrived.signal();
        }
    }

    private QueueElementIF[] release(Object key) {
        QueueElementIF[] many = reservations.remove(key);
        if (many == null) {
            throw new IllegalArgumentException("no reservation of " + this + " has the key " + key);
        }
        reserved -= many.length;
        return many;
    }

    private void updateSize() {
        size = elements.size() + reserved;
    }

    /**
     * Takes at most {@code max} events once {@code enough} are present. At a timeout takes what there is; without
     * waiting takes nothing unless there are enough. An interrupt ends the wait and is swallowed: callers of 2002 loop.
     */
    private QueueElementIF[] take(int timeoutMillis, int max, int enough) {
        lock.lock();
        try {
            if (elements.size() < enough) {
                if (timeoutMillis == 0 || !await(timeoutMillis, enough)) {
                    return null;
                }
            }
            return drain(max);
        } finally {
            lock.unlock();
        }
    }

    /** Waits, and tells whether there is anything to take afterwards. */
    private boolean await(int timeoutMillis, int enough) {
        long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        waiting++;
        try {
            while (elements.size() < enough) {
                if (timeoutMillis < 0) {
                    arrived.await();
                } else if (left <= 0) {
                    break;
                } else {
                    left = arrived.awaitNanos(left);
                }
            }
        } catch (InterruptedException swallowed) {
            // the contract: an interrupted wait ends early, without the flag
        } finally {
            waiting--;
        }
        return !elements.isEmpty();
    }

    private QueueElementIF[] drain(int max) {
        int count = Math.min(max, elements.size());
        if (count <= 0) {
            return null;
        }
        QueueElementIF[] taken = new QueueElementIF[count];
        for (int i = 0; i < count; i++) {
            taken[i] = elements.poll();
        }
        updateSize();
        if (waiting > 0 && !elements.isEmpty()) {
            arrived.signal(); // the signal that woke the taker may have stood for several events
        }
        return taken;
    }

    private void wakeManager() {
        if (threadManager != null) {
            threadManager.wake();
        }
    }
}
