package capriccio.iointercept.programs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.CharArrayWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.util.Properties;
import java.util.Vector;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.StreamHandler;

/**
 * The program and the JDK's own code lock the same objects. Started threads, fork-join workers and the main thread take
 * part, some through {@code synchronized} in the program and some through methods of the JDK that lock.
 */
@SuppressWarnings({"ThreadPriorityCheck", "JdkObsolete", "LockOnNonEnclosingClassLiteral"}) // each is the point
public final class MonitorMix {
    private static final int THREADS = 6;
    private static final int ROUNDS = 60;

    /** What each thread does in each round. */
    interface StepBody {
        void run(int thread, int round) throws Exception;
    }

    private MonitorMix() {}

    public static void main(String[] args) {
        new Cases()
                .add("stringBuffer", MonitorMix::stringBuffer)
                .add("contentEquals", MonitorMix::contentEquals)
                .add("byteArray", MonitorMix::byteArray)
                .add("subclass", MonitorMix::subclass)
                .add("charArray", MonitorMix::charArray)
                .add("vector", MonitorMix::vector)
                .add("vectorIterator", MonitorMix::vectorIterator)
                .add("properties", MonitorMix::properties)
                .add("classObject", MonitorMix::classObject)
                .add("logHandler", MonitorMix::logHandler)
                .add("stackTraces", MonitorMix::stackTraces)
                .add("pipeNotifies", MonitorMix::pipeNotifies)
                .add("programNotifiesPipe", MonitorMix::programNotifiesPipe)
                .add("calledUnderTheMonitor", MonitorMix::calledUnderTheMonitor)
                .add("hiddenClass", HiddenLocker::check)
                .add("nestedInOppositeKinds", MonitorMix::nestedInOppositeKinds)
                .add("endedThreadNotifies", MonitorMix::endedThreadNotifies)
                .add("joinsWhilePinned", JoinWhilePinned::check)
                .runOnMain(args);
    }

    /** Runs the step on started threads, fork-join workers and this thread at once. */
    static void everywhere(int threads, int rounds, StepBody body) throws Exception {
        Crew crew = new Crew();
        for (int t = 0; t < threads; t++) {
            int me = t;
            crew.start("user-" + me, () -> repeat(me, rounds, body));
        }
        ForkJoinPool pool = new ForkJoinPool(2);
        ForkJoinTask<?> first = pool.submit(() -> unchecked(threads, rounds, body));
        ForkJoinTask<?> second = pool.submit(() -> unchecked(threads + 1, rounds, body));
        repeat(threads + 2, rounds, body);
        first.get(60, TimeUnit.SECONDS);
        second.get(60, TimeUnit.SECONDS);
        crew.join();
        pool.shutdown();
    }

    private static void repeat(int thread, int rounds, StepBody body) throws Exception {
        for (int i = 0; i < rounds; i++) {
            body.run(thread, i);
        }
    }

    private static void unchecked(int thread, int rounds, StepBody body) {
        try {
            repeat(thread, rounds, body);
        } catch (Exception e) {
            throw new AssertionError(e.toString(), e);
        }
    }

    private static void stringBuffer() throws Exception {
        StringBuffer text = new StringBuffer();
        everywhere(THREADS, ROUNDS, (thread, round) -> {
            if (thread % 2 == 0) {
                text.append("jdk");
            } else {
                synchronized (text) {
                    int length = text.length();
                    Thread.yield();
                    text.append("own");
                    Thread.yield();
                    Check.equal(text.length(), length + 3, "length inside");
                }
            }
        });
        Check.equal(text.length(), 3 * ROUNDS * (THREADS + 3), "length");
    }

    private static void contentEquals() throws Exception {
        StringBuffer text = new StringBuffer("even");
        everywhere(THREADS, ROUNDS, (thread, round) -> {
            if (thread % 2 == 0) {
                Check.that("even".contentEquals(text), "the text is whole");
            } else {
                synchronized (text) {
                    text.append("odd");
                    Thread.yield();
                    text.setLength(4);
                }
            }
        });
    }

    private static void byteArray() throws Exception {
        appendTo(new ByteArrayOutputStream());
    }

