package capriccio.blockinggraph.policy;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.blockinggraph.Resource;
import capriccio.blockinggraph.Resources;
import capriccio.blockinggraph.limit.HeapGauge;
import capriccio.blockinggraph.test.Threads;
import capriccio.continuations.runtime.SchedulingPolicy;
import capriccio.continuations.runtime.UserThread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carriers, threads and a heap on a virtual clock, under the real graph, policy and governor. Deterministic: events at equal
 * times come in the order in which they were made.
 */
final class Simulation {
    static final long MICRO = 1_000;
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000_000_000;
    static final long TICK = 20 * MILLI;
    /** In place of a time to wait: the thread stays runnable, its quantum being over. */
    static final long YIELD = -1;

    /** What a thread does when it is dispatched: called once the run's time is over, it acts and says where it blocks. */
    interface Program {
        /** How long the run that begins now takes. */
        long runs(Client client);

        /** Acts, and calls {@link Client#block} or {@link Client#end}. */
        void act(Client client);
    }

    /** A program of which each run takes so many nanoseconds. */
    static Program program(long runs, Consumer<Client> act) {
        return new Program() {
            @Override
            public long runs(Client client) {
                return runs;
            }

            @Override
            public void act(Client client) {
                act.accept(client);
            }
        };
    }

    /** A user thread and its state. */
    final class Client {
        final UserThread thread = Threads.thread();
        final Program program;
        int state;
        long requestBegan;
        long held;
        int kind;
        private long chain;
        private long wait;
        private boolean ended;
        long readySince;

        Client(Program program) {
            this.program = program;
            clients.put(thread, this);
        }

        void block(long at, long nanos) {
            chain = at;
            wait = nanos;
        }

        void end() {
            ended = true;
        }

        /** Takes that many bytes of the heap; false if there are none. */
        boolean retain(long bytes) {
            if (!heap.allocate(bytes)) {
                return false;
            }
            heap.live += bytes;
            held += bytes;
            return true;
        }

        void letGo() {
            heap.live -= held;
            if (heap.generations) {
                heap.oldGarbage += held; // it was there for some young collections
            } else {
                heap.garbage += held;
            }
            held = 0;
        }
    }

    /**
     * A stop-the-world collector: what it costs grows with what is alive. With generations, it collects what was held for
     * longer only when little is free otherwise, and takes that for alive until then, as JVMs do.
     */
    final class Heap {
        private static final double OLD_IS_COLLECTED = 0.8;
        final long capacity;
        final boolean generations;
        long live;
        long garbage;
        long oldGarbage;
        /** Allocated since the last collection. */
        long young;
        long count;
        long liveAfter;
        long nanos;
        final long[] allocated = new long[running.length];
        long failures;

        Heap(long capacity, boolean generations) {
            this.capacity = capacity;
            this.generations = generations;
        }

        boolean allocate(long bytes) {
            allocated[acting] += bytes;
            young += bytes;
            if (live + garbage + oldGarbage + bytes > capacity || (generations && young > capacity / 16)) {
                collect();
            }
            if (live + bytes > capacity) {
                failures++;
                return false;
            }
            return true;
        }

        private void collect() {
            garbage = 0;
            young = 0;
            if (live + oldGarbage > capacity * OLD_IS_COLLECTED) {
                oldGarbage = 0;
            }
            count++;
            liveAfter = live + oldGarbage;
            long pause = 2 * MILLI + 20 * MILLI * live / capacity;
            nanos += pause;
            for (int i = 0; i < busyUntil.length; i++) {
                busyUntil[i] += pause;
            }
            stalledUntil = clock + pause;
        }
    }

