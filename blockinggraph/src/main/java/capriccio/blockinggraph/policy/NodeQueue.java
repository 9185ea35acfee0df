package capriccio.blockinggraph.policy;

import capriccio.continuations.runtime.UserThread;
import org.jspecify.annotations.Nullable;

/**
 * Runnable threads of one shard that wait at one node, first in, first out; linked through themselves. Only touched under the
 * shard's lock. Unbounded: see {@link RunQueues}.
 */
final class NodeQueue {
    final int node;
    private @Nullable UserThread first;
    private @Nullable UserThread last;
    private int size;

    // of the picker
    /** The next queue of its {@link Ring}. */
    @Nullable NodeQueue next;
    /** Which ring that is. */
    int level;
    /** Threads that go before the next queue's. */
    int turn;

    boolean held;

    NodeQueue(int node) {
        this.node = node;
    }

    int size() {
        return size;
    }

    void addLast(UserThread thread) {
        thread.nextQueued = null;
        UserThread l = last;
        if (l == null) {
            first = thread;
        } else {
            l.nextQueued = thread;
        }
        last = thread;
        size++;
    }

    void addFirst(UserThread thread) {
        thread.nextQueued = first;
        if (last == null) {
            last = thread;
        }
        first = thread;
        size++;
    }

    @Nullable UserThread peek() {
        return first;
    }

    /** Cannot fail once it has begun. */
    @Nullable UserThread take() {
        UserThread thread = first;
        if (thread != null) {
            UserThread second = thread.nextQueued;
            first = second;
            if (second == null) {
                last = null;
            }
            thread.nextQueued = null;
            size--;
        }
        return thread;
    }
}
