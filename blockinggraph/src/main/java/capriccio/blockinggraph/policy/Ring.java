package capriccio.blockinggraph.policy;

import org.jspecify.annotations.Nullable;

/** Queues that take turns. A queue is in one ring at most. */
final class Ring {
    private @Nullable NodeQueue first;
    private @Nullable NodeQueue last;
    private int count;

    boolean isEmpty() {
        return first == null;
    }

    int count() {
        return count;
    }

    @Nullable NodeQueue first() {
        return first;
    }

    void add(NodeQueue q) {
        q.next = null;
        NodeQueue l = last;
        if (l == null) {
            first = q;
        } else {
            l.next = q;
        }
        last = q;
        count++;
    }

    @Nullable NodeQueue removeFirst() {
        NodeQueue q = first;
        if (q != null) {
            first = q.next;
            if (first == null) {
                last = null;
            }
            q.next = null;
            count--;
        }
        return q;
    }
}
