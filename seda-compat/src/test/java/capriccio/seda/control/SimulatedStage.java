package capriccio.seda.control;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ClassQueueElementIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.internal.ResponseTimeControllerIF;
import seda.sandStorm.api.internal.StageStatsIF;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.core.TimeStampedEvent;

/**
 * A stage in virtual time: its queue, load and controllers are those of the runtime, its threads are not. A thread takes
 * a batch, is busy for as long as the batch costs, reports it, and takes the next.
 */
final class SimulatedStage implements PoolSizeController.Pool {
    final VirtualTime time;
    final FiniteQueue queue = new FiniteQueue("simulated");
    final StageLoad load = new StageLoad(queue);
    final Stats stats = new Stats();
    final List<Response> responses = new ArrayList<>();

    private final ToDoubleFunction<QueueElementIF[]> costMillis;
    private @Nullable ResponseTimeControllerIF controller;
    private @Nullable BatchTarget batches;
    private IntSupplier maxThreads = () -> 1;
    private double idleMillis = Double.MAX_VALUE;
    private int threshold;
    private int threads;
    private int surplus;
    private final List<Double> idleSince = new ArrayList<>();
    private Runnable onResponse = () -> {};
    int offered;
    int refused;

    /** A request answered: when it came, how long it took, its class. */
    record Response(double arrived, double millis, int cls) {}

    /** A request with the time of its arrival. */
    static final class Request extends TimeStampedEvent implements ClassQueueElementIF {
        private final double arrived;
        private int cls;

        Request(VirtualTime time, int cls) {
            this.arrived = time.elapsed();
            this.timestamp = time.millis();
            this.cls = cls;
        }

        @Override
        public int getRequestClass() {
            return cls;
        }

        @Override
        public void setRequestClass(int requestClass) {
            cls = requestClass;
        }
    }

    /** Counts, and keeps the latest 90th percentile. */
    static final class Stats implements StageStatsIF {
        private long total;
        private double ninetieth;

        @Override
        public void reset() {}

        @Override
        public void recordServiceRate(int events, long millis) {
            total += events;
        }

        @Override
        public double getServiceRate() {
            return 0;
        }

        @Override
        public long getTotalEvents() {
            return total;
        }

        @Override
        public void record90thRT(double responseTime) {
            ninetieth = responseTime;
        }

        @Override
        public double get90thRT() {
            return ninetieth;
        }
    }

    SimulatedStage(VirtualTime time, int threads, ToDoubleFunction<QueueElementIF[]> costMillis) {
        this.time = time;
        this.costMillis = costMillis;
        this.threads = threads;
        this.maxThreads = () -> threads;
        load.setThreads(threads);
        for (int i = 0; i < threads; i++) {
            idleSince.add(0.0);
        }
    }

    ControlledStage controlled(boolean faithful) {
        return new ControlledStage("simulated", queue, stats, load, time, faithful);
    }

    void setController(ResponseTimeControllerIF law) {
        controller = law;
        law.enable();
    }

    void setBatches(BatchTarget target) {
        batches = target;
    }

    /** Lets the pool grow to a maximum from a queue length on, and shrink to one thread after idleness. */
    void setPool(int growThreshold, int max, double idle) {
        threshold = growThreshold;
        maxThreads = () -> max;
        idleMillis = idle;
    }

    /** Has something done for each response: what a client in a closed loop does. */
    void onResponse(Runnable action) {
        onResponse = action;
    }

    /** A request arrives; false when it is refused, and its client told so. */
    boolean arrive(int cls) {
        offered++;
        boolean taken = queue.enqueue_lossy(new Request(time, cls));
        if (taken) {
            dispatch();
        } else {
            refused++;
        }
        return taken;
    }

    private void dispatch() {
        while (!idleSince.isEmpty() && queue.size() > 0) {
            idleSince.remove(idleSince.size() - 1);
            takeBatch();
        }
    }

    private void takeBatch() {
        int most = batches == null ? BatchTarget.ALL : batches.target();
        QueueElementIF[] batch = most == BatchTarget.ALL ? queue.dequeue_all() : queue.dequeue(most);
        double cost = costMillis.applyAsDouble(batch);
        long start = time.millis();
        load.entered(batch.length);
        time.after(cost, () -> finish(batch, start));
    }

    private void finish(QueueElementIF[] batch, long start) {
        load.left(batch.length);
        long took = time.millis() - start;
        for (QueueElementIF element : batch) {
            Request request = (Request) element;
            responses.add(new Response(request.arrived, time.elapsed() - request.arrived, request.cls));
            onResponse.run();
        }
        stats.recordServiceRate(batch.length, took);
        if (controller != null) {
            controller.adjustThreshold(batch, took);
        }
        if (batches != null) {
            batches.handled(batch.length);
        }
        if (surplus > 0) {
            surplus--;
            load.setThreads(--threads);
        } else if (queue.size() > 0) {
            takeBatch();
        } else {
            double since = time.elapsed();
            idleSince.add(since);
            if (idleMillis < Double.MAX_VALUE) {
                time.after(idleMillis, () -> leaveIfIdle(since));
            }
        }
    }

    private void leaveIfIdle(double since) {
        if (threads > 1 && idleSince.remove((Double) since)) {
            load.setThreads(--threads);
        }
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public int metric() {
        return queue.size();
    }

    @Override
    public int threshold() {
        return threshold;
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public void grow() {
        if (threads < maxThreads.getAsInt()) {
            load.setThreads(++threads);
            idleSince.add(time.elapsed());
            dispatch();
        }
    }

    /** Threads too many leave after their batch. */
    @Override
    public void resize(int wanted) {
        surplus = Math.max(0, threads - wanted);
        while (threads < wanted) {
            grow();
        }
    }

    @Override
    public long totalEvents() {
        return stats.getTotalEvents();
    }

    /** The 90th percentile of the responses to requests of a class; of all classes with -1. */
    double ninetieth(int cls) {
        double[] found = responses.stream()
                .filter(r -> cls < 0 || r.cls() == cls)
                .mapToDouble(Response::millis)
                .sorted()
                .toArray();
        return found.length == 0 ? 0 : found[(int) (0.9 * found.length)];
    }

    long answered(int cls) {
        return responses.stream().filter(r -> r.cls() == cls).count();
    }
}
