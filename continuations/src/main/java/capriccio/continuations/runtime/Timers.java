package capriccio.continuations.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Deadlines of timed parks: a binary heap under one monitor, each entry knowing its place so that it leaves at once. */
final class Timers {
    private UserThread[] heap = new UserThread[256];
    private int size;
    /** Earliest deadline, or Long.MAX_VALUE; written under the monitor, read without. */
    private volatile long earliest = Long.MAX_VALUE;

    /** Adds or moves the thread's deadline; true if it is now the earliest. */
    synchronized boolean add(UserThread thread, long deadline) {
        if (thread.timerIndex >= 0) {
            remove(thread);
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        thread.deadline = deadline;
        siftUp(size++, thread);
        boolean first = heap[0] == thread;
        earliest = heap[0].deadline;
        return first;
    }

    synchronized void remove(UserThread thread) {
        int i = thread.timerIndex;
        if (i < 0) {
            return;
        }
        thread.timerIndex = -1;
        UserThread last = heap[--size];
        heap[size] = null;
        if (last != thread) {
            siftDown(i, last);
            if (heap[i] == last) {
                siftUp(i, last);
            }
        }
        earliest = size == 0 ? Long.MAX_VALUE : heap[0].deadline;
    }

    long earliest() {
        return earliest;
    }

    /** Unparks every thread whose deadline has passed. */
    void expire(long now) {
        while (earliest != Long.MAX_VALUE && earliest - now <= 0) {
            UserThread due = takeDue(now);
            if (due == null) {
                return;
            }
            try {
                due.unpark();
            } catch (Throwable t) {
                add(due, due.deadline); // its slot is still there: nothing is allocated, nothing lost
                throw t;
            }
        }
    }

    private synchronized @Nullable UserThread takeDue(long now) {
        if (size == 0 || heap[0].deadline - now > 0) {
            return null;
        }
        UserThread due = heap[0];
        remove(due);
        return due;
    }

    private void siftUp(int i, UserThread thread) {
        while (i > 0) {
            int parent = (i - 1) >>> 1;
            UserThread p = heap[parent];
            if (p.deadline - thread.deadline <= 0) {
                break;
            }
            heap[i] = p;
            p.timerIndex = i;
            i = parent;
        }
        heap[i] = thread;
        thread.timerIndex = i;
    }

    private void siftDown(int i, UserThread thread) {
        int half = size >>> 1;
        while (i < half) {
            int child = 2 * i + 1;
            if (child + 1 < size && heap[child + 1].deadline - heap[child].deadline < 0) {
                child++;
            }
            if (thread.deadline - heap[child].deadline <= 0) {
                break;
            }
            heap[i] = heap[child];
            heap[i].timerIndex = i;
            i = child;
        }
        heap[i] = thread;
        thread.timerIndex = i;
    }
}
