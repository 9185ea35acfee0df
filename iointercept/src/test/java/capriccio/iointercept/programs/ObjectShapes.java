package capriccio.iointercept.programs;

import static capriccio.iointercept.programs.Hop.hop;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Constructors, initialisers, inner, local and anonymous classes, records and enums that block. */
final class ObjectShapes {
    private final int value;

    private ObjectShapes(int value) {
        this.value = value;
    }

    static void all(Map<String, Callable<Object>> shapes) {
        shapes.put("constructors", ObjectShapes::constructors);
        shapes.put("constructorFails", ObjectShapes::constructorFails);
        shapes.put("inner", () -> new ObjectShapes(hop(5)).inner());
        shapes.put("localAndAnonymous", ObjectShapes::localAndAnonymous);
        shapes.put("records", ObjectShapes::records);
        shapes.put("enumBodies", ObjectShapes::enumBodies);
        shapes.put("synchronizedShapes", ObjectShapes::synchronizedShapes);
    }

    private static Object constructors() {
        Child child = new Child(hop(1), new Child(hop(2), null));
        return child.trace.toString() + child.other.trace;
    }

    private static Object constructorFails() {
        try {
            return new Failing(hop(1)) == null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private Object inner() {
        class Counter {
            private int count = hop(value);

            int next() {
                count += hop(value);
                return count;
            }
        }
        Counter counter = new Counter();
        Inner inner = this.new Inner(hop(2));
        return counter.next() + ":" + counter.next() + ":" + inner.sum();
    }

    private static Object localAndAnonymous() throws Exception {
        int captured = hop(4);
        Callable<Integer> anonymous = new Callable<>() {
            private final int own = hop(captured);

            @Override
            public Integer call() {
                return hop(own) * captured;
            }
        };
        return anonymous.call();
    }

    private record Point(int x, long y) {
        Point {
            hop();
            if (x < 0) {
                throw new IllegalArgumentException("negative");
            }
        }

        Point plus(Point other) {
            return new Point(hop(x) + other.x, hop(y) + hop(other).y);
        }
    }

    private static Object records() {
        return new Point(1, 2).plus(new Point(hop(3), hop(4L))).toString();
    }

    private enum Operator {
        PLUS {
            @Override
            int apply(int x, int y) {
                return hop(x) + hop(y);
            }
        },
        TIMES {
            @Override
            int apply(int x, int y) {
                return hop(x) * hop(y);
            }
        };

        abstract int apply(int x, int y);
    }

    private static Object enumBodies() {
        int result = 3;
        for (Operator operator : Operator.values()) {
            result = operator.apply(result, hop(4));
        }
        return result;
    }

    private static Object synchronizedShapes() {
        ObjectShapes shape = new ObjectShapes(3);
        Object lock = new Object();
        int sum = 0;
        for (int i = 0; i < 3; i++) {
            synchronized (lock) {
                if (hop(i) == 1) {
                    continue;
                }
                sum += shape.guarded(hop(i));
            }
        }
        return sum + ":" + Thread.holdsLock(lock) + Thread.holdsLock(shape);
    }

    private synchronized int guarded(int x) {
        return hop(value) * 10 + hop(x);
    }

    /** Threads that meet in one blocking static initialiser all see its one result. */
    static void staticInitialiser() throws Exception {
        Hop.by(Hop.Manner.SLEEP);
        Crew crew = new Crew();
        for (int i = 0; i < 10; i++) {
            crew.start("user-" + i, () -> {
                Check.equal(Once.VALUE, 42, "value made by the static initialiser");
                Check.equal(Once.MADE.get(), 1, "runs of the static initialiser");
            });
        }
        crew.join();
        Check.thrown(ExceptionInInitializerError.class, () -> Check.equal(Broken.VALUE, 0, "never"));
        Check.thrown(NoClassDefFoundError.class, () -> Check.equal(Broken.VALUE, 0, "never"));
    }

    private static final class Once {
        static final AtomicInteger MADE = new AtomicInteger();
        static final int VALUE;

        static {
            MADE.incrementAndGet();
            int sum = 0;
            for (int i = 0; i < 6; i++) {
                sum += hop(7);
            }
            VALUE = sum;
        }
    }

    private static final class Broken {
        static final int VALUE = hop(1) / hop(0);
    }

    private static class Parent {
        final StringBuilder trace = new StringBuilder(hop("parent "));

        Parent(int value) {
            hop();
            trace.append(hop(value)).append(' ');
        }
    }

    private static final class Child extends Parent {
        final Child other;
        private final long wide = hop(9L);

        {
            trace.append(hop("initialiser "));
        }

        Child(int value, Child other) {
            super(hop(value) * 10);
            hop();
            this.other = other;
            trace.append(hop(wide)).append(hop("child "));
        }
    }

    private static final class Failing {
        Failing(int value) {
            hop();
            throw new IllegalArgumentException("no " + hop(value));
        }
    }

    private final class Inner {
        private final int mine;

        Inner(int mine) {
            this.mine = hop(mine);
        }

        int sum() {
            return hop(mine) + hop(value);
        }
    }
}
