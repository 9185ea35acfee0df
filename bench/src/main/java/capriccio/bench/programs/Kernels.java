package capriccio.bench.programs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Small programs, each of which stresses one construct. */
final class Kernels {
    private Kernels() {}

    static Program of(String name) {
        return switch (name) {
            case "fib" -> () -> fib(22);
            case "collections" -> new Collections();
            case "strings" -> Kernels::strings;
            case "regex" -> new Regex();
            case "sort" -> new Sort();
            case "dispatch" -> new Dispatch();
            case "exceptions" -> Kernels::exceptions;
            case "synchronized" -> new Synchronized();
            case "streams" -> Kernels::streams;
            default -> throw new IllegalArgumentException("no program is called " + name);
        };
    }

    private static long fib(int n) {
        if (n < 2) {
            Program.mayYield(n);
            return n;
        }
        return fib(n - 1) + fib(n - 2);
    }

    private static long strings() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            StringJoiner fields = new StringJoiner(";", "{", "}");
            for (String word : "the quick brown fox".split(" ", -1)) {
                fields.add(word.toUpperCase(java.util.Locale.ROOT)).add(Integer.toString(i * word.length()));
            }
            Program.mayYield(fields.length());
            out.append(fields).append('\n');
            if (out.length() > 4_096) {
                out.setLength(out.indexOf("}") + 1);
            }
        }
        return out.toString().hashCode();
    }

    private static long streams() {
        return java.util.stream.IntStream.range(0, 5_000)
                .boxed()
                .filter(i -> {
                    Program.mayYield(i);
                    return i % 3 != 0;
                })
                .map(i -> Integer.toString(i))
                .collect(java.util.stream.Collectors.groupingBy(String::length, java.util.stream.Collectors.counting()))
                .hashCode();
    }

    private static long exceptions() {
        long sum = 0;
        for (int i = 0; i < 2_000; i++) {
            try {
                sum += checked(i, 5);
            } catch (IllegalStateException e) {
                sum += e.getMessage() == null ? 1 : 2;
            } finally {
                Program.mayYield(sum);
            }
        }
        return sum;
    }

    private static long checked(int i, int depth) {
        try {
            Program.mayYield(i);
            if (depth > 0) {
                return checked(i, depth - 1) + 1;
            }
            if (i % 10 == 0) {
                throw new IllegalStateException();
            }
            return i;
        } finally {
            Program.mayYield(depth);
        }
    }

    /** A map and lists of boxed numbers. */
    static final class Collections implements Program {
        @Override
        public long run() {
            Map<Integer, List<Integer>> groups = new HashMap<>();
            for (int i = 0; i < 10_000; i++) {
                groups.computeIfAbsent(i % 257, k -> new ArrayList<>()).add(i);
                Program.mayYield(i);
            }
            long sum = 0;
            for (Map.Entry<Integer, List<Integer>> group : groups.entrySet()) {
                for (int value : group.getValue()) {
                    sum += value ^ group.getKey();
                }
                group.getValue().removeIf(v -> v % 2 == 0);
                sum += group.getValue().size();
            }
            return sum;
        }
    }

    /** Finds fields in log lines. */
    static final class Regex implements Program {
        private static final Pattern LINE = Pattern.compile("(\\w+)\\s+\\[(\\d{1,3}(?:\\.\\d{1,3}){3})]\\s+\"([^\"]*)\"\\s+(\\d+)");
        private final String text;

        Regex() {
            StringBuilder log = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                log.append("GET [10.0.").append(i % 256).append(".7] \"/a/b/").append(i).append("\" ").append(i * 31).append('\n');
            }
            text = log.toString();
        }

        @Override
        public long run() {
            long sum = 0;
            Matcher matcher = LINE.matcher(text);
            while (matcher.find()) {
                sum += Long.parseLong(matcher.group(4)) + matcher.group(2).length();
                Program.mayYield(sum);
            }
            return sum;
        }
    }

    /** Sorts records by a comparator of the program's own. */
    static final class Sort implements Program {
        private record Item(int key, String name) {}

        private final List<Item> items = new ArrayList<>();

        Sort() {
            Random random = new Random(7);
            for (int i = 0; i < 3_000; i++) {
                items.add(new Item(random.nextInt(200), Integer.toString(random.nextInt())));
            }
        }

        private static int compare(Item a, Item b) {
            Program.mayYield(a.key);
            int byKey = Integer.compare(a.key, b.key);
            return byKey != 0 ? byKey : a.name.compareTo(b.name);
        }

        @Override
        public long run() {
            List<Item> copy = new ArrayList<>(items);
            copy.sort(Sort::compare);
            return (long) copy.get(0).key + copy.get(copy.size() - 1).name.length();
        }
    }

    /** A little interpreter: calls through an interface with several implementations. */
    static final class Dispatch implements Program {
        interface Node {
            long value(long x);
        }

        record Constant(long c) implements Node {
            @Override
            public long value(long x) {
                return c;
            }
        }

        record Variable() implements Node {
            @Override
            public long value(long x) {
                Program.mayYield(x);
                return x;
            }
        }

        record Sum(Node a, Node b) implements Node {
            @Override
            public long value(long x) {
                return a.value(x) + b.value(x);
            }
        }

        record Product(Node a, Node b) implements Node {
            @Override
            public long value(long x) {
                return a.value(x) * b.value(x);
            }
        }

        private final Node root = tree(8);

        private static Node tree(int depth) {
            if (depth == 0) {
                return new Variable();
            }
            Node below = tree(depth - 1);
            return depth % 2 == 0 ? new Sum(below, new Constant(depth)) : new Product(new Constant(3), new Sum(below, new Variable()));
        }

        @Override
        public long run() {
            long sum = 0;
            for (int x = 0; x < 2_000; x++) {
                sum += root.value(x);
            }
            return sum;
        }
    }

    /** Monitors that nobody contends for. */
    static final class Synchronized implements Program {
        private final List<Long> values = new ArrayList<>();

        private synchronized void add(long value) {
            Program.mayYield(value);
            if (values.size() > 1_000) {
                values.clear();
            }
            values.add(value);
        }

        @Override
        public long run() {
            synchronized (values) {
                values.clear();
            }
            for (int i = 0; i < 5_000; i++) {
                add(i);
            }
            synchronized (values) {
                return values.size();
            }
        }
    }
}
