package capriccio.iointercept.programs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

/** An exception's trace has the frames that its thread stands on, whether they were suspended meanwhile or not. */
public final class Thrown {
    private static final int DEPTH = 12;

    private Thrown() {}

    public static void main(String[] args) {
        new Cases()
                .add("sameFrames", Thrown::sameFrames)
                .add("handlersInside", Thrown::handlersInside)
                .add("ofTheJvm", Thrown::ofTheJvm)
                .add("causesAndSuppressed", Thrown::causesAndSuppressed)
                .add("printed", Thrown::printed)
                .add("serialized", Thrown::serialized)
                .add("ownTraces", Thrown::ownTraces)
                .add("readElsewhere", Thrown::readElsewhere)
                .add("uncaught", Thrown::uncaught)
                .add("manyAtOnce", Thrown::manyAtOnce)
                .run(args);
    }

    /** Suspends at level {@code naps} on the way in, or on the way out if that is negative. */
    private static void descend(int level, int naps) throws IOException {
        if (level == naps) {
            nap();
        }
        try {
            if (level < DEPTH) {
                descend(level + 1, naps);
            } else {
                throw new IOException("at the bottom");
            }
        } finally {
            if (level == -naps) {
                nap();
            }
        }
    }

    private static void nap() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> methods(Throwable t) {
        List<String> all = new ArrayList<>();
        for (StackTraceElement e : t.getStackTrace()) {
            Check.that(!e.getClassName().startsWith("capriccio.continuations") && !e.getClassName().contains("$Twin"), "no frame of the agent: " + e);
            if (e.getClassName().startsWith(Thrown.class.getName())) {
                all.add(e.getMethodName());
            }
        }
        return all;
    }

    private static Throwable caught(int naps) {
        return Check.thrown(IOException.class, () -> descend(0, naps));
    }

    private static void sameFrames() {
        for (int naps : new int[] {0, 1, DEPTH / 2, DEPTH, -1, -DEPTH / 2}) {
            List<String> got = methods(caught(naps));
            Check.equal(got, methods(caught(-1_000)), "frames after a nap at " + naps);
            Check.equal(got.stream().filter("descend"::equals).count(), DEPTH + 1L, "frames of the recursion");
        }
    }

    private static List<String> handler(boolean naps) {
        if (naps) {
            nap();
        }
        try {
            throw new IllegalStateException("here");
        } catch (IllegalStateException e) {
            return methods(e);
        }
    }

    private static List<String> calls(boolean naps) {
        return handler(naps);
    }

    private static void handlersInside() {
        Check.equal(calls(true), calls(false), "frames");
        Check.equal(calls(true).subList(0, 3), List.of("handler", "calls", "handlersInside"), "frames");
    }

    private static int divide(int by) {
        nap();
        return 1 / by;
    }

    private static void ofTheJvm() {
        Check.equal(methods(Check.thrown(ArithmeticException.class, () -> divide(0))).get(0), "divide", "frame");
        Check.that(methods(Check.thrown(ArithmeticException.class, () -> divide(0))).contains("ofTheJvm"), "callers");
    }

    private static void causesAndSuppressed() {
        IOException inner = (IOException) caught(3);
        RuntimeException outer = new RuntimeException(inner);
        outer.addSuppressed(caught(-2));
        Check.equal(methods(outer.getCause()), methods(caught(-1_000)), "cause");
        Check.equal(methods(outer.getSuppressed()[0]), methods(caught(-1_000)), "suppressed");
    }

    private static void printed() {
        StringWriter out = new StringWriter();
        caught(4).printStackTrace(new PrintWriter(out, true));
        long frames = out.toString().lines().filter(line -> line.contains("Thrown.descend(Thrown.java")).count();
        Check.equal(frames, DEPTH + 1L, "frames in\n" + out);
        Check.that(out.toString().contains("Thrown.caught(Thrown.java:"), "callers");
    }

    private static void serialized() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(caught(5));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Check.equal(methods((Throwable) in.readObject()), methods(caught(-1_000)), "frames");
        }
    }

    private static void ownTraces() {
        Throwable t = caught(2);
        StackTraceElement[] own = {new StackTraceElement("A", "b", "A.java", 1)};
        t.setStackTrace(own);
        Check.equal(Arrays.asList(t.getStackTrace()), Arrays.asList(own), "a trace that was set");
        Throwable bare = new Throwable("no trace", null, false, false) {
            private static final long serialVersionUID = 1;
        };
        Check.equal(bare.getStackTrace().length, 0, "frames of an exception without a trace");
        Throwable again = caught(2);
        again.fillInStackTrace();
        Check.equal(methods(again).get(0), "ownTraces", "a trace that was taken again");
    }

    private static void readElsewhere() {
        CompletableFuture<Void> future = CompletableFuture.runAsync(() -> {
            try {
                descend(0, 6);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        Throwable t = Check.thrown(CompletionException.class, future::join).getCause();
        long frames = methods(t).stream().filter("descend"::equals).count();
        Check.equal(frames, DEPTH + 1L, "frames of an exception of another thread");
        Check.that(!methods(t).contains("readElsewhere"), "none of the reader's");
    }

    private static void uncaught() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread t = new Thread(() -> {
            nap();
            nap();
            divide(0);
        });
        t.setUncaughtExceptionHandler((thread, e) -> seen.set(e));
        t.start();
        t.join();
        Check.equal(methods(seen.get()), List.of("divide", "lambda$uncaught$" + lambda(seen.get())), "frames");
    }

    private static String lambda(Throwable t) {
        List<String> all = methods(t);
        return all.get(all.size() - 1).replaceAll(".*[$]", "");
    }

    private static void manyAtOnce() throws Exception {
        List<String> expected = methods(Check.thrown(IOException.class, () -> descend(0, -1_000)));
        Crew crew = new Crew();
        for (int i = 0; i < 50; i++) {
            int level = i % DEPTH;
            crew.start("thrower-" + i, () -> {
                List<Throwable> kept = new ArrayList<>();
                for (int n = 0; n < 40; n++) {
                    kept.add(Check.thrown(IOException.class, () -> descend(0, level)));
                    nap();
                }
                for (Throwable t : kept) {
                    Check.equal(methods(t).subList(0, DEPTH + 1), expected.subList(0, DEPTH + 1), "frames");
                }
            });
        }
        crew.join();
    }
}
