package capriccio.continuations.test;

import capriccio.continuations.runtime.UserThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Constructors that suspend, in all shapes that Java has. Woven before it is loaded by {@code ConstructorsTest}. */
public final class Constructing implements Runnable {
    static Trace shared = new Trace();

    public static int pauses;
    public Trace trace = shared;

    static int pause(int value) {
        pauses++;
        shared.log(value);
        UserThread.yieldNow();
        return value;
    }

    static <T> T pause(T value) {
        pauses++;
        UserThread.yieldNow();
        return value;
    }

    @Override
    public void run() {
        shared = trace;
        trace.log(new Child(1, 2L));
        trace.log(new Child("delegates"));
        trace.log(new Node(new Node(new Node(null, 1), 2), 3));
        trace.log(new Point(3, 4));
        failures();
        functions();
        innerClasses();
        inLoops();
        trace.log(new Failure("text", pause(71)).getMessage());
        trace.log(new Locking(80).sum);
        trace.log(new Node(null, 90) == null ? 1 : 2);
        new Node(null, 91);
    }

    /** Final fields on both sides of each suspension, and a method of the subclass called too early. */
    abstract static class Base {
        final int first = pause(10);
        final String second;
        private final long third;
        static Base escaped;

        Base(long third) {
            this.second = pause("second");
            escaped = this;
            this.third = third;
            shared.log(early());
            pause(11);
        }

        abstract int early();

        @Override
        public String toString() {
            return first + second + third + (escaped == this);
        }
    }

    static final class Child extends Base {
        private final double wide;
        private final int[] last;

        {
            pause(12);
        }

        Child(int a, long b) {
            super(b * 2 + a);
            double d = a + pause(13) / 4.0;
            wide = d;
            int[] made = new int[pause(2)];
            for (int i = 0; i < made.length; i++) {
                made[i] = pause(14 + i);
            }
            last = made;
        }

        Child(String name) {
            this(name.length(), 5L);
            pause(16);
        }

        @Override
        int early() {
            return last == null ? pause(17) : -1;
        }

        @Override
        public String toString() {
            return super.toString() + wide + last[0] + last[1];
        }
    }

    static final class Node {
        private final Node next;
        private final int value;

        Node(Node next, int value) {
            pause(value + 20);
            this.next = next;
            this.value = value;
        }

        @Override
        public String toString() {
            return value + (next == null ? "" : "," + next);
        }
    }

    record Point(int x, int y) {
        Point {
            x = pause(x + 30);
            if (y > 100) {
                throw new IllegalArgumentException("too far");
            }
            y = pause(y + 30);
        }
    }

    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int number;

        Failure(String message, int number) {
            super(message);
            this.number = pause(number) + 1;
        }

        @Override
        public String getMessage() {
            return super.getMessage() + number;
        }
    }

    static final class Fragile {
        private final int value;

        Fragile(int value) {
            int v;
            try {
                v = 40 / pause(value);
            } catch (ArithmeticException e) {
                v = pause(42);
            } finally {
                pause(43);
            }
            if (value == 2) {
                throw new IllegalStateException("no " + pause(value));
            }
            this.value = v;
        }
    }

    private void failures() {
        for (int i = 0; i < 4; i++) {
            try {
                trace.log(new Fragile(i).value + pause(44));
            } catch (IllegalStateException e) {
                trace.log(e);
            } finally {
                pause(45);
            }
        }
        try {
            trace.log(new Point(1, 101));
        } catch (IllegalArgumentException e) {
            trace.log(e.getMessage());
        }
        try {
            throw new Failure("thrown", 46);
        } catch (Failure e) {
            trace.log(e.getMessage());
        }
    }

    interface IntToNode {
        Object make(Node next, int value);
    }

    private void functions() {
        Supplier<Empty> empty = Empty::new;
        trace.log(empty.get().value);
        IntToNode node = Node::new;
        trace.log(node.make(new Node(null, 51), 52));
        Function<Integer, Locking> locking = Locking::new; // unboxes
        trace.log(locking.apply(53).sum);
        IntFunction<Locking> twice = locking::apply;
        trace.log(twice.apply(54).sum);
        Runnable drops = Empty::new;
        drops.run();
    }

    static final class Empty {
        final int value;

        Empty() {
            value = pause(50);
        }
    }

    private void innerClasses() {
        int captured = pause(60);
        class Local {
            final int sum = pause(captured + 1) + captured;
            final Inner inner = new Inner(sum);
        }
        Local local = new Local();
        trace.log(local.sum + local.inner.sum);
        Base anonymous = new Base(local.sum) {
            private final int own = pause(captured + 2);

            @Override
            int early() {
                return captured + own;
            }
        };
        trace.log(anonymous);
        Callable<Base> outer = () -> anonymous;
        trace.log(outer.toString().isEmpty() ? 1 : 2);
    }

    final class Inner {
        final int sum;

        Inner(int x) {
            sum = pause(x) + trace.text().length();
            pause(63);
        }
    }

    static final class Locking {
        final int sum;

        Locking(int n) {
            int s = 0;
            synchronized (this) {
                synchronized (Locking.class) {
                    s += pause(n);
                }
                s += pause(n + 1);
            }
            sum = s;
        }
    }

    private void inLoops() {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long wide = i;
            all.add(i % 2 == 0 ? new Node(pause(i) > 1 ? new Node(null, 7) : null, pause(8)) : new Point(i, i));
            trace.log(wide + i);
        }
        trace.log(all);
    }
}
