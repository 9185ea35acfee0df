package capriccio.iointercept.programs;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Many threads, many locks of both kinds, yields, sleeps and waits, so that threads move between carriers while they
 * hold locks. Afterwards nothing may be left: under the agent, what the runtime keeps is looked at.
 */
@SuppressWarnings({"ThreadPriorityCheck", "WaitNotInLoop", "NakedNotify"}) // to give up the lock is the point
public final class ALot {
    private static final int THREADS = 300;
    private static final int STEPS = 60;
    private static final int PLACES = 24;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final Object[] monitors = new Object[PLACES];
    private final ReentrantLock[] locks = new ReentrantLock[PLACES];
    private final int[] underMonitor = new int[PLACES];
    private final int[] underLock = new int[PLACES];

    private ALot() {
        for (int i = 0; i < PLACES; i++) {
            monitors[i] = new Object();
            locks[i] = new ReentrantLock();
        }
    }

    public static void main(String[] args) {
        Cases cases = new Cases();
        cases.add("manyThreadsAndLocks", () -> new ALot().run());
        cases.add("nothingIsLeft", ALot::nothingIsLeft);
        cases.runOnMain(args);
    }

    private void run() throws InterruptedException {
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(i);
            crew.start("alot-" + i, () -> work(random));
        }
        crew.join();
        int total = 0;
        for (int i = 0; i < PLACES; i++) {
            total += underMonitor[i] + underLock[i];
        }
        Check.equal(total, THREADS * STEPS, "increments");
    }

    private void work(Random random) throws InterruptedException {
        for (int step = 0; step < STEPS; step++) {
            int place = random.nextInt(PLACES);
            if (random.nextBoolean()) {
                monitor(place, random);
            } else {
                lock(place, random);
            }
        }
    }

    private void monitor(int place, Random random) throws InterruptedException {
        synchronized (monitors[place]) {
            int seen = underMonitor[place];
            if (random.nextInt(4) == 0) {
                nested(place + 1, random);
            }
            pause(random);
            Check.equal(underMonitor[place], seen, "what only the owner changes");
            underMonitor[place] = seen + 1;
            if (random.nextInt(8) == 0) {
                monitors[place].notifyAll();
            } else if (random.nextInt(8) == 0) {
                monitors[place].wait(1);
            }
        }
    }

    /** Locks are taken in order, or they would deadlock. */
    private void nested(int place, Random random) throws InterruptedException {
        if (place < PLACES) {
            synchronized (monitors[place]) {
                pause(random);
            }
        }
    }

    private void lock(int place, Random random) throws InterruptedException {
        locks[place].lock();
        try {
            int seen = underLock[place];
            pause(random);
            Check.equal(underLock[place], seen, "what only the owner changes");
            underLock[place] = seen + 1;
        } finally {
            locks[place].unlock();
        }
    }

    private static void pause(Random random) throws InterruptedException {
        switch (random.nextInt(5)) {
            case 0 -> Thread.sleep(1);
            case 1, 2 -> Thread.yield();
            default -> {}
        }
    }

    /** Threads, run queues, timers and monitors: the runtime's own tables, by reflection. */
    private static void nothingIsLeft() throws Exception {
        Class<?> hooks;
        try {
            hooks = Class.forName("capriccio.iointercept.runtime.ThreadHooks", true, null);
        } catch (ClassNotFoundException e) {
            return; // without the agent there is nothing to look at
        }
        Object scheduler = field(hooks, null, "scheduler");
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while ((long) call(scheduler, "alive") != 0) { // a thread wakes who joins it just before it is counted off
            Check.that(System.nanoTime() - deadline < 0, call(scheduler, "alive") + " threads are left");
            Thread.onSpinWait();
        }
        Check.equal(call(call(scheduler, "policy"), "hasWork"), false, "work in the run queues");
        Check.equal(call(call(scheduler, "timers"), "earliest"), Long.MAX_VALUE, "the earliest timer");
        int monitors = 0;
        Class<?> table = Class.forName("capriccio.continuations.runtime.MonitorTable", true, null);
        for (Object bucket : (Object[]) field(table, null, "table")) {
            monitors += field(bucket.getClass(), bucket, "entries") == null ? 0 : 1;
        }
        Check.equal(monitors, 0, "monitors held or waited for");
        Check.equal(chunksHeld(scheduler), 0L, "chunks that no stack gave back");
    }

    /** Of carriers that run and of those that have ended. */
    private static long chunksHeld(Object scheduler) throws ReflectiveOperationException {
        Class<?> carrier = Class.forName("capriccio.continuations.runtime.Carrier", true, null);
        long held = ((AtomicLong) field(scheduler.getClass(), scheduler, "chunksOfEnded")).get();
        for (Thread t : Thread.getAllStackTraces().keySet()) {
            if (carrier.isInstance(t)) {
                held += (long) call(field(carrier, t, "chunks"), "balance");
            }
        }
        return held;
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        Method m = target.getClass().getDeclaredMethod(method);
        m.setAccessible(true);
        return m.invoke(target);
    }

    private static Object field(Class<?> owner, Object target, String name) throws ReflectiveOperationException {
        Field f = owner.getDeclaredField(name);
        f.setAccessible(true);
        return f.get(target);
    }
}
