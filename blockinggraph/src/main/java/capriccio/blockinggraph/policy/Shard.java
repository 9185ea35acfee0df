package capriccio.blockinggraph.policy;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.continuations.runtime.UserThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One carrier's runnable threads, from which others steal. */
final class Shard {
    /*
     * Threads come in through the inbox, a stack linked through the threads themselves: one compareAndSet, no allocation, any
     * number of producers. Whoever consumes holds the lock, a try-lock as FifoPolicy's: it takes the whole inbox, oldest
     * first, into the queues by node, has the picker choose one and takes its first thread. That is the last step, and
     * cannot fail: if a picker throws, no thread is in its hands, and all are in the queues or the inbox.
     */
    private static final VarHandle INBOX;
    private static final VarHandle BUSY;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            INBOX = lookup.findVarHandle(Shard.class, "inbox", UserThread.class);
            BUSY = lookup.findVarHandle(Shard.class, "busy", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable UserThread inbox;

    private volatile boolean busy;

    /** Threads in queues that may go; written under the lock. */
    private volatile int ready;
    /** The plan that the picker knows; written under the lock. */
    private volatile Plan seen = Plan.NONE;

    /** Of that plan, when the picker last looked; written under the lock. */
    private volatile int reopenings;

    /** Threads in queues that are held back; written under the lock. */
    private volatile int held;

    // under the lock
    private final Picker picker;
    /** By node's number; an entry comes with the node's first thread. */
    private final @Nullable NodeQueue[] queues;

    private int used; // entries below may be there
    /** Threads of nodes without a queue of their own; and all, once the picker is given up. */
    private final NodeQueue rest;

    private int size;
    private final Delay delay;

    Shard(Picker picker, int nodes, LongSupplier clock) {
        this.picker = picker;
        this.queues = new @Nullable NodeQueue[nodes];
        this.rest = new NodeQueue(nodes);
        this.delay = new Delay(clock);
    }

    /** From any thread. Has its whole effect or none, allocates nothing. */
    void push(UserThread thread) {
        UserThread head;
        do {
            head = inbox;
            thread.nextQueued = head;
        } while (!INBOX.compareAndSet(this, head, thread));
    }

    /** True if there may be a thread for who calls {@link #take}; never false while there is one, by that plan. */
    boolean hasWork(Plan plan) {
        // the inbox first: who empties it is busy, and says what is ready before it is no longer
        return inbox != null || busy || ready > 0 || (held > 0 && (seen != plan || reopenings != plan.reopenings()));
    }

    int held() {
        return held;
    }

    /** Threads in queues, held back or not. */
    int queued() {
        return held + ready;
    }

    boolean tryLock() {
        return !busy && BUSY.compareAndSet(this, false, true);
    }

    void unlock() {
        BUSY.setRelease(this, false); // pairs with the next tryLock
    }

    /** For that carrier; under the lock. */
    @Nullable UserThread take(Plan plan, int carrier) {
        picker.onBack(carrier);
        if (seen != plan) {
            seen = plan;
            picker.onPlan(plan);
        }
        int now = plan.reopenings();
        if (now != reopenings) {
            reopenings = now;
            picker.onReopened(plan);
        }
        UserThread in = takeInbox();
        if (in != null && in.nextQueued == null && size == 0 && !plan.counts(BlockingGraph.nodeOf(in))) {
            return in;
        }
        sort(in, plan);
        NodeQueue q = size == 0 ? null : picker.pick(plan);
        UserThread thread = null;
        if (q != null) {
            delay.onTaking(q.peek());
            picker.onTaking(q, plan, carrier);
            thread = q.take();
            size--;
        }
        if (picker.held > 0) {
            delay.stopIfHeld();
        }
        held = picker.held;
        ready = size - picker.held;
        return thread;
    }

    private @Nullable UserThread takeInbox() {
        return inbox == null ? null : (UserThread) INBOX.getAndSet(this, null);
    }

    /** What came in, to the queues, oldest first. */
    private void sort(@Nullable UserThread newest, Plan plan) {
        UserThread thread = reverse(newest);
        while (thread != null) {
            UserThread following = thread.nextQueued;
            thread.nextQueued = null;
            NodeQueue q = queueOf(thread);
            try {
                boolean goesFirst = picker.goesFirst(thread, q);
                if (goesFirst) {
                    q.addFirst(thread);
                } else {
                    q.addLast(thread);
                }
                size++;
                picker.onAdded(q, plan);
                if (!goesFirst) { // who does tells nothing of how long others wait
                    delay.onAdded(thread, q);
                }
            } catch (Throwable t) {
                keep(following);
                throw t;
            }
            thread = following;
        }
    }

    private void keep(@Nullable UserThread oldest) {
        UserThread thread = oldest;
        while (thread != null) {
            UserThread following = thread.nextQueued;
            rest.addLast(thread);
            size++;
            thread = following;
        }
    }

    private static @Nullable UserThread reverse(@Nullable UserThread newest) {
        UserThread oldest = null;
        UserThread thread = newest;
        while (thread != null) {
            UserThread following = thread.nextQueued;
            thread.nextQueued = oldest;
            oldest = thread;
            thread = following;
        }
        return oldest;
    }

    private NodeQueue queueOf(UserThread thread) {
        int node = picker.isLastInFirstOut() ? queues.length : BlockingGraph.nodeOf(thread);
        if (node >= queues.length) {
            return rest;
        }
        NodeQueue q = queues[node];
        return q == null ? addQueue(node) : q;
    }

    /** The first thread of a node here. Without heap for it, the node does without. */
    private NodeQueue addQueue(int node) {
        try {
            NodeQueue q = new NodeQueue(node);
            queues[node] = q;
            used = Math.max(used, node + 1);
            return q;
        } catch (OutOfMemoryError e) {
            return rest;
        }
    }

    /** Under the lock, once the picker is given up: first in, first out. */
    @Nullable UserThread takePlain() {
        for (UserThread thread = reverse(takeInbox()); thread != null; ) {
            UserThread following = thread.nextQueued;
            rest.addLast(thread);
            thread = following;
        }
        for (int i = 0; i < used; i++) {
            NodeQueue q = queues[i];
            for (UserThread t = q == null ? null : q.take(); q != null && t != null; t = q.take()) {
                rest.addLast(t);
            }
        }
        used = 0;
        delay.stop();
        UserThread thread = rest.take();
        size = rest.size();
        held = 0;
        ready = size;
        return thread;
    }

    /** How long threads wait, in nanoseconds; from any thread. */
    long delay() {
        return delay.nanos();
    }
}
