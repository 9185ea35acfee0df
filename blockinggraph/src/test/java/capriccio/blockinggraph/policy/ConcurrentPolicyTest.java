package capriccio.blockinggraph.policy;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.blockinggraph.Resource;
import capriccio.blockinggraph.test.Threads;
import capriccio.continuations.runtime.UserThread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each thread is handed out as often as it was queued, however many producers and carriers there are. */
class ConcurrentPolicyTest {
    private static final int NODES = 8;
    private static final int THREADS = 256;
    private static final int ROUNDS = 150;
    private static final int CARRIERS = 3;
    private static final int PRODUCERS = 3;

    private final BlockingGraph graph = new BlockingGraph();
    private final List<UserThread> threads = new ArrayList<>();
    private final AtomicInteger handedOut = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    /** Threads that were handed out and are to be queued again. */
    private final ConcurrentLinkedQueue<UserThread> out = new ConcurrentLinkedQueue<>();

    private final int[] turns = new int[THREADS]; // each touched by who has its thread

    private void makeThreads() {
        for (int i = 0; i < THREADS; i++) {
            UserThread u = Threads.thread();
            graph.blocked(u, 100 + i % NODES, 1, 0);
            threads.add(u);
        }
    }

    private Thread carrier(RunQueues queues, int index) {
        return new Thread(() -> run(() -> {
            while (handedOut.get() < THREADS * ROUNDS && failure.get() == null) {
                UserThread u = queues.next(index);
                if (u == null) {
                    LockSupport.parkNanos(1); // others may have but one processor
                    continue;
                }
                int number = threads.indexOf(u);
                if (++turns[number] > ROUNDS) {
                    throw new AssertionError("handed out too often");
                }
                handedOut.incrementAndGet();
                if (turns[number] < ROUNDS && !(number % 2 == 0 && queues.enqueueFirst(u, index))) {
                    out.add(u);
                }
            }
        }));
    }

    private Thread producer(RunQueues queues) {
        return new Thread(() -> run(() -> {
            while (handedOut.get() < THREADS * ROUNDS && failure.get() == null) {
                UserThread u = out.poll();
                if (u != null) {
                    queues.enqueue(u, -1);
                } else {
                    LockSupport.parkNanos(1);
                }
            }
        }));
    }

    /** Holds nodes back and lets them go, and moves them between levels. */
    private Thread planner(RunQueues queues) {
        return new Thread(() -> run(() -> {
            for (long serial = 1; handedOut.get() < THREADS * ROUNDS && failure.get() == null; serial++) {
                queues.follow(plan(serial));
                LockSupport.parkNanos(1);
            }
        }));
    }

    private static Plan plan(long serial) {
        int nodes = NODES + 3;
        byte[] levels = new byte[nodes];
        int[] takes = new int[nodes];
        int[] gives = new int[nodes];
        long[] amounts = new long[nodes];
        for (int i = 0; i < nodes; i++) {
            levels[i] = (byte) ((serial + i) % Plan.LEVELS);
            gives[i] = (serial + i) % 3 == 1 ? 1 << Resource.HEAP : 0;
            takes[i] = (serial + i) % 3 == 0 ? 1 << Resource.HEAP : 0;
            amounts[i] = 1;
        }
        int[] costs = new int[nodes];
        Arrays.fill(costs, 7);
        @Nullable Budget[] budgets = {null, new Budget(serial % 5)};
        return new Plan(serial, levels, costs, takes, gives, new long[][] {{}, amounts}, budgets,
                new boolean[NODES], new Budget[] {new Budget(serial % 7)});
    }

    private void run(Runnable body) {
        try {
            body.run();
        } catch (Throwable t) {
            failure.compareAndSet(null, t);
        }
    }

    private void runAll(RunQueues queues, boolean plans, @Nullable Runnable meanwhile) throws Exception {
        makeThreads();
        out.addAll(threads);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < CARRIERS; i++) {
            workers.add(carrier(queues, i)); // the last is a spare one, which shares a queue
        }
        for (int i = 0; i < PRODUCERS; i++) {
            workers.add(producer(queues));
        }
        if (plans) {
            workers.add(planner(queues));
        }
        workers.forEach(Thread::start);
        if (meanwhile != null) {
            while (handedOut.get() < THREADS * ROUNDS / 2 && failure.get() == null) {
                LockSupport.parkNanos(1);
            }
            meanwhile.run();
        }
        for (Thread t : workers) {
            t.join(TimeUnit.SECONDS.toMillis(120));
        }
        assertThat(failure.get()).isNull();
        assertThat(handedOut).hasValue(THREADS * ROUNDS);
        assertThat(turns).containsOnly(ROUNDS);
        assertThat(queues.hasWork()).isFalse();
        assertThat(threads).allMatch(u -> u.nextQueued == null);
    }

    @ParameterizedTest
    @EnumSource
    void exactlyOnce(RunQueues.Kind kind) throws Exception {
        runAll(new RunQueues(kind, CARRIERS - 1), kind == RunQueues.Kind.GRAPH, null);
    }

    @ParameterizedTest
    @EnumSource
    void alsoWhereItFallsBackMeanwhile(RunQueues.Kind kind) throws Exception {
        RunQueues queues = new RunQueues(kind, CARRIERS - 1);
        runAll(queues, kind == RunQueues.Kind.GRAPH, () -> queues.fallBack("a test asked for it"));
        assertThat(queues.hasFallenBack()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void idleCarrierTakesAnothersThreads(int carriers) {
        RunQueues queues = new RunQueues(RunQueues.Kind.GRAPH, carriers);
        makeThreads();
        threads.forEach(u -> queues.enqueue(u, 0));
        List<UserThread> got = new ArrayList<>();
        for (UserThread u = queues.next(carriers - 1); u != null; u = queues.next(carriers - 1)) {
            got.add(u);
        }
        assertThat(got).containsExactlyInAnyOrderElementsOf(threads);
        assertThat(queues.hasWork()).isFalse();
    }
}
