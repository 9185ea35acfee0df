package capriccio.seda.runtime;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.internal.BatchDescrIF;
import seda.sandStorm.api.internal.ResponseTimeControllerIF;
import seda.sandStorm.api.internal.StageWrapperIF;

/** The threads of one stage: each takes a batch, hands it to the handler, and starts over. */
final class StageThreads {
    private static final long JOIN_MILLIS = 5000;

    private final StageWrapperIF stage;
    private final PoolSettings settings;
    private final Set<Thread> threads = new HashSet<>(); // guarded by itself
    private volatile boolean stopped;

    StageThreads(StageWrapperIF stage, PoolSettings settings) {
        this.stage = stage;
        this.settings = settings;
    }

    void start() {
        add(settings.initial());
    }

    int size() {
        synchronized (threads) {
            return threads.size();
        }
    }

    /** Called by the size controller: one more thread when the queue is long. */
    void growIfNeeded() {
        if (settings.growThreshold() > 0 && stage.getSource().size() >= settings.growThreshold()) {
            add(1);
        }
    }

    private void add(int count) {
        synchronized (threads) {
            for (int i = 0; i < count && !stopped && threads.size() < settings.max(); i++) {
                Thread thread = new Thread(this::run, "Sandstorm TP-" + threads.size() + " <" + name() + ">");
                threads.add(thread);
                thread.start();
            }
        }
    }

    private String name() {
        return stage.getStage().getName();
    }

    private void run() {
        long lastBatch = System.currentTimeMillis();
        try {
            while (!stopped) {
                BatchDescrIF batch = stage.getBatchSorter().nextBatch(settings.blockMillis());
                if (batch != null) {
                    handle(batch);
                    lastBatch = System.currentTimeMillis();
                } else if (System.currentTimeMillis() - lastBatch > settings.idleMillis() && mayLeave()) {
                    return;
                }
            }
        } finally {
            leave();
        }
    }

    private void handle(BatchDescrIF batch) {
        QueueElementIF[] elements = batch.getBatch();
        int count = elements.length;
        long start = System.currentTimeMillis();
        try {
            stage.getEventHandler().handleEvents(elements);
        } catch (Exception e) {
            onFailure(e);
        }
        long took = System.currentTimeMillis() - start;
        stage.getStats().recordServiceRate(count, took);
        ResponseTimeControllerIF controller = stage.getResponseTimeController();
        if (controller != null) {
            controller.adjustThreshold(elements, took);
        }
        batch.batchDone();
    }

    private void onFailure(Exception e) {
        if (stopped) {
            return; // most likely our own interrupt
        }
        Log.failure("Sandstorm: Stage <" + name() + "> got exception: " + e, e);
        if (settings.crashOnException()) {
            System.exit(-1);
        }
    }

    /** Takes the current thread out of the pool unless that would make it too small. */
    private boolean mayLeave() {
        synchronized (threads) {
            return threads.size() > settings.min() && threads.remove(Thread.currentThread());
        }
    }

    /** Called last by each thread: one that an Error has killed is replaced, so that the stage lives. */
    private void leave() {
        synchronized (threads) {
            threads.remove(Thread.currentThread());
            add(Math.max(0, settings.min() - threads.size()));
        }
    }

    /** Interrupts the threads and waits, within bounds, until they have ended; the caller may be one of them. */
    void stop() {
        stopped = true;
        List<Thread> ending;
        synchronized (threads) {
            ending = new ArrayList<>(threads);
        }
        ending.remove(Thread.currentThread());
        ending.forEach(Thread::interrupt);
        long deadline = System.currentTimeMillis() + JOIN_MILLIS;
        try {
            for (Thread thread : ending) {
                thread.join(Math.max(1, deadline - System.currentTimeMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
