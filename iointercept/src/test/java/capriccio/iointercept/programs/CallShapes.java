package capriccio.iointercept.programs;

import static capriccio.iointercept.programs.Hop.hop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ways to call: lambdas, method references, bridges, default and private interface methods, reflection. */
final class CallShapes {
    private CallShapes() {}

    static void all(Map<String, Callable<Object>> shapes) {
        shapes.put("lambdas", CallShapes::lambdas);
        shapes.put("methodReferences", CallShapes::methodReferences);
        shapes.put("genericBridge", CallShapes::genericBridge);
        shapes.put("interfaceMethods", CallShapes::interfaceMethods);
        shapes.put("superCalls", CallShapes::superCalls);
        shapes.put("varargs", CallShapes::varargs);
        shapes.put("collectionsCallBack", CallShapes::collectionsCallBack);
        shapes.put("streams", CallShapes::streams);
        shapes.put("computeIfAbsent", CallShapes::computeIfAbsent);
        shapes.put("comparator", CallShapes::comparator);
        shapes.put("reflection", CallShapes::reflection);
        shapes.put("discardedResults", CallShapes::discardedResults);
    }

    private static Object lambdas() {
        int captured = hop(3);
        long wide = 1L << 35;
        Supplier<Long> supplier = () -> hop(wide) + captured;
        Function<Integer, Function<Integer, Integer>> curried = x -> y -> hop(x) * 10 + hop(y);
        IntBinaryOperator primitive = (x, y) -> hop(x) - hop(y) - captured;
        return supplier.get() + ":" + curried.apply(1).apply(2) + ":" + primitive.applyAsInt(9, 2);
    }

    private static Object methodReferences() {
        Function<Integer, Integer> boxing = Hop::hop;
        ToLongFunction<Integer> widening = CallShapes::twice;
        Slow slow = new Slow("bound");
        Supplier<String> bound = slow::name;
        Function<String, Slow> constructor = Slow::new;
        BinaryOperator<Integer> summing = CallShapes::slowSum;
        return boxing.apply(1) + ":" + widening.applyAsLong(21) + ":" + bound.get() + ":"
                + constructor.apply("made").get() + ":" + summing.apply(3, 4);
    }

    private static int twice(int x) {
        return 2 * hop(x);
    }

    private static int slowSum(int x, int y) {
        hop();
        return x + y;
    }

    private abstract static class Shape<T> {
        abstract T make(T seed);

        T twice(T seed) {
            return make(make(seed));
        }
    }

    private static final class Longer extends Shape<String> implements Comparable<Longer> {
        @Override
        String make(String seed) {
            return hop(seed) + "+";
        }

        @Override
        public int compareTo(Longer other) {
            return hop(-1);
        }
    }

    @SuppressWarnings({"rawtypes", "unchecked"}) // through the bridge
    private static Object genericBridge() {
        Shape<String> shape = new Longer();
        Comparable raw = new Longer();
        return shape.twice("s") + raw.compareTo(new Longer());
    }

    private interface Greeter {
        String name();

        default String greet() {
            return prefix() + hop(name()) + suffix();
        }

        private String prefix() {
            return hop("hello ");
        }

        static String suffix() {
            return hop("!");
        }
    }

    private interface Loud extends Greeter {
        @Override
        default String greet() {
            return Greeter.super.greet().toUpperCase(java.util.Locale.ROOT) + hop(1);
        }
    }

    private static Object interfaceMethods() {
        Greeter lambda = () -> hop("lambda");
        Loud loud = () -> hop("loud");
        return lambda.greet() + loud.greet();
    }

    private static class Base {
        String name(int depth) {
            return hop("base") + depth;
        }
    }

    private static final class Derived extends Base {
        @Override
        String name(int depth) {
            return hop("derived ") + super.name(hop(depth)) + secret();
        }

        private String secret() {
            return hop("?");
        }
    }

    private static Object superCalls() {
        Base base = new Derived();
        return base.name(1) + new Derived().secret();
    }

    private static Object varargs() {
        return join("-", hop(1), hop("two"), hop(3.0)) + join("-") + join(hop("+"), hop((Object) "x"));
    }

    private static String join(String separator, Object... parts) {
        StringBuilder all = new StringBuilder();
        for (Object part : parts) {
            all.append(hop(separator)).append(part);
        }
        return all.toString();
    }

    private static Object collectionsCallBack() {
        List<Integer> out = new ArrayList<>();
        List<Integer> in = new ArrayList<>(List.of(1, 2, 3, 4));
        in.forEach(x -> out.add(hop(x)));
        in.removeIf(x -> hop(x) % 2 == 0);
        in.replaceAll(x -> hop(x) * 10);
        Map<String, Integer> map = new TreeMap<>(Map.of("a", 1, "b", 2));
        map.forEach((key, value) -> out.add(hop(value)));
        map.merge("a", 5, (x, y) -> hop(x) + hop(y));
        return out.toString() + in + map + Optional.of(1).map(x -> hop(x) + 1);
    }

    private static Object streams() {
        List<String> words = Stream.of("b", "a", "c", "a")
                .filter(word -> hop(!word.equals("c")))
                .map(word -> hop(word) + word)
                .sorted()
                .collect(Collectors.toList());
        int sum = Stream.of(1, 2, 3).mapToInt(x -> hop(x)).reduce(0, (x, y) -> hop(x) * 3 + y);
        return words.toString() + sum;
    }

    @SuppressWarnings("UnnecessaryAsync") // what the map does while it holds a bin is the point
    private static Object computeIfAbsent() {
        Map<String, String> plain = new HashMap<>();
        Map<String, String> concurrent = new ConcurrentHashMap<>();
        String first = plain.computeIfAbsent("k", key -> hop(key) + 1);
        String second = concurrent.computeIfAbsent("k", key -> hop(key) + 2);
        return first + second + concurrent.compute("k", (key, old) -> hop(old) + hop(key));
    }

    private static Object comparator() {
        Integer[] numbers = {3, 1, 2, 5, 4};
        Arrays.sort(numbers, Comparator.comparing((Integer x) -> hop(x)).reversed());
        return Arrays.toString(numbers);
    }

    private static Object reflection() throws Exception {
        Object sum = CallShapes.class
                .getDeclaredMethod("slowSum", int.class, int.class)
                .invoke(null, 20, 22);
        return sum + new Slow("reflected").toString();
    }

    @SuppressWarnings({"CheckReturnValue", "ReturnValueIgnored"}) // a shape to test
    private static Object discardedResults() {
        hop(1);
        hop(2L);
        hop("x");
        slowSum(1, 2);
        return hop(3);
    }

    private static final class Slow implements Supplier<String> {
        private final String name;

        Slow(String name) {
            this.name = hop(name);
        }

        String name() {
            return hop(name) + "!";
        }

        @Override
        public String get() {
            return hop(name);
        }

        @Override
        public String toString() {
            return hop("slow ") + name;
        }
    }
}
