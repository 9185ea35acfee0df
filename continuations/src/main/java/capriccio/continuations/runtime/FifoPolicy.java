package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * First in, first out for each carrier; an idle carrier steals. A queue has many producers and, at a time, one
 * consumer: owner and thieves take turns by a try-lock, so that nobody waits.
 *
 * <p>Unbounded on purpose: a runnable thread has no other place to be, and their number is bounded by the threads that
 * exist.
 */
public final class FifoPolicy implements SchedulingPolicy {
    private static final int CHUNK = 1024;

    private static final class RunQueue {
        static final VarHandle CONSUMING;
        static final VarHandle FIRST;

        static {
            try {
                FIRST = MethodHandles.lookup().findVarHandle(RunQueue.class, "first", UserThread.class);
                CONSUMING = MethodHandles.lookup().findVarHandle(RunQueue.class, "consuming", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        final MpscUnboundedVarHandleArrayQueue<UserThread> threads = new MpscUnboundedVarHandleArrayQueue<>(CHUNK);

        @SuppressWarnings("UnusedVariable") // through CONSUMING
        private volatile boolean consuming;

        /**
         * Comes before all in the queue. Filled by the owner alone, when there is nothing else, and emptied by whoever
         * takes it: two threads that hand off to each other need no queue.
         */
        @SuppressWarnings("UnusedVariable") // through FIRST
        private volatile @Nullable UserThread first;

        boolean offerFirst(UserThread thread) {
            if (first != null || !threads.isEmpty()) {
                return false;
            }
            FIRST.setRelease(this, thread);
            return true;
        }

        boolean isEmpty() {
            return first == null && threads.isEmpty();
        }

        @Nullable UserThread tryPoll() {
            UserThread f = first;
            if (f != null && FIRST.compareAndSet(this, f, null)) {
                return f;
            }
            if (threads.isEmpty() || !CONSUMING.compareAndSet(this, false, true)) {
                return null;
            }
            UserThread thread = threads.poll();
            CONSUMING.setRelease(this, false); // pairs with the next consumer's compareAndSet
            return thread;
        }
    }

    private final RunQueue[] queues;
    private int nextQueue; // racy on purpose: any spread will do

    public FifoPolicy(int carriers) {
        queues = new RunQueue[carriers];
        for (int i = 0; i < carriers; i++) {
            queues[i] = new RunQueue();
        }
    }

    @Override
    public void enqueue(UserThread thread, int carrier) {
        int i = carrier >= 0 ? carrier % queues.length : (nextQueue++ & Integer.MAX_VALUE) % queues.length;
        queues[i].threads.offer(thread);
    }

    /** Not for spare carriers, which share a queue with its owner. */
    @Override
    public boolean enqueueFirst(UserThread thread, int carrier) {
        return carrier < queues.length && queues[carrier].offerFirst(thread);
    }

    @Override
    public @Nullable UserThread next(int carrier) {
        int home = carrier % queues.length;
        for (int i = 0; i < queues.length; i++) {
            UserThread thread = queues[(home + i) % queues.length].tryPoll();
            if (thread != null) {
                return thread;
            }
        }
        return null;
    }

    @Override
    public boolean hasWork() {
        for (RunQueue queue : queues) {
            if (!queue.isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
