package capriccio.iointercept.programs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Named cases that run one after another; the last line printed is the verdict.
 *
 * <p>Each case runs on a started thread, hence under the agent on a user thread; {@link #runOnMain} keeps them on the
 * main thread, which no agent can replace. Arguments choose cases by name.
 */
final class Cases {
    private static final long PATIENCE_SECONDS = 75;

    private final Map<String, Check.Body> cases = new LinkedHashMap<>();

    Cases add(String name, Check.Body body) {
        cases.put(name, body);
        return this;
    }

    int size() {
        return cases.size();
    }

    void run(String... chosen) {
        runEach(chosen, Cases::onStartedThread);
    }

    void runOnMain(String... chosen) {
        runEach(chosen, (name, body) -> body.run());
    }

    private interface Runner {
        void run(String name, Check.Body body) throws Exception;
    }

    private void runEach(String[] chosen, Runner runner) {
        if (chosen.length > 0) {
            cases.keySet().retainAll(Arrays.asList(chosen));
        }
        List<String> failed = new ArrayList<>();
        cases.forEach((name, body) -> {
            System.out.println("case " + name);
            try {
                runner.run(name, body);
            } catch (Throwable e) {
                e.printStackTrace(System.out);
                failed.add(name + ": " + e.getMessage());
            }
        });
        if (!failed.isEmpty()) {
            System.out.println("FAILED " + failed);
            System.exit(1);
        }
        System.out.println("OK " + cases.size() + " cases");
    }

    /** The cases that follow may need what hangs: the program ends here, with all that tells why. */
    private static void hangs(String name, Thread thread) {
        System.out.println("FAILED " + name + " does not end; its thread is " + thread.getState());
        Thread.getAllStackTraces().forEach((t, frames) -> {
            System.out.println(t + " " + t.getState());
            for (StackTraceElement frame : frames) {
                System.out.println("  " + frame);
            }
        });
        System.exit(1);
    }

    private static void onStartedThread(String name, Check.Body body) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (Throwable e) {
                        failure.set(e);
                    } finally {
                        ended.countDown();
                    }
                },
                name);
        thread.start();
        if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            hangs(name, thread);
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get().getMessage(), failure.get());
        }
    }
}
