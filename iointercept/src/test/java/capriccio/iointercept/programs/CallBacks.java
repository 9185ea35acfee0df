package capriccio.iointercept.programs;

import static capriccio.iointercept.programs.Hop.hop;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.AbstractCollection;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The program's own code under the JDK's: what unwoven JDK classes call back may block, and no frame of theirs is lost.
 * Each case counts on the callback to have run.
 */
@SuppressWarnings({"UnnecessaryStringBuilder", "UnnecessaryAsync", "JdkObsolete"}) // shapes to test
public final class CallBacks {
    private CallBacks() {}

    public static void main(String[] args) {
        Hop.by(args.length > 0 ? Hop.Manner.valueOf(args[0]) : Hop.Manner.SLEEP);
        Cases cases = new Cases();
        data(cases);
        functions(cases);
        streams(cases);
        queues(cases);
        cases.run();
    }

    private static void data(Cases cases) {
        cases.add("compareTo under TreeMap.put", () -> {
            Map<Key, Integer> map = new TreeMap<>();
            for (int i = 0; i < 5; i++) {
                map.put(new Key(4 - i), i);
            }
            Check.equal(map.toString(), "{k0=4, k1=3, k2=2, k3=1, k4=0}", "the map");
        });
        cases.add("hashCode and equals under HashMap.get", () -> {
            Map<Key, String> map = new HashMap<>();
            map.put(new Key(1), "one");
            Check.equal(map.get(new Key(1)), "one", "the value");
            Check.that(!map.containsKey(new Key(2)), "no other key is there");
            Check.that(Collections.unmodifiableMap(map).containsKey(new Key(1)), "the wrapper finds it");
        });
        cases.add("an iterator under for-each and new ArrayList", () -> {
            Counting counting = new Counting(4);
            int sum = 0;
            for (int i : counting) {
                sum += i;
            }
            Check.equal(sum, 6, "the sum");
            Check.equal(new ArrayList<>(counting), List.of(0, 1, 2, 3), "the copy");
            Check.that(counting.contains(3), "AbstractCollection.contains iterates");
            Check.equal(counting.toString(), "[0, 1, 2, 3]", "AbstractCollection.toString iterates");
        });
        cases.add("a list's get under its iterator", () -> {
            List<Integer> slow = new SlowList(3);
            Check.equal(new ArrayList<>(Collections.unmodifiableList(slow)), List.of(0, 10, 20), "the copy");
            Check.equal(slow.indexOf(20), 2, "the place");
            Check.equal(Collections.max(slow), 20, "the largest");
        });
        cases.add("toString under concatenation and valueOf", () -> {
            Key key = new Key(7);
            Check.equal("<" + key + ">", "<k7>", "concatenation");
            Check.equal(String.valueOf(key), "k7", "valueOf");
            Check.equal(new StringBuilder().append(key).append('!').toString(), "k7!", "append");
            Check.equal(String.format("%s", key), "k7", "format");
            Check.equal(String.join(",", List.of(new Text("a"), new Text("b"))), "a,b", "join");
        });
        cases.add("a record's parts", () -> Check.equal(new Pair(new Key(1), new Key(2)).toString(), "Pair[a=k1, b=k2]", "the record"));
        cases.add("initialValue under ThreadLocal.get", () -> {
            ThreadLocal<String> own = new ThreadLocal<>() {
                @Override
                protected String initialValue() {
                    return hop("own");
                }
            };
            ThreadLocal<String> supplied = ThreadLocal.withInitial(() -> hop("supplied"));
            Check.equal(own.get() + supplied.get(), "ownsupplied", "the values");
        });
    }

    private record Pair(Key a, Key b) {}

