package capriccio.iointercept.programs;

import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.function.Consumer;

/** A class that no agent is offered, a hidden one, locks what the program locks. */
@SuppressWarnings("ThreadPriorityCheck") // to yield is the point
final class HiddenLocker {
    private HiddenLocker() {}

    /** Loaded as a hidden class. */
    static final class Locker implements Consumer<int[]> {
        @Override
        public void accept(int[] count) {
            synchronized (count) {
                int seen = count[0];
                Thread.yield();
                count[0] = seen + 1;
            }
            next(count);
        }

        private static synchronized void next(int[] count) {
            count[1]++;
        }
    }

    static void check() throws Exception {
        Consumer<int[]> hidden = hidden();
        int[] count = new int[2];
        MonitorMix.everywhere(4, 50, (thread, round) -> {
            if (thread % 2 == 0) {
                hidden.accept(count);
            } else {
                synchronized (count) {
                    int seen = count[0];
                    Thread.yield();
                    count[0] = seen + 1;
                }
            }
        });
        Check.equal(count[0], 7 * 50, "count");
        Check.equal(count[1], 4 * 50, "count under the class");
    }

    @SuppressWarnings("unchecked")
    private static Consumer<int[]> hidden() throws Exception {
        try (InputStream in = HiddenLocker.class.getResourceAsStream("HiddenLocker$Locker.class")) {
            Class<?> type = MethodHandles.lookup().defineHiddenClass(in.readAllBytes(), true).lookupClass();
            return (Consumer<int[]>) type.getDeclaredConstructor().newInstance();
        }
    }
}
