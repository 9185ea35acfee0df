package capriccio.iointercept.real;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Runs a job on several threads at once, started by the program, so that under the agent they are user threads. */
final class Copies {
    /** A job that describes what it did. The descriptions of all copies must be equal. */
    interface Job {
        String run(int copy) throws Exception;
    }

    private Copies() {}

    /** Runs the copies and returns what they all said. */
    static String of(int copies, Job job) throws InterruptedException {
        AtomicReferenceArray<Object> results = new AtomicReferenceArray<>(copies);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < copies; i++) {
            int copy = i;
            Thread t = new Thread(() -> results.set(copy, result(job, copy)), "copy-" + i);
            threads.add(t);
            t.start();
        }
        for (Thread t : threads) {
            t.join();
        }
        for (int i = 0; i < copies; i++) {
            if (!(results.get(i) instanceof String text)) {
                throw new AssertionError("copy " + i + " failed", (Throwable) results.get(i));
            }
            if (!text.equals(results.get(0))) {
                throw new AssertionError("copy " + i + " differs from copy 0:\n" + text + "\n" + results.get(0));
            }
        }
        return (String) results.get(0);
    }

    private static Object result(Job job, int copy) {
        try {
            return job.run(copy);
        } catch (Throwable e) {
            return e;
        }
    }
}