    private static void functions(Cases cases) {
        cases.add("a consumer under ArrayList.forEach", () -> {
            List<Integer> seen = new ArrayList<>();
            new ArrayList<>(List.of(1, 2, 3)).forEach(x -> seen.add(hop(x)));
            Check.equal(seen, List.of(1, 2, 3), "what was seen");
        });
        cases.add("comparators made by the JDK", () -> {
            Map<Key, Integer> map = new TreeMap<>(Comparator.comparing((Key k) -> hop(k.value)).reversed());
            map.put(new Key(1), 1);
            map.put(new Key(2), 2);
            Check.equal(map.keySet().toString(), "[k2, k1]", "the order");
        });
        cases.add("comparators by reference", () -> {
            List<Key> keys = new ArrayList<>(List.of(new Key(3), new Key(1), new Key(2)));
            Collections.sort(keys, Elsewhere::slowCompare);
            Check.equal(keys.toString(), "[k1, k2, k3]", "sorted");
            Elsewhere bound = new Elsewhere(-1);
            keys.sort(bound::compareTimes);
            Check.equal(keys.toString(), "[k3, k2, k1]", "sorted backwards");
            Iterable<Integer> lambda = () -> hop(List.of(5, 6)).iterator();
            int sum = 0;
            for (int i : lambda) {
                sum += i;
            }
            Check.equal(sum, 11, "the sum");
        });
        cases.add("computeIfAbsent", () -> {
            ConcurrentMap<String, String> map = new ConcurrentHashMap<>();
            Check.equal(map.computeIfAbsent("a", k -> hop(k) + "!"), "a!", "computed");
            Check.equal(map.merge("a", "b", (x, y) -> hop(x) + y), "a!b", "merged");
        });
        cases.add("collectors called by hand", () -> {
            var mapping = Collectors.mapping((String s) -> hop(s) + "!", Collectors.joining());
            Check.equal(collect(mapping, "a", "b"), "a!b!", "collected");
        });
        cases.add("a stream's iterator", () -> {
            Iterator<Integer> doubled = List.of(1, 2).stream().map(x -> hop(x) * 2).iterator();
            Check.equal(doubled.next() + doubled.next(), 6, "the sum");
        });
        cases.add("a proxy", () -> {
            InvocationHandler handler = (proxy, method, arguments) -> hop(method.getName().length());
            Shape shape = (Shape) Proxy.newProxyInstance(
                    CallBacks.class.getClassLoader(), new Class<?>[] {Shape.class}, handler);
            Check.equal(shape.corners(), 7, "through the proxy");
        });
        cases.add("reflection", () -> {
            Method slow = Elsewhere.class.getMethod("slowCompare", Key.class, Key.class);
            Check.equal(slow.invoke(null, new Key(1), new Key(1)), 0, "invoked");
        });
    }

    /** Public, so that its proxies land in a package of the JDK's. */
    public interface Shape {
        int corners();
    }

    private static <T, A, R> R collect(java.util.stream.Collector<T, A, R> collector, T one, T two) {
        A all = collector.supplier().get();
        collector.accumulator().accept(all, one);
        collector.accumulator().accept(all, two);
        Function<A, R> finisher = collector.finisher();
        return finisher.apply(all);
    }

