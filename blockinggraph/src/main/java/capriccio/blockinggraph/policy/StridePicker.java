package capriccio.blockinggraph.policy;

import capriccio.continuations.runtime.UserThread;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Gives nodes shares of the time by their level in the plan, and holds back those that take what there is no more of. */
final class StridePicker extends Picker {
    /*
     * Stride scheduling (Waldspurger 1995) among the levels, of which there are nine: the one with the least pass goes next,
     * and its pass grows by what its thread is likely to cost, times 2^level, divided by the queues in it. So a queue at one
     * level gets twice the time of one at the next, and none gets nothing. A level that has been empty begins where the
     * others are. A prediction may be wrong by far, of a node whose first runs were of code that was not compiled yet, and
     * who pays for it runs so seldom that it would stay so: a run predicted to be long is timed, and once its carrier is
     * back, the level is paid back what was not used.
     *
     * Within a level, queues take turns. A turn serves the threads that wait when it begins, but for no longer than a
     * millisecond, so that a level alone is first in, first out but for the order within one round, and nobody waits for all
     * the threads that compute. Threads whose quantum is over go behind the others, but of a crowd one goes on for some
     * quanta: where more begin than can end, to let all of them begin ends the fewest.
     *
     * A queue is held when it is its turn, its threads take some of a resource, and what of this may be taken under this
     * plan is taken. Held queues are looked at again with the next plan, or when a thread goes that gives some back. With
     * each new floor of a plan one thread of a held queue goes first of all, resources or not: a node that always takes
     * goes on.
     */

    /** Held queues that are looked at where one resource can be taken again; more wait for the next plan. */
    private static final int FEW = 16;

    /** From there on, to read the clock twice costs next to nothing beside the run; shorter ones pay what is predicted. */
    private static final int LONG_MICROS = 16;

    /** No turn of a queue is predicted to last longer, unless a single run does. */
    private static final int TURN_MICROS = 1_000;

    /** So many that wait at a node are a crowd. */
    private static final int CROWD = 8;
    /** There, a thread goes on for so many quanta, a power of two; between them, other nodes have their turns. */
    private static final int QUANTA = 16;

    private final Ring[] rings = new Ring[Plan.LEVELS];
    private final long[] pass = new long[Plan.LEVELS];
    private final Ring heldRing = new Ring();
    /** The pass of the level that went last. */
    private long base;
    /** The floor under which a held thread has gone. */
    private long floorTaken = -1;

    private final LongSupplier clock;
    /** By carrier. */
    private final Bill[] bills;

    StridePicker(int carriers, LongSupplier clock) {
        this.clock = clock;
        bills = new Bill[carriers];
        Arrays.setAll(bills, i -> new Bill());
        for (int i = 0; i < rings.length; i++) {
            rings[i] = new Ring();
        }
    }

    @Override
    boolean goesFirst(UserThread thread, NodeQueue q) {
        return thread.overruns != 0 && (thread.overruns & (QUANTA - 1)) != 1 && q.size() >= CROWD;
    }

    @Override
    void onAdded(NodeQueue q, Plan plan) {
        if (q.held) {
            held++;
        } else if (q.size() == 1) {
            list(q, plan);
        }
    }

    private void list(NodeQueue q, Plan plan) {
        int level = plan.level(q.node);
        q.level = level;
        q.turn = turn(q.size(), plan.cost(q.node));
        if (rings[level].isEmpty()) {
            pass[level] = Math.max(pass[level], base);
        }
        rings[level].add(q);
    }

    @Override
    @Nullable NodeQueue pick(Plan plan) {
        if (floorTaken != plan.floor() && !heldRing.isEmpty()) {
            return heldRing.first();
        }
        while (true) {
            int level = least();
            NodeQueue q = level < 0 ? null : rings[level].first();
            if (q == null || plan.blocking(q.node) < 0) {
                return q;
            }
            rings[level].removeFirst();
            q.held = true;
            held += q.size();
            heldRing.add(q);
        }
    }

    /** How many threads of so many, whose runs cost that, go before the next queue's. */
    private static int turn(int waiting, int cost) {
        return Math.max(1, Math.min(waiting, TURN_MICROS / cost));
    }

    /** The level to go next, or −1. */
    private int least() {
        int best = -1;
        for (int i = 0; i < rings.length; i++) {
            if (!rings[i].isEmpty() && (best < 0 || pass[i] < pass[best])) {
                best = i;
            }
        }
        return best;
    }

    @Override
    void onTaking(NodeQueue q, Plan plan, int carrier) {
        plan.go(q.node);
        if (q.held) {
            takingHeld(q, plan);
            return;
        }
        Ring ring = rings[q.level];
        base = pass[q.level];
        int cost = plan.cost(q.node);
        long charge = Math.max(1, ((long) cost << q.level) / ring.count());
        pass[q.level] += charge;
        if (cost >= LONG_MICROS) {
            bills[carrier].open(clock.getAsLong(), cost, q.level, charge);
        }
        q.turn--;
        if (q.size() == 1) {
            ring.removeFirst();
        } else if (q.turn <= 0) {
            ring.removeFirst();
            q.turn = turn(q.size() - 1, cost);
            ring.add(q);
        }
    }

    @Override
    void onBack(int carrier) {
        Bill bill = bills[carrier];
        if (bill.isOpen()) {
            pass[bill.level()] -= bill.settle(clock.getAsLong());
        }
    }

    private void takingHeld(NodeQueue q, Plan plan) {
        floorTaken = plan.floor();
        heldRing.removeFirst();
        held--;
        if (q.size() == 1) {
            q.held = false;
        } else {
            heldRing.add(q);
        }
    }

    /** All queues that have threads find their new places. */
    @Override
    void onPlan(Plan plan) {
        for (int level = 0; level < rings.length; level++) {
            for (int left = rings[level].count(); left > 0; left--) {
                NodeQueue q = rings[level].removeFirst();
                if (q == null) {
                    break;
                }
                int to = plan.level(q.node);
                if (to != level && rings[to].isEmpty()) {
                    pass[to] = Math.max(pass[to], base);
                }
                q.level = to;
                rings[to].add(q);
            }
        }
        letGo(plan, heldRing.count());
    }

    @Override
    void onReopened(Plan plan) {
        NodeQueue first = heldRing.first();
        if (first != null && plan.blocking(first.node) < 0) {
            letGo(plan, 1);
        } else if (heldRing.count() <= FEW) {
            letGo(plan, heldRing.count()); // all: their order stays
        }
    }

    /** Looks at so many held queues; those that stay go to the ring's end. */
    private void letGo(Plan plan, int count) {
        for (int left = count; left > 0; left--) {
            NodeQueue q = heldRing.removeFirst();
            if (q == null) {
                return;
            }
            if (plan.blocking(q.node) >= 0) {
                heldRing.add(q);
            } else {
                held -= q.size();
                q.held = false;
                list(q, plan);
            }
        }
    }
}
