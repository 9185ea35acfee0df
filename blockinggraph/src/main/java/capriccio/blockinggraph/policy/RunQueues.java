package capriccio.blockinggraph.policy;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.continuations.runtime.SchedulingPolicy;
import capriccio.continuations.runtime.UserThread;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runnable threads in a queue for each node of the blocking graph, on each carrier; an idle carrier steals. Who goes next is
 * a {@link Picker}'s choice. If that fails, or {@link #fallBack} is called, the queues go on first in, first out, with all
 * threads that they had.
 *
 * <p>Unbounded on purpose: a runnable thread has no other place to be, and their number is bounded by the threads that
 * exist. They are linked through themselves, so that to queue one needs no memory.
 */
public final class RunQueues implements SchedulingPolicy {
    /** How the next node is chosen. */
    public enum Kind {
        /** The thread that came last, whatever its node. */
        LIFO,
        /** All that wait at a node, half as many again at most, then those at the next. */
        COHORT,
        /** One of each node in turn. */
        ROUNDROBIN,
        /** By what threads at a node are likely to take of what is scarce: see {@link Governor}. */
        GRAPH
    }

    /** Nodes that have queues of their own: all. */
    private static final int NODES = BlockingGraph.MAX_NODES + BlockingGraph.MAX_COARSE + 3;

    private static final class SystemClock implements LongSupplier {
        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    }

    private final String name;
    private final Shard[] shards;
    private int nextShard; // racy on purpose: any spread will do
    /** Holds nobody back; made beforehand, for when there is no heap. Not {@link Plan#NONE}: carriers look at a change. */
    private final Plan open = Plan.none();

    private volatile Plan plan = Plan.NONE;
    private volatile boolean plain;

    public RunQueues(Kind kind, int carriers) {
        this(kind, carriers, new SystemClock());
    }

    /** With that clock, for simulations. */
    public RunQueues(Kind kind, int carriers, LongSupplier clock) {
        this(kind, carriers, clock, () -> picker(kind, carriers, clock));
    }

    RunQueues(Kind kind, int carriers, LongSupplier clock, Supplier<Picker> pickers) {
        name = kind.name().toLowerCase(Locale.ROOT);
        new Budget(1).take(1); // links on this thread what carriers will call
        shards = new Shard[carriers];
        for (int i = 0; i < carriers; i++) {
            shards[i] = new Shard(pickers.get(), NODES, clock);
        }
    }

    private static Picker picker(Kind kind, int carriers, LongSupplier clock) {
        return kind == Kind.GRAPH ? new StridePicker(carriers, clock) : new TurnPicker(kind == Kind.COHORT, kind == Kind.LIFO);
    }

    @Override
    public void enqueue(UserThread thread, int carrier) {
        shardFor(carrier).push(thread);
    }

    @Override
    public boolean enqueueFirst(UserThread thread, int carrier) {
        shardFor(carrier).push(thread);
        return true;
    }

    private Shard shardFor(int carrier) {
        int i = carrier >= 0 ? carrier : nextShard++ & Integer.MAX_VALUE;
        return shards[i % shards.length];
    }

    @Override
    public @Nullable UserThread next(int carrier) {
        Plan now = plan;
        int home = carrier % shards.length;
        for (int i = 0; i < shards.length; i++) {
            Shard shard = shards[(home + i) % shards.length];
            if (shard.hasWork(now) && shard.tryLock()) {
                UserThread thread = takeFrom(shard, now, home);
                if (thread != null) {
                    return thread;
                }
            }
        }
        return null;
    }

    /** The caller has the shard's lock. */
    private @Nullable UserThread takeFrom(Shard shard, Plan now, int carrier) {
        Throwable failure = null;
        try {
            if (!plain) {
                try {
                    return shard.take(now, carrier);
                } catch (Throwable t) {
                    plain = true;
                    failure = t;
                }
            }
            return shard.takePlain();
        } finally {
            shard.unlock();
            if (failure != null) {
                fallBack(failure);
            }
        }
    }

    /** From now on, first in, first out; says why, once. From any thread; carriers that sleep must be woken by the caller. */
    public void fallBack(String why) {
        if (!plain) {
            plain = true;
            open();
            report(why, null);
        }
    }

    /** The same if the policy itself failed. Never throws. */
    void fallBack(Throwable failure) {
        plain = true;
        open();
        report("it failed", failure);
    }

    /** Holds nobody back until the next plan; needs no heap. Carriers that sleep must be woken by the caller. */
    void open() {
        plan = open;
    }

    private void report(String why, @Nullable Throwable failure) {
        try {
            System.err.println("[capriccio] policy="
                    .concat(name)
                    .concat(" falls back to first in, first out: ")
                    .concat(why)
                    .concat(failure == null ? "" : ": ".concat(failure.toString())));
        } catch (VirtualMachineError e) {
            return; // no heap to say so, and whoever fell back has threads in hand
        }
    }

    /** True after {@link #fallBack}, or a failure. */
    public boolean hasFallenBack() {
        return plain;
    }

    @Override
    public boolean hasWork() {
        Plan now = plan;
        for (Shard shard : shards) {
            if (shard.hasWork(now)) {
                return true;
            }
        }
        return false;
    }

    void follow(Plan next) {
        if (!plain) {
            plan = next;
        }
    }

    Plan plan() {
        return plan;
    }

    int shards() {
        return shards.length;
    }

    /** How many threads are held back. */
    int held() {
        int sum = 0;
        for (Shard shard : shards) {
            sum += shard.held();
        }
        return sum;
    }

    /** How many threads wait in queues, held back or not. */
    int queued() {
        int sum = 0;
        for (Shard shard : shards) {
            sum += shard.queued();
        }
        return sum;
    }

    /** How long runnable threads wait for a carrier, in nanoseconds, where they wait longest. */
    long delay() {
        long longest = 0;
        for (Shard shard : shards) {
            longest = Math.max(longest, shard.delay());
        }
        return longest;
    }
}