    private static void streams(Cases cases) {
        byte[] text = "first\nsecond\nthird\n".getBytes(StandardCharsets.UTF_8);
        cases.add("the program's streams under GZIP", () -> {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out = new GZIPOutputStream(new SlowOut(packed))) {
                out.write(text);
            }
            try (InputStream in = new GZIPInputStream(new SlowIn(packed.toByteArray()))) {
                Check.equal(in.readAllBytes(), text, "what was packed");
            }
        });
        cases.add("the program's streams under object streams", () -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(new SlowOut(bytes))) {
                out.writeObject(new ArrayList<>(List.of("a", "b")));
                out.writeInt(5);
            }
            try (ObjectInputStream in = new ObjectInputStream(new SlowIn(bytes.toByteArray()))) {
                Check.equal(in.readObject(), List.of("a", "b"), "the object");
                Check.equal(in.readInt(), 5, "the number");
            }
        });
        cases.add("lines, a scanner and an iterator over a slow stream", () -> {
            BufferedReader reader = reader(text);
            Iterator<String> lines = reader.lines().iterator();
            Check.equal(lines.next() + lines.next(), "firstsecond", "the lines");
            Iterator<String> words = new Scanner(reader(text));
            Check.equal(words.next() + words.next(), "firstsecond", "the words");
        });
    }

    private static BufferedReader reader(byte[] text) {
        Reader in = new InputStreamReader(new SlowIn(text), StandardCharsets.UTF_8);
        return new BufferedReader(in, 4);
    }

    private static void queues(Cases cases) {
        cases.add("queues behind general interfaces", () -> {
            Queue<Integer> queue = new LinkedBlockingQueue<>();
            Collection<Integer> lifo = Collections.asLifoQueue(new LinkedBlockingDeque<>());
            contend(queue);
            contend(lifo);
            contend(Collections.synchronizedList(new ArrayList<>()));
            contend(new java.util.Vector<>());
        });
    }

    private static void contend(Collection<Integer> shared) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    shared.add(i);
                    if (i % 100 == 0) {
                        hop();
                        shared.addAll(List.of(-1, -2));
                        Check.that(!shared.isEmpty(), "what was added is there");
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Check.equal(shared.size(), 4 * (500 + 10), "the size of " + shared.getClass());
        Check.equal(new ArrayList<>(shared).size(), shared.size(), "the copy's size");
    }

    private static final class Key implements Comparable<Key> {
        final int value;

        Key(int value) {
            this.value = value;
        }

        @Override
        public int compareTo(Key other) {
            return Integer.compare(hop(value), other.value);
        }

        @Override
        public boolean equals(Object other) {
            return hop(other instanceof Key k && k.value == value);
        }

        @Override
        public int hashCode() {
            return hop(value);
        }

        @Override
        public String toString() {
            return hop("k") + value;
        }
    }

    /** Its comparisons are no method of {@code Comparator}. */
    public static final class Elsewhere {
        private final int sign;

        Elsewhere(int sign) {
            this.sign = sign;
        }

        public static int slowCompare(Key a, Key b) {
            return Integer.compare(hop(a.value), b.value);
        }

        int compareTimes(Key a, Key b) {
            return sign * slowCompare(a, b);
        }
    }

    private static final class Text implements CharSequence {
        private final String text;

        Text(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return hop(text.length());
        }

        @Override
        public char charAt(int index) {
            return hop(text).charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return hop(text).subSequence(start, end);
        }

        @Override
        public String toString() {
            return hop(text);
        }
    }

    private static final class Counting extends AbstractCollection<Integer> {
        private final int size;

        Counting(int size) {
            this.size = size;
        }

        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return hop(next < size);
                }

                @Override
                public Integer next() {
                    if (next == size) {
                        throw new NoSuchElementException();
                    }
                    return hop(next++);
                }
            };
        }

        @Override
        public int size() {
            return hop(size);
        }
    }

    private static final class SlowList extends AbstractList<Integer> {
        private final int size;

        SlowList(int size) {
            this.size = size;
        }

        @Override
        public Integer get(int index) {
            return hop(index * 10);
        }

        @Override
        public int size() {
            return hop(size);
        }
    }

    private static final class SlowIn extends FilterInputStream {
        SlowIn(byte[] bytes) {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        public int read() throws IOException {
            hop();
            return super.read();
        }

        @Override
        public int read(byte[] to, int at, int length) throws IOException {
            hop();
            return super.read(to, at, Math.min(length, 16));
        }
    }

    private static final class SlowOut extends FilterOutputStream {
        SlowOut(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            hop();
            super.write(b);
        }

        @Override
        public void write(byte[] from, int at, int length) {
            try {
                hop();
                out.write(Arrays.copyOfRange(from, at, at + length));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
