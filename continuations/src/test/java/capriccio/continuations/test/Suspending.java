package capriccio.continuations.test;

import capriccio.continuations.runtime.UserThread;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Woven before it is loaded by the tests; never used as it stands. */
public final class Suspending {
    private Suspending() {}

    /** Results that a lambda's proxy boxes, unboxes or widens, with a suspension below it. */
    public static final class Lambdas implements Runnable {
        public Trace trace = new Trace();

        @Override
        public void run() {
            Supplier<Object> boxed = Lambdas::anInt;
            trace.log(boxed.get());
            Supplier<Object> character = Lambdas::aChar;
            trace.log(character.get());
            Supplier<Object> bool = Lambdas::aBoolean;
            trace.log(bool.get());
            Supplier<Object> floating = Lambdas::aFloat;
            trace.log(floating.get());
            IntSupplier unboxed = Lambdas::anInteger;
            trace.log(unboxed.getAsInt());
            DoubleSupplier widened = Lambdas::anInt;
            trace.log(widened.getAsDouble());
            ToLongFunction<String> unboxedAndWidened = s -> anInteger();
            trace.log(unboxedAndWidened.applyAsLong(""));
            IntToLongFunction twice = i -> anInt() * 2 + i;
            trace.log(twice.applyAsLong(1));
            ToDoubleFunction<Object> characterToDouble = s -> aChar();
            trace.log(characterToDouble.applyAsDouble(""));
            Function<Integer, Integer> same = i -> i + anInt();
            trace.log(same.apply(1));
            Runnable dropped = Lambdas::anInt;
            dropped.run();
            try {
                IntSupplier absent = Lambdas::noInteger;
                trace.log(absent.getAsInt());
            } catch (NullPointerException e) {
                trace.log("NPE");
            }
        }

        private static int anInt() {
            UserThread.yieldNow();
            return -7;
        }

        private static char aChar() {
            UserThread.yieldNow();
            return 'x';
        }

        private static boolean aBoolean() {
            UserThread.yieldNow();
            return true;
        }

        private static float aFloat() {
            UserThread.yieldNow();
            return 1.5f;
        }

        private static Integer anInteger() {
            UserThread.yieldNow();
            return 41;
        }

        private static Integer noInteger() {
            UserThread.yieldNow();
            return null;
        }
    }

    /** Suspends often under many frames. */
    public static final class Deep implements Runnable {
        public Trace trace = new Trace();

        @Override
        public void run() {
            trace.log(down(2_000, 1L, "a"));
            trace.log(down(2_000, 2L, "b"));
        }

        private static long down(int n, long salt, Object kept) {
            if (n == 0) {
                for (int i = 0; i < 50; i++) {
                    UserThread.yieldNow();
                }
                return salt;
            }
            long below = down(n - 1, salt + n, kept) + kept.hashCode();
            if (n % 100 == 0) {
                UserThread.yieldNow();
            }
            return below * 31 + salt + n;
        }
    }

    /** Yields many times at the end of a deep recursion. */
    public static final class Leaf implements Runnable {
        public Trace trace = new Trace();
        public int depth;
        public int yields;

        @Override
        public void run() {
            trace.log(down(depth, yields));
        }

        private static int down(int depth, int yields) {
            if (depth > 0) {
                return down(depth - 1, yields) + 1;
            }
            for (int i = 0; i < yields; i++) {
                UserThread.yieldNow();
            }
            return 0;
        }
    }

    /** Timed parks: with no unpark they end at their deadlines. */
    public static final class Sleeper implements Runnable {
        public Trace trace = new Trace();
        public static final Queue<Integer> order = new ConcurrentLinkedQueue<>();
        public int millis;

        @Override
        public void run() {
            long deadline = System.nanoTime() + millis * 1_000_000L;
            while (System.nanoTime() - deadline < 0) {
                UserThread.park(true, deadline);
            }
            order.add(millis);
        }
    }
}
