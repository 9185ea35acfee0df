package capriccio.blockinggraph.policy;

import org.jspecify.annotations.Nullable;

/**
 * Nodes take turns, whatever they do. A turn is one thread (round-robin), or half as many again as wait when it begins
 * (cohort: those that come meanwhile find the code and data of that step in the cache).
 */
final class TurnPicker extends Picker {
    private final Ring ring = new Ring();
    private final boolean cohort;
    private final boolean lastInFirstOut;

    TurnPicker(boolean cohort, boolean lastInFirstOut) {
        this.cohort = cohort;
        this.lastInFirstOut = lastInFirstOut;
    }

    @Override
    boolean isLastInFirstOut() {
        return lastInFirstOut;
    }

    @Override
    void onAdded(NodeQueue q, Plan plan) {
        if (q.size() == 1) {
            q.turn = 0;
            ring.add(q);
        }
    }

    @Override
    @Nullable NodeQueue pick(Plan plan) {
        return ring.first();
    }

    @Override
    void onTaking(NodeQueue q, Plan plan, int carrier) {
        if (q.turn <= 0) {
            q.turn = cohort ? q.size() + q.size() / 2 : 1;
        }
        q.turn--;
        if (q.size() == 1) {
            ring.removeFirst();
        } else if (q.turn <= 0) {
            ring.removeFirst();
            ring.add(q);
        }
    }
}