    private record Event(long at, long order, int carrier, @Nullable Client client, @Nullable Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event o) {
            return at != o.at ? Long.compare(at, o.at) : Long.compare(order, o.order);
        }
    }

    long clock;
    final SplittableRandom random;
    final Resources resources = new Resources();
    final BlockingGraph graph = new BlockingGraph(resources);
    final SchedulingPolicy policy;
    final Governor governor;
    final boolean governs;
    Heap heap;
    /** Completed requests by kind, and response times of the last ones. */
    final long[] completed = new long[4];

    final List<List<Long>> responses = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    /** The longest time from being runnable to running. */
    long longestWait;

    private final IdentityHashMap<UserThread, Client> clients = new IdentityHashMap<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long order;
    private final @Nullable Client[] running;
    private final long[] busyUntil;
    private final long[] lastRun;
    /** By resource and carrier. */
    private final long[][] taken;
    /** The carrier whose thread acts. */
    private int acting;
    private long stalledUntil;
    /** How long all carriers ran threads, in all. */
    private long ran;
    private long nextTick = TICK;

    /** Under the graph's policy, or {@code other} in its place. */
    Simulation(int carriers, long seed, @Nullable SchedulingPolicy other) {
        random = new SplittableRandom(seed);
        running = new @Nullable Client[carriers];
        busyUntil = new long[carriers];
        lastRun = new long[carriers];
        taken = new long[Resource.MOST][carriers];
        heap = new Heap(Long.MAX_VALUE / 4, false);
        RunQueues queues = new RunQueues(RunQueues.Kind.GRAPH, carriers, () -> clock);
        policy = other == null ? queues : other;
        governor = new Governor(graph, resources, queues);
        governs = other == null;
    }

    void heap(long bytes, boolean generations) {
        heap = new Heap(bytes, generations);
        resources.measure(Resource.HEAP, carrier -> heap.allocated[carrier]);
        if (governs) {
            governor.watchHeap(new HeapGauge.Collections() {
                @Override
                public long count() {
                    return heap.count;
                }

                @Override
                public long live() {
                    return heap.liveAfter;
                }

                @Override
                public long occupied() {
                    return heap.live + heap.garbage + heap.oldGarbage;
                }

                @Override
                public void collect() {
                    heap.collect();
                }

                @Override
                public long nanos() {
                    return heap.nanos;
                }

                @Override
                public long busyNanos() {
                    return heap.nanos + ran / running.length;
                }
            }, (double) bytes);
        }
    }

    /** Runs are charged with what they take of {@code resource} by {@link #take}. */
    Resource measured(Resource resource) {
        resources.measure(resource.id(), carrier -> taken[resource.id()][carrier]);
        return resource;
    }

    /** The acting thread takes some, or gives it back. */
    void take(Resource resource, long n) {
        taken[resource.id()][acting] += n;
        resource.acquire(n);
    }

    /** A thread that becomes runnable for the first time at that time. */
    Client start(long at, Program program) {
        Client c = new Client(program);
        events.add(new Event(at, order++, -1, c, null));
        return c;
    }

    /** Something outside of all threads happens at that time. */
    void at(long time, Runnable action) {
        events.add(new Event(time, order++, -1, null, action));
    }

    void done(Client c, int kind) {
        completed[kind]++;
        responses.get(kind).add(clock - c.requestBegan);
    }

    void forgetResults() {
        Arrays.fill(completed, 0);
        responses.forEach(List::clear);
        heap.failures = 0;
        longestWait = 0;
    }

    long percentile(int kind, double p) {
        List<Long> sorted = new ArrayList<>(responses.get(kind));
        sorted.sort(null);
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, p * sorted.size()));
    }

    void runUntil(long end) {
        while (clock < end) {
            Event e = events.peek();
            long at = Math.min(e == null ? end : e.at, nextTick);
            clock = Math.max(clock, Math.min(at, end));
            if (at >= end) {
                return;
            }
            if (at == nextTick) {
                nextTick += TICK;
                if (governs) {
                    governor.tick(clock);
                }
            } else {
                happen(events.remove());
            }
            dispatch();
        }
    }

    private void happen(Event e) {
        Client c = e.client;
        if (c == null) {
            if (e.action != null) {
                e.action.run();
            }
        } else if (e.carrier < 0) {
            c.readySince = clock;
            policy.enqueue(c.thread, -1);
        } else if (clock < busyUntil[e.carrier]) { // a collection came between
            events.add(new Event(busyUntil[e.carrier], order++, e.carrier, c, null));
        } else {
            finish(e.carrier, c);
        }
    }

    private void finish(int carrier, Client c) {
        running[carrier] = null;
        acting = carrier;
        c.program.act(c);
        if (c.ended) {
            graph.ended(c.thread, lastRun[carrier], carrier);
            clients.remove(c.thread);
            return;
        }
        graph.blocked(c.thread, c.chain, lastRun[carrier], carrier);
        c.thread.overruns = (byte) (c.wait == YIELD ? c.thread.overruns + 1 : 0);
        if (c.wait == YIELD) {
            c.readySince = clock;
            policy.enqueue(c.thread, carrier);
        } else {
            events.add(new Event(clock + c.wait, order++, -1, c, null));
        }
    }

    private void dispatch() {
        for (int i = 0; i < running.length; i++) {
            if (running[i] == null && policy.hasWork()) {
                UserThread next = policy.next(i);
                if (next == null) {
                    continue;
                }
                Client c = clients.get(next);
                if (c == null) {
                    throw new AssertionError("handed out twice, or after its end: " + next);
                }
                longestWait = Math.max(longestWait, clock - c.readySince);
                running[i] = c;
                long run = c.program.runs(c);
                lastRun[i] = run;
                ran += run;
                busyUntil[i] = Math.max(clock, stalledUntil) + run;
                events.add(new Event(busyUntil[i], order++, i, c, null));
            }
        }
    }

    int queuedOrWaiting() {
        return clients.size();
    }
}
