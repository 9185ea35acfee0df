package capriccio.iointercept.programs;

import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * JDK code that no agent weaves holds the JVM's own monitors while it calls back into the program, which blocks there:
 * exclusion holds among threads that may have moved meanwhile, and those who wait for the monitor stop nobody else.
 */
@SuppressWarnings({"JdkObsolete", "ThreadPriorityCheck"}) // what the JDK has that holds monitors, and to yield is the point
public final class ForeignMonitors {
    private static final int THREADS = 8;
    private static final int ROUNDS = 20;

    private ForeignMonitors() {}

    public static void main(String[] args) {
        new Cases()
                .add("computeIfAbsent", ForeignMonitors::computeIfAbsent)
                .add("stringBuffer", ForeignMonitors::stringBuffer)
                .add("vector", ForeignMonitors::vector)
                .run(args);
    }

    /** A value is computed once, under the monitor of its bin, however long that takes. */
    private static void computeIfAbsent() throws Exception {
        ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
        AtomicInteger computed = new AtomicInteger();
        AtomicInteger inside = new AtomicInteger();
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            crew.start("computer-" + i, () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    int key = round;
                    int value = map.computeIfAbsent(key, k -> {
                        Check.that(inside.incrementAndGet() == 1, "one thread computes");
                        block(k);
                        inside.decrementAndGet();
                        return k + computed.incrementAndGet();
                    });
                    Check.equal(value, key + round + 1, "value of " + key);
                    while (computed.get() <= round) {
                        Thread.yield();
                    }
                }
            });
        }
        crew.join();
        Check.equal(computed.get(), ROUNDS, "computations");
    }

    /** {@code StringBuffer.append} holds its monitor while it reads a sequence of the program's own. */
    private static void stringBuffer() throws Exception {
        StringBuffer buffer = new StringBuffer();
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            char letter = (char) ('a' + i);
            crew.start("appender-" + i, () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    buffer.append(new SlowSequence(letter, round));
                }
            });
        }
        crew.join();
        Check.equal(buffer.length(), 4 * THREADS * ROUNDS, "letters");
        for (int i = 0; i < buffer.length(); i += 4) {
            String four = buffer.substring(i, i + 4);
            Check.equal(four, four.substring(0, 1).repeat(4), "letters appended together");
        }
    }

    /** A {@code synchronized} method of a JDK class that calls the program back. */
    private static void vector() throws Exception {
        Vector<Integer> vector = new Vector<>();
        vector.add(0);
        AtomicInteger inside = new AtomicInteger();
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            int salt = i;
            crew.start("walker-" + i, () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    int at = round;
                    vector.forEach(element -> {
                        Check.that(inside.incrementAndGet() == 1, "one thread walks");
                        block(at + salt);
                        inside.decrementAndGet();
                    });
                    vector.set(0, round);
                }
            });
        }
        crew.join();
    }

    private static void block(int salt) {
        try {
            if (salt % 3 == 0) {
                Thread.sleep(1);
            } else {
                Thread.yield();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class SlowSequence implements CharSequence {
        private final char letter;
        private final int salt;

        SlowSequence(char letter, int salt) {
            this.letter = letter;
            this.salt = salt;
        }

        @Override
        public int length() {
            return 4;
        }

        @Override
        public char charAt(int index) {
            block(salt + index);
            return letter;
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            throw new UnsupportedOperationException();
        }
    }
}
