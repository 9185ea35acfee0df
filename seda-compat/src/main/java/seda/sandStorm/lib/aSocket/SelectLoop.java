package seda.sandStorm.lib.aSocket;

import capriccio.seda.runtime.Log;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SourceIF;
import seda.sandStorm.api.internal.StageWrapperIF;
import seda.sandStorm.api.internal.ThreadManagerIF;

/**
 * A stage whose one thread serves a selector and the stage's queue in turn. It is woken from its sleep by {@link #wake}, so that a request never waits for a timeout.
 */
abstract class SelectLoop implements EventHandlerIF, ThreadManagerIF {
    /** How long refused events wait for the next attempt. */
    static final int RETRY_MILLIS = 2;

    final Selector selector;

    private static final long JOIN_MILLIS = 5000;
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile boolean stopped;
    private SourceIF requests;
    private StageWrapperIF stage;
    private Thread thread;

    SelectLoop() throws IOException {
        selector = Selector.open();
    }

    // -- what a loop does --

    abstract void onRequest(QueueElementIF request) throws IOException;

    abstract void onReady(SelectionKey key) throws IOException;

    /** A request or a ready key failed; the damage must stay with the socket it belongs to. */
    abstract void onFailure(Object request, Exception cause);

    /** Called once a turn. */
    abstract void retry();

    /** Whether {@link #retry} has something to do. */
    abstract boolean hasRetries();

    /** How long to look at no socket, only at the queue. */
    long pauseNanos() {
        return 0;
    }

    // -- the turns --

    private void run() {
        while (!stopped) {
            try {
                turn();
            } catch (IOException | RuntimeException e) {
                Log.failure("aSocket: " + stage + " got exception: " + e, e);
            }
        }
        selector.keys().forEach(key -> closeQuietly(key.channel()));
        closeQuietly(selector);
    }

    private void turn() throws IOException {
        QueueElementIF[] batch = requests.dequeue_all();
        if (batch != null) {
            long start = System.currentTimeMillis();
            handleEvents(batch);
            stage.getStats().recordServiceRate(batch.length, System.currentTimeMillis() - start);
        }
        long pause = pauseNanos();
        if (pause > 0) {
            sleep(pause);
        } else {
            select();
        }
        retry();
    }

    private void select() throws IOException {
        if (requests.size() > 0) {
            if (!selector.keys().isEmpty()) {
                selector.selectNow(this::ready);
            }
            return;
        }
        asleep.set(true);
        if (requests.size() > 0 || stopped) {
            asleep.set(false);
            return;
        }
        selector.select(this::ready, hasRetries() ? RETRY_MILLIS : aSocketConst.SELECT_TIMEOUT);
        asleep.set(false);
    }

    private void sleep(long nanos) {
        asleep.set(true);
        if (requests.size() == 0 && !stopped) {
            LockSupport.parkNanos(nanos);
        }
        asleep.set(false);
    }

    private void ready(SelectionKey key) {
        asleep.setPlain(false);
        try {
            onReady(key);
        } catch (IOException | RuntimeException e) {
            onFailure(key.attachment(), e);
        }
    }

    @Override
    public void handleEvent(QueueElementIF request) {
        try {
            onRequest(request);
        } catch (IOException | RuntimeException e) {
            onFailure(request, e);
        }
    }

    @Override
    public void handleEvents(QueueElementIF[] batch) {
        for (QueueElementIF request : batch) {
            handleEvent(request);
        }
    }

    @Override
    public void init(ConfigDataIF config) {}

    @Override
    public void destroy() {}

    // -- as the manager of its one thread --

    @Override
    public void wake() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            selector.wakeup();
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void register(StageWrapperIF registered) {
        stage = registered;
        requests = registered.getSource();
        thread = new Thread(this::run, registered.getStage().getName());
        thread.start();
    }

    @Override
    public void deregister(StageWrapperIF registered) {
        stopped = true;
        selector.wakeup();
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void deregisterAll() {
        deregister(stage);
    }

    static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // nobody is left who could do anything about it
        }
    }
}
