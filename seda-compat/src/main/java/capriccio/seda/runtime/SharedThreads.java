package capriccio.seda.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import seda.sandStorm.api.ProfilerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SandstormConfigIF;
import seda.sandStorm.api.internal.StageWrapperIF;
import seda.sandStorm.api.internal.ThreadManagerIF;
import seda.sandStorm.internal.StageGraph;

/**
 * The thread manager TPPTM: {@code global.TPPTM.numCpus} threads for all stages, which run what is pending at the stages
 * with the longest queues first. A stage with a single-threaded handler is run by one thread at a time. Batches are
 * everything that is pending; controllers and sorters are for TPSTM. A handler that waits for another stage holds one of the
 * few threads.
 */
final class SharedThreads implements ThreadManagerIF {
    private static final int JOIN_MILLIS = 5000;

    private final SandstormConfigIF config;
    private final StageGraph graph;
    private final Draining draining;
    private final Map<StageWrapperIF, Running> stages = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>(); // guarded by lock
    private final int size;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    // Sleepers count themselves before they look for work, and wake looks after an event has been added: one sees the other.
    private final AtomicInteger sleepers = new AtomicInteger();
    private volatile boolean ended;

    /** Starts its threads with the first stage. */
    SharedThreads(SandstormConfigIF config, ProfilerIF profiler, Draining draining) {
        this.config = config;
        this.draining = draining;
        this.graph = profiler.getGraphProfiler();
        this.size = Math.max(1, config.getInt("global.TPPTM.numCpus", 1));
    }

    /** A stage, and how many threads are in its handler. */
    private static final class Running {
        private final StageWrapperIF stage;
        private final BatchRunner runner;
        private final int mostThreads;
        private final AtomicInteger inside = new AtomicInteger();

        Running(StageWrapperIF stage, BatchRunner runner, int mostThreads) {
            this.stage = stage;
            this.runner = runner;
            this.mostThreads = mostThreads;
            runner.load().setThreads(mostThreads);
        }

        int pending() {
            return stage.getSource().size();
        }

        boolean hasWork() {
            return pending() > 0 && inside.get() < mostThreads;
        }

        /** Takes one of the places of the stage's threads; false when all are taken. */
        boolean enter() {
            if (inside.incrementAndGet() <= mostThreads) {
                return true;
            }
            inside.decrementAndGet();
            return false;
        }

        boolean isQuiet() {
            return pending() == 0 && inside.get() == 0;
        }
    }

    @Override
    public void register(StageWrapperIF stage) {
        BatchRunner runner = new BatchRunner(stage, config.getBoolean("global.crashOnException", false));
        stages.put(stage, new Running(stage, runner, PoolSettings.isFixed(stage) ? 1 : size));
        lock.lock();
        try {
            while (!ended && threads.size() < size) {
                Thread thread = new Thread(this::run, "Sandstorm TPP-" + threads.size());
                threads.add(thread);
                thread.start();
            }
        } finally {
            lock.unlock();
        }
        wake();
    }

    @Override
    public void deregister(StageWrapperIF stage) {
        Running running = stages.get(stage);
        if (running == null) {
            return;
        }
        if (!isOwnThread()) { // else the caller may be in the very handler that is waited for
            Draining.await(running::isQuiet, draining.millis());
        }
        stages.remove(stage);
        Draining.reportDropped(stage);
    }

    private boolean isOwnThread() {
        lock.lock();
        try {
            return threads.contains(Thread.currentThread());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void deregisterAll() {
        stages.keySet().forEach(this::deregister);
        ended = true;
        List<Thread> ending;
        lock.lock();
        try {
            ending = new ArrayList<>(threads);
            work.signalAll();
        } finally {
            lock.unlock();
        }
        ending.remove(Thread.currentThread());
        ending.forEach(Thread::interrupt);
        Draining.await(() -> ending.stream().noneMatch(Thread::isAlive), JOIN_MILLIS);
    }

    @Override
    public void wake() {
        if (sleepers.get() > 0) {
            lock.lock();
            try {
                work.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private void run() {
        try {
            while (!ended) {
                if (!runAll()) {
                    sleep();
                }
            }
        } finally {
            replace();
        }
    }

    /** An Error has killed the thread unless all is ended: another takes its place. */
    private void replace() {
        lock.lock();
        try {
            threads.remove(Thread.currentThread());
            if (!ended) {
                Thread thread = new Thread(this::run, Thread.currentThread().getName());
                threads.add(thread);
                thread.start();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Runs each stage that has events once, the longest queue first; false when there was none. */
    private boolean runAll() {
        List<Pending> round = new ArrayList<>();
        for (Running running : stages.values()) {
            if (running.hasWork()) {
                round.add(new Pending(running, running.pending()));
            }
        }
        round.sort(Comparator.comparingInt(Pending::length).reversed());
        boolean any = false;
        for (Pending pending : round) {
            any |= runOne(pending.running());
        }
        return any;
    }

    private boolean runOne(Running running) {
        if (!running.enter()) {
            return false;
        }
        try {
            QueueElementIF[] elements = running.stage.getSource().dequeue_all();
            if (elements == null) {
                return false;
            }
            graph.addThread(Thread.currentThread(), running.stage);
            running.runner.handle(new Batch(elements, null), ended);
            return true;
        } finally {
            running.inside.decrementAndGet();
        }
    }

    private void sleep() {
        lock.lock();
        try {
            sleepers.incrementAndGet();
            while (!ended && stages.values().stream().noneMatch(Running::hasWork)) {
                work.await();
            }
        } catch (InterruptedException e) {
            // a handler's left-over flag, or the end: the loop looks
        } finally {
            sleepers.decrementAndGet();
            lock.unlock();
        }
    }

    /** The length of a queue when the round began: the order must not change while it is sorted. */
    private record Pending(Running running, int length) {}
}
