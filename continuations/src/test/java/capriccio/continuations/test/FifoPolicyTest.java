package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.continuations.runtime.FifoPolicy;
import capriccio.continuations.runtime.UserThread;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FifoPolicyTest {
    private static final int THREADS = 20_000;

    @Test
    void handsOutEachThreadOnceToSeveralConsumers() throws Exception {
        FifoPolicy policy = new FifoPolicy(2);
        Set<UserThread> got = ConcurrentHashMap.newKeySet();
        AtomicInteger handedOut = new AtomicInteger();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int carrier = i;
            workers.add(new Thread(() -> {
                while (handedOut.get() < THREADS && !Thread.currentThread().isInterrupted()) {
                    UserThread u = policy.next(carrier);
                    if (u != null) {
                        got.add(u);
                        handedOut.incrementAndGet();
                    }
                }
            }));
        }
        for (int i = 0; i < 2; i++) {
            int carrier = i - 1; // from outside, and from carrier 0
            workers.add(new Thread(() -> {
                for (int n = 0; n < THREADS / 2; n++) {
                    policy.enqueue(TestRuntime.unmanaged(), carrier);
                }
            }));
        }
        workers.forEach(Thread::start);
        for (Thread t : workers) {
            t.join(20_000);
            t.interrupt();
        }
        assertThat(handedOut).hasValue(THREADS);
        assertThat(got).hasSize(THREADS);
        assertThat(policy.hasWork()).isFalse();
    }

    @Test
    void isFirstInFirstOutForOneCarrier() {
        FifoPolicy policy = new FifoPolicy(1);
        List<UserThread> in = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            in.add(TestRuntime.unmanaged());
            if (!policy.enqueueFirst(in.get(i), 0)) {
                policy.enqueue(in.get(i), 0);
            }
        }
        List<UserThread> out = new ArrayList<>();
        while (policy.hasWork()) {
            out.add(policy.next(0));
        }
        assertThat(out).isEqualTo(in);
    }
}
