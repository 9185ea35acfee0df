package capriccio.blockinggraph.policy;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.blockinggraph.Forecast;
import capriccio.blockinggraph.GraphSnapshot;
import capriccio.blockinggraph.Resource;
import capriccio.blockinggraph.Resources;
import capriccio.blockinggraph.limit.CountGauge;
import capriccio.blockinggraph.limit.DescriptorGauge;
import capriccio.blockinggraph.limit.Gauge;
import capriccio.blockinggraph.limit.HeapGauge;
import capriccio.blockinggraph.limit.Journal;
import capriccio.blockinggraph.limit.LimitFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link RunQueues.Kind#GRAPH} resource-aware: at each tick it reads the gauges, moves the limits, forecasts what
 * threads at each node will take, and gives the queues a plan. All but {@link #explain} and {@link #state} belongs to one
 * thread. The clock is the caller's: the same code runs in simulations.
 *
 * <p>However scarce a resource is, each tick lets one held thread of each run queue go; so a thread with {@code n} held
 * threads before it in its queue waits for {@code n + 1} ticks at most, and then like any other for a carrier. While there are
 * signs of thrashing it is every eighth tick.
 */
public final class Governor {
    /** The least part of the heap to which its limit goes down. */
    private static final double LEAST_HEAP = 0.25;

    private static final double MOST_HEAP = 0.85;
    private static final double LEAST_DESCRIPTORS = 16;
    private static final double MOST_DESCRIPTORS = 0.9;
    /** Runnable threads that wait so long for a carrier show that the CPU is at its limit. */
    private static final double DELAY_NANOS = 2e5;

    /** Descriptors for each that begins, while nobody knows how many it will open. */
    private static final double EACH = 8;
    /** More than can come in a tick. */
    private static final int PLENTY = 4096;

    /** Ticks from one held thread that goes to the next, while there are signs of thrashing. */
    private static final int STRAINED_FLOOR = 8;

    private final BlockingGraph graph;
    private final Resources resources;
    private final RunQueues queues;
    private final Journal journal = new Journal();
    private final Planner planner = new Planner();
    private final Admission admission = new Admission();
    private final @Nullable LimitFinder[] limits = new @Nullable LimitFinder[Resource.MOST];
    private @Nullable HeapGauge heap;
    private @Nullable DescriptorGauge descriptors;
    private long floor;
    private int strained;

    /** What was last planned, and of what; for {@link #explain}. */
    private volatile @Nullable Forecast forecast;

    public Governor(BlockingGraph graph, Resources resources, RunQueues queues) {
        this.graph = graph;
        this.resources = resources;
        this.queues = queues;
        Gauge delay = new CountGauge(queues::delay);
        limits[Resource.CPU] = new LimitFinder("cpu", delay, DELAY_NANOS, DELAY_NANOS, journal);
    }

    /** Keeps the heap, of {@code max} bytes, below its limit. Before the first tick, as the next two. */
    public void watchHeap(HeapGauge.Collections collections, double max) {
        heap = new HeapGauge(collections, max);
        watch(Resource.HEAP, heap, max * LEAST_HEAP, max * MOST_HEAP);
    }

    /** Keeps open descriptors, of which there are {@code most}, below their limit. */
    public void watchDescriptors(DescriptorGauge.Count count, double most) {
        descriptors = new DescriptorGauge(count, most);
        double limit = Math.max(1, most * MOST_DESCRIPTORS);
        watch(Resource.DESCRIPTORS, descriptors, Math.min(LEAST_DESCRIPTORS, limit), limit);
    }

    /** Keeps what {@code gauge} measures below a limit between the two. */
    public void watch(int resource, Gauge gauge, double least, double most) {
        limits[resource] = new LimitFinder(resources.get(resource).name(), gauge, least, most, journal);
    }

    /**
     * Reads, decides, plans.
     *
     * @return true if threads were held back that may go now: carriers that sleep must be woken
     */
    public boolean tick(long now) {
        if (queues.hasFallenBack()) {
            admission.open();
            return false;
        }
        int held = queues.held();
        Forecast next = graph.forecast();
        double awaited = held == 0 ? 0 : held * mostTaken(Resource.DESCRIPTORS, next);
        readGauges(now, next);
        if (held > 0 && heap != null && isFull(Resource.HEAP)) {
            heap.confirm();
        }
        if (!queues.hasFallenBack()) {
            queues.follow(planner.plan(nextFloor(), next, limits));
            forecast = next;
        }
        admission.update(isAnyAtLimit(), queues.queued(), room(awaited));
        return held > 0;
    }

    /** What a run takes from whichever of the nodes that are held for it takes most. */
    private double mostTaken(int resource, Forecast next) {
        Plan last = queues.plan();
        double most = 0;
        for (int n = 0; n < next.nodes(); n++) {
            if (last.blocking(n) == resource) {
                most = Math.max(most, next.change(resource, n));
            }
        }
        return most;
    }

    /**
     * How much new work may begin until the next tick as to descriptors, of which each connection is one: a part of what is left
     * beside what is {@code awaited} by those who are held, for whoever begins opens more. Any number where there are plenty.
     */
    private int room(double awaited) {
        LimitFinder limit = limits[Resource.DESCRIPTORS];
        double room = limit == null ? PLENTY : (limit.headroom() - awaited) / EACH;
        return room >= PLENTY ? Integer.MAX_VALUE : (int) room;
    }

    /** Another at each tick, or at each eighth where a resource is short beyond its limit: there, each thread more may fail. */
    private long nextFloor() {
        boolean isShort = false;
        for (LimitFinder limit : limits) {
            isShort |= limit != null && limit.strain() >= 1;
        }
        strained = isShort ? strained + 1 : 0;
        if (strained % STRAINED_FLOOR == 0) {
            floor++;
        }
        return floor;
    }

    private boolean isFull(int resource) {
        LimitFinder limit = limits[resource];
        return limit != null && limit.isFull();
    }

    /** Of those that hold threads back. */
    private boolean isAnyAtLimit() {
        for (int r = Resource.CPU + 1; r < limits.length; r++) {
            LimitFinder limit = limits[r];
            if (limit != null && limit.isAtLimit()) {
                return true;
            }
        }
        return false;
    }

    /** Whether new work may begin; asked from any thread. */
    public Admission admission() {
        return admission;
    }

    private void readGauges(long now, Forecast next) {
        if (heap != null) {
            heap.update(now, next.held(Resource.HEAP));
        }
        if (descriptors != null) {
            descriptors.update(now);
        }
        watchNamed();
        Plan last = queues.plan();
        for (int r = 0; r < limits.length; r++) {
            LimitFinder limit = limits[r];
            if (limit != null) {
                limit.tick(now, last.takers(r));
                String fault = limit.fault();
                if (fault != null) {
                    queues.fallBack(fault);
                }
            }
        }
    }

    /** Programs name resources, and change their limits, at any time. */
    private void watchNamed() {
        for (int r = Resource.FIRST_NAMED; r < resources.count(); r++) {
            Resource resource = resources.get(r);
            LimitFinder limit = limits[r];
            double most = resource.limit();
            if (most == 0) {
                limits[r] = null;
            } else if (limit == null || limit.limit() != most) {
                limits[r] = new LimitFinder(resource.name(), new CountGauge(resource::used), most, most, journal);
            }
        }
    }

    /** The limits, why they are what they are, and why which nodes are held; for people. From any thread. */
    public String explain() {
        StringBuilder text = new StringBuilder();
        if (queues.hasFallenBack()) {
            text.append("fallen back to first in, first out\n");
        }
        for (LimitFinder limit : limits) {
            if (limit != null) {
                text.append(String.format(Locale.ROOT, "%s: %.4g used of %.4g, strain %.2f%s%n", limit.resource(),
                        limit.used(), limit.limit(), limit.strain(), limit.isFull() ? ", at its limit" : ""));
            }
        }
        explainNodes(text);
        text.append(admission).append(System.lineSeparator());
        journal.decisions().forEach(d -> text.append(d).append(System.lineSeparator()));
        return text.toString();
    }

    private void explainNodes(StringBuilder text) {
        Forecast by = forecast;
        Plan plan = queues.plan();
        if (by == null) {
            return;
        }
        for (GraphSnapshot.NodeState node : graph.snapshot().nodes()) {
            int r = plan.blocking(node.number());
            if (r >= 0 && node.number() < by.nodes()) {
                text.append(String.format(Locale.ROOT, "node %d, %s, is held: a run from there takes %.4g of %s; %d threads are there%n",
                        node.number(), node.label(), by.change(r, node.number()), resources.get(r).name(), node.threads()));
            } else if (plan.level(node.number()) != Plan.NEUTRAL) {
                text.append(String.format(Locale.ROOT, "node %d, %s, has level %d of 0 to %d%n",
                        node.number(), node.label(), plan.level(node.number()), Plan.LEVELS - 1));
            }
        }
    }

    /** The same for programs, from any thread; what it tells of different resources may be of two ticks. */
    public PolicyState state() {
        Forecast by = forecast;
        Plan plan = queues.plan();
        List<String> names = new ArrayList<>();
        List<PolicyState.Limit> states = new ArrayList<>();
        for (int r = 0; r < resources.count(); r++) {
            names.add(resources.get(r).name());
            LimitFinder limit = limits[r];
            if (limit != null) {
                states.add(new PolicyState.Limit(r, limit.used(), limit.limit(), limit.strain(), limit.isFull()));
            }
        }
        List<PolicyState.Treatment> nodes = new ArrayList<>();
        for (int n = 0; by != null && n < by.nodes(); n++) {
            int heldBy = plan.blocking(n);
            if (heldBy >= 0 || plan.level(n) != Plan.NEUTRAL) {
                nodes.add(new PolicyState.Treatment(n, heldBy, plan.level(n)));
            }
        }
        return new PolicyState(queues.hasFallenBack(), List.copyOf(names), List.copyOf(states), List.copyOf(nodes),
                queues.queued(), queues.held());
    }

    /** What was decided. */
    public Journal journal() {
        return journal;
    }

    boolean hasFallenBack() {
        return queues.hasFallenBack();
    }

    /** Of a resource that is watched, else null; of the ticking thread. */
    public @Nullable LimitFinder limit(int resource) {
        return limits[resource];
    }

    void fallBack(Throwable failure) {
        queues.fallBack(failure);
    }

    /** Until the next tick nobody is held back and all may come in: for whoever cannot tick. Needs no heap. */
    void open() {
        queues.open();
        admission.open();
    }
}
