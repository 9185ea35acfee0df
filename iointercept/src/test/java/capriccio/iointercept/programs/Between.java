package capriccio.iointercept.programs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The JDK or the JVM stands between two frames of the program, and the inner one blocks: nothing in between is lost. */
@SuppressWarnings("ThreadPriorityCheck") // to yield is the point
public final class Between {
    private static final String TEXT = "hello, hello, hello, hello";
    private static final byte[] BYTES = TEXT.getBytes(US_ASCII);

    private Between() {}

    public static void main(String[] args) {
        Cases cases = new Cases();
        cases.add("inflater", () -> Check.equal(read(new GZIPInputStream(new Slow(zipped()))), TEXT, "text"));
        cases.add("deflater", () -> Check.equal(read(new GZIPInputStream(new ByteArrayInputStream(zipped()))), TEXT, "text"));
        cases.add("sequence", () -> Check.equal(
                read(new SequenceInputStream(new Slow(BYTES), new Slow(BYTES))), TEXT + TEXT, "text"));
        cases.add("concurrentMap", () -> keys(new ConcurrentHashMap<>()));
        cases.add("concurrentNavigableMap", () -> {
            ConcurrentNavigableMap<Key, Integer> map = new ConcurrentSkipListMap<>();
            keys(map);
            Check.equal(map.firstKey().number, 0, "first key");
        });
        cases.add("classLoader", Between::loadClasses);
        cases.run(args);
    }

    private static byte[] zipped() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(new SlowOutput(bytes))) {
            out.write(BYTES);
        }
        return bytes.toByteArray();
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[5];
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
        }
        return out.toString(US_ASCII);
    }

    private static void keys(ConcurrentMap<Key, Integer> map) {
        for (int i = 0; i < 20; i++) {
            int value = i;
            map.computeIfAbsent(new Key(i), k -> Hop.hop(value));
            Thread.yield();
        }
        for (int i = 0; i < 20; i++) {
            Check.equal(map.get(new Key(i)), i, "value");
        }
    }

    private static void loadClasses() throws Exception {
        Supplier<?> first = (Supplier<?>) new SlowLoader()
                .loadClass(Between.class.getName() + "$First")
                .getConstructor()
                .newInstance();
        Check.equal(first.get(), "first second 1", "what the loaded classes say");
    }

    /** Loaded by {@link SlowLoader}; names a class for the first time in the middle of its work. */
    public static final class First implements Supplier<String> {
        @Override
        public String get() {
            String text = "first ";
            Thread.yield();
            text += new Second().text();
            return text + new Second[1].length;
        }
    }

    /** Loaded by {@link SlowLoader}. */
    static final class Second {
        String text() {
            Thread.yield();
            return "second ";
        }
    }

    private static final class SlowLoader extends ClassLoader {
        SlowLoader() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            Thread.yield();
            try (InputStream in = Between.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                byte[] file = in.readAllBytes();
                Thread.yield();
                return defineClass(name, file, 0, file.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private static final class Key implements Comparable<Key> {
        final int number;

        Key(int number) {
            this.number = number;
        }

        @Override
        public int hashCode() {
            Thread.yield();
            return number % 3;
        }

        @Override
        public boolean equals(Object other) {
            Thread.yield();
            return other instanceof Key k && k.number == number;
        }

        @Override
        public int compareTo(Key other) {
            Thread.yield();
            return Integer.compare(number, other.number);
        }
    }

    private static final class Slow extends FilterInputStream {
        Slow(byte[] bytes) {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        public int read() throws IOException {
            Thread.yield();
            return super.read();
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            Thread.yield();
            return super.read(buffer, from, Math.min(length, 7));
        }
    }

    private static final class SlowOutput extends FilterOutputStream {
        SlowOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] buffer, int from, int length) throws IOException {
            Thread.yield();
            out.write(buffer, from, length);
        }

        @Override
        public void write(int b) throws IOException {
            Thread.yield();
            out.write(b);
        }
    }
}
