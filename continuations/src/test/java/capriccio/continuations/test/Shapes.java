package capriccio.continuations.test;

import capriccio.continuations.runtime.UserThread;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.ref.WeakReference;
import java.util.Map;

/** Woven before it is loaded by {@code ShapesTest}; never used as it stands. */
public final class Shapes {
    private Shapes() {}

    static int paused(Trace trace, int value) {
        trace.log(value);
        UserThread.yieldNow();
        return value;
    }

    /** Objects whose constructors' arguments pause. */
    public static final class Allocations implements Runnable {
        static Trace shared = new Trace();
        public Trace trace = shared;

        /** Logs when it is initialised. */
        static final class Late {
            static final int LOGGED = logged();
            private final Object a;
            private final long b;

            Late(Object a, long b) {
                this.a = a;
                this.b = b;
            }

            private static int logged() {
                shared.log("Late is initialised");
                return 1;
            }

            @Override
            public String toString() {
                return "(" + a + ", " + b + ")";
            }
        }

        @SuppressWarnings("UnnecessaryStringBuilder") // a constructor whose argument suspends
        @Override
        public void run() {
            trace.log(new Late(pause(1), pause(2)));
            trace.log(new Late(new Late("x", pause(3)), pause(4) + new Late(pause(5), 6L).b));
            for (int i = 0; i < 3; i++) {
                trace.log(new Late(i > 0 ? new Late(pause(i), i > 1 ? pause(7) : 8) : null, pause(9)));
            }
            new Late(pause(10), 11);
            trace.log(pause(12) + " " + new Late("s", pause(13)));
            long[] longs = {pause(15), new Late(null, pause(16)).b};
            trace.log(longs[0] + longs[1]);
            try {
                trace.log(new Late("thrown", fail()));
            } catch (IllegalStateException e) {
                trace.log(e);
            }
        }

        private int pause(int value) {
            return paused(trace, value);
        }

        private long fail() {
            pause(17);
            throw new IllegalStateException("from an argument");
        }
    }

    /** Parks with a dead local that its frames still name. */
    public static final class DeadLocal implements Runnable {
        public volatile WeakReference<Object> dead;
        public volatile WeakReference<Object> live;
        public volatile boolean parked;
        public volatile boolean go;
        public Trace trace = new Trace();

        @Override
        public void run() {
            Object unused = new Object();
            Object used = new Object();
            Map.Entry<String, Integer> entry = Map.entry("k", 7);
            dead = new WeakReference<>(unused);
            live = new WeakReference<>(used);
            trace.log(unused.equals(entry) ? 1 : 2);
            parked = true;
            while (!go) {
                UserThread.park(false, 0); // the loop's frame names `unused` and `entry`
            }
            trace.log(used == live.get() ? 3 : 4);
        }
    }

    /** An annotation of types, which stands inside of code too. */
    @Target({ElementType.TYPE_USE, ElementType.PARAMETER})
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Mark {}

    /** Never run: what it carries besides code is compared. */
    public static final class Annotated {
        private Annotated() {}

        public static Object method(@Mark Object in, long wide) {
            @Mark String local = (@Mark String) in;
            try {
                UserThread.yieldNow();
                return new @Mark Object();
            } catch (@Mark IllegalStateException e) {
                UserThread.yieldNow();
                return local + e + wide;
            }
        }
    }
}
