package capriccio.seda.runtime;

import capriccio.seda.control.PoolSizeController;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ProfilableIF;
import seda.sandStorm.api.ProfilerIF;
import seda.sandStorm.api.internal.BatchDescrIF;
import seda.sandStorm.api.internal.StageWrapperIF;
import seda.sandStorm.internal.StageGraph;

/** The threads of one stage: each takes a batch, hands it to the handler, and starts over. */
final class StageThreads implements PoolSizeController.Pool, ProfilableIF {
    private static final int JOIN_MILLIS = 5000;

    private final StageWrapperIF stage;
    private final PoolSettings settings;
    private final BatchRunner runner;
    private final StageGraph graph;
    private final Set<Worker> workers = new HashSet<>(); // guarded by itself
    private int surplus; // threads to leave after their batch; guarded by workers
    private volatile boolean draining; // no more events come: threads leave when the queue is empty
    private volatile boolean stopped; // threads leave after their batch

    StageThreads(StageWrapperIF stage, PoolSettings settings, ProfilerIF profiler) {
        this.stage = stage;
        this.settings = settings;
        this.runner = new BatchRunner(stage, settings.crashOnException());
        this.graph = profiler.getGraphProfiler();
        Log.line("TP <" + name() + ">: initial " + settings.initial() + ", min " + settings.min() + ", max "
                + (settings.max() == Integer.MAX_VALUE ? -1 : settings.max()) + ", blockTime " + settings.blockMillis()
                + ", idleTime " + settings.idleMillis());
    }

    void start() {
        Log.line("TP <" + name() + ">: Starting " + settings.initial() + " threads");
        add(settings.initial());
    }

    @Override
    public String name() {
        return stage.getStage().getName();
    }

    @Override
    public int metric() {
        return stage.getSource().size();
    }

    @Override
    public int threshold() {
        return settings.growThreshold();
    }

    @Override
    public long totalEvents() {
        return stage.getStats().getTotalEvents();
    }

    @Override
    public int threads() {
        synchronized (workers) {
            return workers.size();
        }
    }

    @Override
    public int profileSize() {
        return threads();
    }

    @Override
    public void grow() {
        int size = add(1);
        if (size > 0) {
            Log.line("TP <" + name() + ">: Adding 1 threads to pool, size " + size);
        }
    }

    @Override
    public void resize(int wanted) {
        int target = Math.max(settings.min(), Math.min(settings.max(), wanted));
        synchronized (workers) {
            surplus = Math.max(0, workers.size() - target);
            add(target - workers.size());
        }
    }

    /** Adds threads within the maximum; returns how many there are then, or 0 when none was added. */
    private int add(int count) {
        synchronized (workers) {
            int before = workers.size();
            for (int i = 0; i < count && !stopped && workers.size() < settings.max(); i++) {
                Worker worker = new Worker("Sandstorm TP-" + workers.size() + " <" + name() + ">");
                workers.add(worker);
                graph.addThread(worker, stage);
                worker.start();
            }
            runner.load().setThreads(workers.size());
            return workers.size() > before ? workers.size() : 0;
        }
    }

    /** Whether the current thread leaves because there are enough others; it has left then. */
    private boolean mayLeave(Worker worker, boolean idle) {
        synchronized (workers) {
            boolean tooMany = surplus > 0 || idle;
            if (!tooMany || workers.size() <= settings.min()) {
                return false;
            }
            surplus = Math.max(0, surplus - 1);
            return workers.remove(worker);
        }
    }

    /** Called last by each thread: one that an Error has killed is replaced, so that the stage lives. */
    private void leave(Worker worker) {
        synchronized (workers) {
            workers.remove(worker);
            runner.load().setThreads(workers.size());
            if (!draining) {
                add(settings.min() - workers.size());
            }
        }
    }

    /**
     * Lets the threads finish what is queued, for so long, then interrupts them and waits, within bounds, until they have
     * ended. What remains is dropped with a word. The caller may be one of the threads: what is queued then is handled
     * after its handler returns.
     */
    void stop(int drainMillis) {
        draining = true;
        List<Worker> ending;
        synchronized (workers) {
            ending = new ArrayList<>(workers);
        }
        boolean own = ending.remove(Thread.currentThread());
        ending.forEach(Worker::interruptWait);
        if (join(ending, drainMillis)) {
            if (!own) {
                Draining.reportDropped(stage);
            }
            return;
        }
        stopped = true;
        ending.forEach(Thread::interrupt);
        if (!join(ending, JOIN_MILLIS)) {
            Log.line("Sandstorm: Stage <" + name() + "> has a handler that neither returns nor heeds interrupts");
        }
        Draining.reportDropped(stage);
    }

    private static boolean join(List<Worker> ending, int millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (Worker worker : ending) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                worker.join(Math.max(1, left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ending.stream().noneMatch(Thread::isAlive);
    }

    /** One thread; an interrupt reaches it only while it waits for a batch, unless it must end. */
    private final class Worker extends Thread {
        private boolean waiting; // guarded by this

        Worker(String name) {
            super(name);
        }

        @Override
        public void run() {
            long lastBatch = System.currentTimeMillis();
            try {
                while (!stopped) {
                    BatchDescrIF batch = nextBatch();
                    if (batch != null) {
                        runner.handle(batch, stopped);
                        lastBatch = System.currentTimeMillis();
                    } else if (draining) {
                        return;
                    }
                    boolean idle = batch == null && System.currentTimeMillis() - lastBatch > settings.idleMillis();
                    if (mayLeave(this, idle)) {
                        return;
                    }
                }
            } finally {
                leave(this);
            }
        }

        private @Nullable BatchDescrIF nextBatch() {
            setWaiting(true);
            try {
                return stage.getBatchSorter().nextBatch(draining ? 0 : settings.blockMillis());
            } finally {
                setWaiting(false);
            }
        }

        private synchronized void setWaiting(boolean now) {
            waiting = now;
            if (!now && !stopped) {
                Thread.interrupted(); // it was meant for the wait
            }
        }

        synchronized void interruptWait() {
            if (waiting) {
                interrupt();
            }
        }
    }
}
