package capriccio.iointercept.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A program that asks whether its work may begin, where the runtime below it knows. */
public final class Refusals {
    private static final int THREADS = 400;

    private Refusals() {}

    public static void main(String[] args) throws Exception {
        Scarcity scarcity = new Scarcity();
        BooleanSupplier mayBegin = find();
        boolean first = mayBegin.getAsBoolean(); // from here on, nothing waits where a thread is started
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(new Thread(() -> (mayBegin.getAsBoolean() ? begun : refused).incrementAndGet()));
        }
        threads.forEach(Thread::start);
        for (Thread t : threads) {
            t.join(30_000);
            Check.that(!t.isAlive(), "a thread that asked ends");
        }
        scarcity.end();
        System.out.println("first " + first + " begun " + begun + " refused " + refused);
        System.out.println("OK");
    }

    private static BooleanSupplier find() throws ReflectiveOperationException {
        try {
            return (BooleanSupplier) Class.forName("capriccio.iointercept.runtime.Entrance").getMethod("ofProcess").invoke(null);
        } catch (ClassNotFoundException e) {
            return () -> true;
        }
    }
}
