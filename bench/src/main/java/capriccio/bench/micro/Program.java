package capriccio.bench.micro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small job that never suspends but, for all that its class file tells, could: somewhere in its reach is a call that
 * yields if the clock stands still. Run woven and unwoven, it shows what weaving costs where nothing blocks.
 */
interface Program {
    /** Does the job once. The value depends on all of the work. */
    long run() throws IOException;

    /** The program called {@code name}. */
    static Program of(String name) {
        return switch (name) {
            case "fib" -> () -> fib(22);
            case "collections" -> new Collections();
            case "strings" -> Program::strings;
            case "json" -> new Json();
            case "regex" -> new Regex();
            case "sort" -> new Sort();
            case "dispatch" -> new Dispatch();
            case "exceptions" -> Program::exceptions;
            case "synchronized" -> new Synchronized();
            case "streams" -> Program::streams;
            default -> throw new IllegalArgumentException("no program is called " + name);
        };
    }

    /** The blocking point in reach: never taken, and nobody can know. */
    @SuppressWarnings("ThreadPriorityCheck")
    static void mayYield(long value) {
        if (value == Long.MIN_VALUE) {
            Thread.yield();
        }
    }

    private static long fib(int n) {
        if (n < 2) {
            mayYield(n);
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
            mayYield(fields.length());
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
                    mayYield(i);
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
                mayYield(sum);
            }
        }
        return sum;
    }

    private static long checked(int i, int depth) {
        try {
            mayYield(i);
            if (depth > 0) {
                return checked(i, depth - 1) + 1;
            }
            if (i % 10 == 0) {
                throw new IllegalStateException();
            }
            return i;
        } finally {
            mayYield(depth);
        }
    }

    /** A map and lists of boxed numbers. */
    final class Collections implements Program {
        @Override
        public long run() {
            Map<Integer, List<Integer>> groups = new HashMap<>();
            for (int i = 0; i < 10_000; i++) {
                groups.computeIfAbsent(i % 257, k -> new ArrayList<>()).add(i);
                mayYield(i);
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

    /** Parses a document, changes it and writes it. */
    final class Json implements Program {
        private static final ObjectMapper MAPPER = new ObjectMapper();
        private final String text;

        Json() {
            ObjectNode root = MAPPER.createObjectNode();
            for (int i = 0; i < 100; i++) {
                ObjectNode item = root.putObject("item" + i);
                item.put("id", i).put("name", "thing number " + i).put("price", i * 1.25).put("sold", i % 3 == 0);
                item.putArray("tags").add("a").add("b\"c").add(i);
            }
            text = root.toString();
        }

        @Override
        public long run() throws IOException {
            JsonNode root = MAPPER.readTree(text);
            long sum = 0;
            for (JsonNode item : root) {
                sum += item.path("id").asLong() + item.path("tags").size();
                mayYield(sum);
            }
            return sum + MAPPER.writeValueAsString(root).length();
        }
    }

    /** Finds fields in log lines. */
    final class Regex implements Program {
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
                mayYield(sum);
            }
            return sum;
        }
    }

    /** Sorts records by a comparator of the program's own. */
    final class Sort implements Program {
        record Item(int key, String name) {}

        private final List<Item> items = new ArrayList<>();

        Sort() {
            Random random = new Random(7);
            for (int i = 0; i < 3_000; i++) {
                items.add(new Item(random.nextInt(200), Integer.toString(random.nextInt())));
            }
        }

        private static int compare(Item a, Item b) {
            mayYield(a.key);
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
    final class Dispatch implements Program {
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
                mayYield(x);
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
    final class Synchronized implements Program {
        private final List<Long> values = new ArrayList<>();

        private synchronized void add(long value) {
            mayYield(value);
            if (values.size() > 1_000) {
                values.clear();
            }
            values.add(value);
        }

        @Override
        public long run() {
            for (int i = 0; i < 5_000; i++) {
                add(i);
            }
            synchronized (values) {
                return values.size();
            }
        }
    }
}
