package capriccio.blockinggraph.policy;

import capriccio.continuations.runtime.UserThread;
import org.jspecify.annotations.Nullable;

/** Chooses among the queues of one shard. Called under the shard's lock; each call takes constant time, amortised. */
abstract class Picker {
    /** Threads in queues that are held back. */
    int held;

    /** New threads go to the head of their queue. */
    boolean isLastInFirstOut() {
        return false;
    }

    /** Whether a thread that comes to {@code q} goes before those that wait there. */
    boolean goesFirst(UserThread thread, NodeQueue q) {
        return isLastInFirstOut();
    }

    /** A thread came to {@code q}. */
    abstract void onAdded(NodeQueue q, Plan plan);

    /** A queue whose first thread goes next; null if all that wait are held back, or none does. */
    abstract @Nullable NodeQueue pick(Plan plan);

    /** Right before the first thread of {@code q}, just picked, is taken by that carrier. */
    abstract void onTaking(NodeQueue q, Plan plan, int carrier);

    /** That carrier asks for a thread: the one that it took last has left it. */
    void onBack(int carrier) {}

    /** Something may be taken again that could not, under the same plan. */
    void onReopened(Plan plan) {}

    /** There is another plan. */
    void onPlan(Plan plan) {}
}