    /** The monitor is the JDK superclass's too. */
    private static void subclass() throws Exception {
        appendTo(new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int from, int length) {
                for (int i = from; i < from + length; i++) {
                    write(bytes[i]);
                    Thread.yield();
                }
            }
        });
    }

    private static void appendTo(ByteArrayOutputStream out) throws Exception {
        byte[] three = {1, 2, 3};
        everywhere(THREADS, ROUNDS, (thread, round) -> {
            switch (thread % 3) {
                case 0 -> out.write(three, 0, 3);
                case 1 -> {
                    synchronized (out) {
                        int size = out.size();
                        Thread.yield();
                        out.write(three, 0, 3);
                        Check.equal(out.size(), size + 3, "size inside");
                    }
                }
                default -> Check.equal(out.toByteArray().length % 3, 0, "whole triples");
            }
        });
        byte[] all = out.toByteArray();
        for (int i = 0; i < all.length; i++) {
            Check.equal((int) all[i], i % 3 + 1, "byte " + i);
        }
    }

    private static void charArray() throws Exception {
        CharArrayWriter out = new CharArrayWriter();
        everywhere(THREADS, ROUNDS, (thread, round) -> {
            if (thread % 2 == 0) {
                out.write("jdk");
            } else {
                synchronized (out) {
                    int size = out.size();
                    Thread.yield();
                    out.write("own");
                    Check.equal(out.toCharArray().length, size + 3, "size inside");
                }
            }
        });
        Check.equal(out.size(), 3 * ROUNDS * (THREADS + 3), "size");
    }

    private static void vector() throws Exception {
        Vector<Integer> vector = new Vector<>();
        everywhere(THREADS, ROUNDS, (thread, round) -> {
            if (thread % 2 == 0) {
                vector.add(round);
            } else {
                synchronized (vector) {
                    int size = vector.size();
                    Thread.yield();
                    vector.add(round);
                    Check.equal(vector.size(), size + 1, "size inside");
                }
            }
        });
        Check.equal(vector.size(), ROUNDS * (THREADS + 3), "size");
    }

    private static void vectorIterator() throws Exception {
        Vector<Integer> vector = new Vector<>();
        for (int i = 0; i < 10; i++) {
            vector.add(i);
        }
        everywhere(THREADS, ROUNDS, (thread, round) -> {
            synchronized (vector) {
                int sum = 0;
                for (int value : vector) {
                    sum += value;
                    Thread.yield();
                }
                Check.equal(sum, 45, "sum of what nobody changes meanwhile");
                vector.add(vector.remove(0));
            }
        });
    }

    private static void properties() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("count", "0");
        everywhere(THREADS, ROUNDS, (thread, round) -> {
            if (thread % 2 == 0) {
                properties.store(OutputStream.nullOutputStream(), null);
            } else {
                synchronized (properties) {
                    int count = Integer.parseInt(properties.getProperty("count"));
                    Thread.yield();
                    properties.setProperty("count", Integer.toString(count + 1));
                }
            }
        });
        int odd = 0;
        for (int t = 0; t < THREADS + 3; t++) {
            odd += t % 2;
        }
        Check.equal(properties.getProperty("count"), Integer.toString(odd * ROUNDS), "count");
    }

    /** Static synchronized methods of the JDK lock the class. */
    private static void classObject() throws Exception {
        everywhere(THREADS, ROUNDS, (thread, round) -> {
            CookieHandler own = new CookieManager();
            if (thread % 2 == 0) {
                CookieHandler.setDefault(own);
            } else {
                synchronized (CookieHandler.class) {
                    CookieHandler.setDefault(own);
                    Thread.yield();
                    Check.that(CookieHandler.getDefault() == own, "nobody set another meanwhile");
                }
            }
        });
        CookieHandler.setDefault(null);
    }

    private static void logHandler() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamHandler handler = new StreamHandler(out, new Formatter() {
            @Override
            public String format(LogRecord record) {
                Thread.yield(); // under the handler's monitor, in the JDK
                return record.getMessage();
            }
        });
        everywhere(THREADS, ROUNDS, (thread, round) -> {
            if (thread % 2 == 0) {
                handler.publish(new LogRecord(Level.INFO, "ab"));
            } else {
                synchronized (handler) {
                    handler.publish(new LogRecord(Level.INFO, "a"));
                    Thread.yield();
                    handler.publish(new LogRecord(Level.INFO, "b"));
                }
            }
        });
        handler.close();
        Check.equal(out.toString(UTF_8), "ab".repeat(ROUNDS * (THREADS + 3)), "log");
    }

    /** A stack trace is printed under the stream's monitor: it stays in one piece. */
    private static void stackTraces() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true) {}; // a subclass locks itself on every JDK
        Throwable trace = new Throwable("trace");
        trace.setStackTrace(new StackTraceElement[] {new StackTraceElement("a", "b", "c", 1)});
        everywhere(THREADS, ROUNDS, (thread, round) -> {
            if (thread % 2 == 0) {
                trace.printStackTrace(out);
            } else {
                synchronized (out) {
                    out.println("one");
                    Thread.yield();
                    out.println("two");
                }
            }
        });
        String[] lines = bytes.toString(UTF_8).split("\\R", -1);
        for (int i = 0; i + 1 < lines.length; i += 2) {
            String expected = lines[i].equals("one") ? "two" : "\tat a.b(c:1)";
            Check.equal(lines[i + 1], expected, "the line after " + lines[i]);
        }
    }

    /** Woven code waits on the monitor that {@code PipedOutputStream.flush} notifies. */
    private static void pipeNotifies() throws Exception {
        PipedInputStream in = new PipedInputStream();
        PipedOutputStream out = new PipedOutputStream(in);
        Crew crew = new Crew();
        boolean[] waits = new boolean[1];
        crew.start("waiter", () -> {
            synchronized (in) {
                waits[0] = true;
                while (in.available() == 0) {
                    in.wait();
                }
                Check.equal(in.read(), 7, "byte");
            }
        });
        awaitTrue(in, waits);
        out.write(7);
        out.flush();
        crew.join();
    }

    /** The JDK waits in {@code PipedInputStream.read}; woven code notifies it. */
    private static void programNotifiesPipe() throws Exception {
        PipedInputStream in = new PipedInputStream(4);
        PipedOutputStream out = new PipedOutputStream(in);
        Crew crew = new Crew();
        crew.start("reader", () -> {
            for (int i = 0; i < 500; i++) {
                Check.equal(in.read(), i & 0xff, "byte " + i);
            }
        });
        long begun = System.nanoTime();
        for (int i = 0; i < 500; i++) {
            synchronized (in) {
                out.write(i);
                in.notifyAll();
            }
            if (i % 4 == 3) {
                Thread.yield();
            }
        }
        crew.join();
        Check.between((System.nanoTime() - begun) / 1_000_000, 0, 60_000, "milliseconds");
    }

    /** The JDK calls the program from inside its monitor: the program owns it. */
    private static void calledUnderTheMonitor() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(1);
        boolean[] told = new boolean[1];
        OutputStream asker = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("not asked for");
            }

            @Override
            public void write(byte[] b, int from, int length) {
                Check.that(Thread.holdsLock(bytes), "the caller's lock is held");
                bytes.notifyAll();
                synchronized (bytes) {
                    Thread.yield();
                    told[0] = true;
                    bytes.notify();
                }
                Check.that(Thread.holdsLock(bytes), "and still");
            }
        };
        Crew crew = new Crew();
        crew.start("writer", () -> bytes.writeTo(asker));
        crew.join();
        bytes.writeTo(asker);
        Check.that(told[0] && !Thread.holdsLock(bytes), "all done");
    }

    /** Two locks, always in one order, of which one belongs to the JDK. */
    private static void nestedInOppositeKinds() throws Exception {
        Object own = new Object();
        StringBuffer jdk = new StringBuffer();
        int[] count = new int[1];
        everywhere(THREADS, ROUNDS, (thread, round) -> {
            synchronized (own) {
                jdk.append('x');
                synchronized (jdk) {
                    Thread.yield();
                    jdk.append('y');
                }
                count[0]++;
            }
            jdk.setLength(0);
        });
        Check.equal(count[0], ROUNDS * (THREADS + 3), "count");
    }

    /** The JVM notifies those who wait on a thread that ends. */
    private static void endedThreadNotifies() throws Exception {
        Thread platform = new java.util.concurrent.ForkJoinWorkerThread(new ForkJoinPool(1)) {
            @Override
            public void run() {
                Check.that(true, "runs and ends");
            }
        };
        Thread user = new Thread(Thread::yield);
        for (Thread t : new Thread[] {platform, user}) {
            Crew crew = new Crew();
            boolean[] waits = new boolean[1];
            crew.start("waiter", () -> {
                synchronized (t) {
                    waits[0] = true;
                    while (t.getState() == Thread.State.NEW || t.isAlive()) {
                        t.wait();
                    }
                }
            });
            awaitTrue(t, waits);
            t.start();
            crew.join();
        }
    }

    private static void awaitTrue(Object lock, boolean[] flag) throws InterruptedException {
        while (true) {
            synchronized (lock) {
                if (flag[0]) {
                    return;
                }
            }
            Thread.sleep(1);
        }
    }
}
