package seda.sandStorm.core;

import capriccio.seda.runtime.Log;
import capriccio.seda.runtime.Resources;
import java.util.Comparator;
import java.util.Date;
import java.util.PriorityQueue;
import seda.sandStorm.api.ProfilableIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;

/**
 * Delivers events to sinks at given times: never early, in time order, ties in the order of registration, with
 * {@code enqueue_lossy}. One thread per timer, which ends with {@link #doneWithTimer} or with the runtime.
 */
public class ssTimer implements Runnable, ProfilableIF {
    private final PriorityQueue<ssTimerEvent> pending =
            new PriorityQueue<>(Comparator.comparingLong((ssTimerEvent e) -> e.time_millis).thenComparingLong(e -> e.order));
    private final Runnable stopper = this::doneWithTimer;
    private long nextOrder;
    private boolean done;

    @SuppressWarnings("this-escape") // the thread must not see more than what is set above
    public ssTimer() {
        Resources.register(stopper);
        new Thread(this, "SandStorm ssTimer thread").start();
    }

    /** One registration; its fields are for reading only. */
    public static class ssTimerEvent {
        public long time_millis;
        public QueueElementIF obj;
        public SinkIF queue;
        public ssTimerEvent nextE;
        public ssTimerEvent prevE;
        private long order;

        public ssTimerEvent(long time_millis, QueueElementIF obj, SinkIF queue) {
            this.time_millis = time_millis;
            this.obj = obj;
            this.queue = queue;
        }

        @Override
        public String toString() {
            return "ssTimerEvent<time=" + time_millis + ", obj=" + obj + ", queue=" + queue + ">";
        }
    }

    /** Delivers after so many milliseconds. */
    public ssTimerEvent registerEvent(long millis, QueueElementIF element, SinkIF sink) {
        return register(new ssTimerEvent(System.currentTimeMillis() + millis, element, sink));
    }

    /** Delivers at a date; at once when it is past. */
    @SuppressWarnings("JavaUtilDate") // the contract of 2002
    public ssTimerEvent registerEvent(Date date, QueueElementIF element, SinkIF sink) {
        return register(new ssTimerEvent(date.getTime(), element, sink));
    }

    private synchronized ssTimerEvent register(ssTimerEvent event) {
        event.order = nextOrder++;
        pending.add(event);
        notifyAll();
        return event;
    }

    /** Stops the thread and drops what is pending. */
    public void doneWithTimer() {
        Resources.deregister(stopper);
        synchronized (this) {
            done = true;
            pending.clear();
            notifyAll();
        }
    }

    public synchronized int size() {
        return pending.size();
    }

    @Override
    public int profileSize() {
        return size();
    }

    public synchronized void cancelAll() {
        pending.clear();
    }

    /** Forgets a registration; null or a delivered one is ignored. */
    public synchronized void cancelEvent(ssTimerEvent event) {
        if (event != null) {
            pending.remove(event);
        }
    }

    @Override
    public void run() {
        for (ssTimerEvent event = next(); event != null; event = next()) {
            deliver(event);
        }
    }

    /** A sink that fails must not end the timer for the others. */
    private static void deliver(ssTimerEvent event) {
        try {
            event.queue.enqueue_lossy(event.obj);
        } catch (RuntimeException e) {
            Log.failure("ssTimer: cannot deliver " + event + ": " + e, e);
        }
    }

    /** Waits for the next event that is due; null when the timer is done. */
    private synchronized ssTimerEvent next() {
        while (!done) {
            ssTimerEvent first = pending.peek();
            long left = first == null ? 0 : first.time_millis - System.currentTimeMillis();
            if (first != null && left <= 0) {
                return pending.poll();
            }
            try {
                wait(left); // 0 waits until notified
            } catch (InterruptedException e) {
                return null;
            }
        }
        return null;
    }

    /** Does nothing. */
    public static void main(String[] args) {}
}
