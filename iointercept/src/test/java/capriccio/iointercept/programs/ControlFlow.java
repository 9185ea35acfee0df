package capriccio.iointercept.programs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Shapes of Java code that block somewhere inside compute the same as when nothing blocks.
 *
 * <p>Each shape runs once without blocking, on the main thread, for the expected value; then on several threads at once
 * in each manner of blocking.
 */
public final class ControlFlow {
    private static final int THREADS = 6;
    private static final int ROUNDS = 3;

    private final Map<String, Callable<Object>> shapes = new LinkedHashMap<>();

    private ControlFlow() {}

    public static void main(String[] args) {
        ControlFlow flow = new ControlFlow();
        JumpShapes.all(flow.shapes);
        ValueShapes.all(flow.shapes);
        ExceptionShapes.all(flow.shapes);
        CallShapes.all(flow.shapes);
        ObjectShapes.all(flow.shapes);
        Cases cases = new Cases();
        flow.shapes.forEach((name, shape) -> cases.add(name, new Differential(expected(shape), shape)));
        cases.add("staticInitialiser", ObjectShapes::staticInitialiser);
        cases.run(args);
    }

    private static Object expected(Callable<Object> shape) {
        Hop.by(Hop.Manner.NONE);
        try {
            return shape.call();
        } catch (Exception e) {
            throw new IllegalStateException("a shape fails even without blocking", e);
        }
    }

    /** Runs a shape in each manner of blocking and compares. */
    private static final class Differential implements Check.Body {
        private final Object expected;
        private final Callable<Object> shape;

        Differential(Object expected, Callable<Object> shape) {
            this.expected = expected;
            this.shape = shape;
        }

        @Override
        public void run() throws Exception {
            for (Hop.Manner manner : Hop.Manner.values()) {
                Hop.by(manner);
                Crew crew = new Crew();
                for (int i = 0; i < THREADS; i++) {
                    crew.start("shape-" + i, () -> {
                        for (int round = 0; round < ROUNDS; round++) {
                            Check.equal(shape.call(), expected, "result when blocking by " + manner);
                        }
                    });
                }
                crew.join();
            }
        }
    }
}
