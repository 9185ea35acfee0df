package capriccio.iointercept.programs;

import static capriccio.iointercept.programs.Hop.hop;
import static capriccio.iointercept.programs.SlowValue.k;

import capriccio.iointercept.programs.SlowValue.Key;
import capriccio.iointercept.programs.SlowValue.Numbers;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PrimitiveIterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Functions of the program that the JDK composes, keeps, or runs in a stream. */
@SuppressWarnings({"removal", "deprecation", "UnnecessaryMethodReference", "BadImport"}) // shapes to test
final class CallersOfFunctions {
    private CallersOfFunctions() {}

    static void addTo(Cases cases) {
        composed(cases);
        optional(cases);
        once(cases);
        streams(cases);
        collectors(cases);
        sources(cases);
    }

    private static void composed(Cases cases) {
        cases.add("Function.andThen", () -> {
            Function<Integer, Integer> plusOne = x -> hop(x) + 1;
            Function<Integer, Integer> twice = x -> hop(x) * 2;
            Check.equal(plusOne.andThen(twice).compose(twice).apply(3), 14, "composed");
            Check.equal(Function.<Integer>identity().andThen(plusOne).apply(1), 2, "composed");
            UnaryOperator<Integer> u = x -> hop(x) - 1;
            Check.equal(u.andThen(plusOne).apply(5), 5, "composed");
        });
        cases.add("Predicate.and", () -> {
            Predicate<Integer> even = x -> hop(x % 2 == 0);
            Predicate<Integer> small = x -> hop(x < 10);
            Check.that(even.and(small).test(4) && even.negate().or(small).test(12) == false, "composed");
            Check.that(Predicate.not(even).test(3) && Predicate.isEqual(k(1)).test(k(1)), "composed");
            Check.that(Pattern.compile("a+").asMatchPredicate().test("aa") && hop(true), "matches");
        });
        cases.add("BinaryOperator", () -> {
            Comparator<Integer> order = (a, b) -> Integer.compare(hop(a), b);
            Check.equal(BinaryOperator.minBy(order).apply(1, 2) + BinaryOperator.maxBy(order).apply(1, 2), 3, "both");
        });
        cases.add("Comparator chains", () -> {
            List<Key> keys = new ArrayList<>(List.of(k(4), k(1), k(3)));
            keys.sort(Comparator.comparingInt((Key x) -> hop(x.value) % 2).thenComparing(Comparator.naturalOrder()));
            Check.equal(keys.toString(), "[k4, k1, k3]", "sorted");
            keys.sort(Comparator.nullsFirst(Comparator.comparing((Key x) -> hop(x.value), Comparator.reverseOrder())));
            Check.equal(keys.toString(), "[k4, k3, k1]", "sorted");
            keys.sort(Collections.reverseOrder((a, b) -> Integer.compare(hop(b.value), a.value)));
            Check.equal(keys.toString(), "[k1, k3, k4]", "sorted");
            keys.sort(Key::compareTo);
            Check.equal(new TreeMap<>(Map.of(k(2), 1, k(1), 2)).firstKey().value, 1, "the first");
        });
    }

    private static void optional(Cases cases) {
        cases.add("Optional", () -> {
            Check.equal(Optional.of(1).map(x -> hop(x) + 1).filter(x -> hop(x) == 2).flatMap(x -> Optional.of(hop(x))).get(), 2, "mapped");
            Check.equal(Optional.<String>empty().or(() -> Optional.of(hop("b"))).orElseGet(() -> hop("c")), "b", "else");
            Check.equal(Optional.<String>empty().orElseGet(() -> hop("c")), "c", "else");
            int[] seen = new int[1];
            Optional.of(3).ifPresentOrElse(x -> seen[0] = hop(x), () -> {});
            OptionalInt.of(4).ifPresent(x -> seen[0] += hop(x));
            Check.equal(seen[0], 7, "seen");
            Check.thrown(IllegalStateException.class, () -> hop(Optional.empty().orElseThrow(() -> hop(new IllegalStateException()))));
        });
    }

    private static void once(Cases cases) {
        cases.add("Objects", () -> {
            Check.equal(Objects.requireNonNullElseGet(null, () -> hop("else")), "else", "else");
            Check.equal(Check.thrown(NullPointerException.class, () -> Objects.requireNonNull(null, () -> hop("why"))).getMessage(), "why", "why");
        });
        cases.add("ThreadLocal", () -> {
            Check.equal(ThreadLocal.withInitial(() -> hop("initial")).get(), "initial", "the value");
            ThreadLocal<Integer> own = new ThreadLocal<>() {
                @Override
                protected Integer initialValue() {
                    return hop(5);
                }
            };
            Check.equal(own.get(), 5, "the value");
        });
        cases.add("ClassValue", () -> {
            ClassValue<String> names = new ClassValue<>() {
                @Override
                protected String computeValue(Class<?> type) {
                    return hop(type.getSimpleName());
                }
            };
            Check.equal(names.get(String.class) + names.get(String.class), "StringString", "the values");
        });
        cases.add("atomics", () -> {
            Check.equal(new AtomicInteger(2).updateAndGet(x -> hop(x) * 3), 6, "updated");
            Check.equal(new AtomicReference<>("a").accumulateAndGet("b", (a, b) -> hop(a) + b), "ab", "accumulated");
            LongAccumulator max = new LongAccumulator((a, b) -> hop(Math.max(a, b)), 0);
            max.accumulate(5);
            max.accumulate(3);
            Check.equal(max.get(), 5L, "the largest");
        });
        cases.add("doPrivileged", () -> {
            Check.equal(AccessController.doPrivileged((PrivilegedAction<String>) () -> hop("done")), "done", "the result");
        });
        cases.add("Arrays.setAll", () -> {
            int[] squares = new int[4];
            Arrays.setAll(squares, i -> hop(i) * i);
            Check.equal(squares, new int[] {0, 1, 4, 9}, "the squares");
            Arrays.parallelPrefix(squares, (a, b) -> hop(a) + b);
            Check.equal(squares, new int[] {0, 1, 5, 14}, "the sums");
        });
        cases.add("String.transform", () -> Check.equal("a".<String>transform(s -> hop(s) + "b"), "ab", "transformed"));
        cases.add("Matcher.replaceAll", () -> Check.equal(Pattern.compile("b").matcher("abc").replaceAll(m -> hop(m.group()) + "!"), "ab!c", "replaced"));
        cases.add("Supplier twice", () -> {
            Supplier<Supplier<String>> nested = () -> () -> hop("inner");
            Supplier<String> through = nested.get()::get;
            Check.equal(through.get(), "inner", "the value");
        });
    }

    private static void streams(Cases cases) {
        cases.add("map, filter, sorted", () -> Check.equal(
                Stream.of(3, 1, 2, 4).map(x -> hop(x) * 2).filter(x -> hop(x > 2)).sorted((a, b) -> Integer.compare(hop(a), b)).toList(),
                List.of(4, 6, 8), "the list"));
        cases.add("flatMap, distinct, peek", () -> Check.equal(
                Stream.of(k(1), k(2), k(1)).distinct().peek(x -> hop()).flatMap(x -> Stream.of(hop(x).value, 9)).toList(),
                List.of(1, 9, 2, 9), "the list"));
        cases.add("iterate, generate, limit", () -> {
            Check.equal(Stream.iterate(1, x -> hop(x) * 2).limit(5).reduce(0, (a, b) -> hop(a) + b), 31, "the sum");
            Check.equal(Stream.generate(() -> hop("x")).limit(3).collect(Collectors.joining()), "xxx", "text");
            Check.equal(IntStream.iterate(0, i -> hop(i < 4), i -> hop(i) + 1).sum(), 6, "the sum");
        });
        cases.add("match and find", () -> {
            Check.that(Stream.of(1, 2).anyMatch(x -> hop(x == 2)) && IntStream.range(0, 3).noneMatch(x -> hop(x == 5)), "match");
            Check.equal(Stream.of(k(2), k(1)).min(Comparator.naturalOrder()).get().value, 1, "the least");
            Check.equal(Stream.of(1, 2, 3).dropWhile(x -> hop(x < 2)).takeWhile(x -> hop(x < 3)).findFirst().get(), 2, "found");
        });
        cases.add("parallel", () -> Check.equal(IntStream.range(0, 200).parallel().map(x -> hop(x)).sum(), 19_900, "the sum"));
        cases.add("Stream.iterator", () -> {
            PrimitiveIterator.OfInt numbers = IntStream.range(0, 3).map(x -> hop(x) + 1).iterator();
            Check.equal(numbers.nextInt() * 10 + numbers.nextInt(), 12, "the numbers");
        });
        cases.add("onClose", () -> {
            int[] closed = new int[1];
            try (Stream<Integer> s = Stream.of(1).onClose(() -> closed[0] = hop(1)).onClose(() -> closed[0] += hop(2))) {
                Check.equal(s.count(), 1L, "how many");
            }
            Check.equal(closed[0], 3, "closed");
        });
        cases.add("toArray, mapMulti", () -> Check.equal(
                Stream.of(1, 2).<Integer>mapMulti((x, to) -> { to.accept(hop(x)); to.accept(x); }).toArray(n -> new Integer[hop(n)]),
                new Integer[] {1, 1, 2, 2}, "the array"));
    }

    private static void collectors(Cases cases) {
        cases.add("groupingBy", () -> Check.equal(
                Stream.of(k(1), k(2), k(4)).collect(Collectors.groupingBy(x -> k(hop(x.value) % 3), TreeMap::new, Collectors.counting())).toString(),
                "{k1=2, k2=1}", "the groups"));
        cases.add("toMap", () -> Check.equal(
                new TreeMap<>(Stream.of(1, 2, 1).collect(Collectors.toMap(x -> k(hop(x)), x -> hop(x), (a, b) -> hop(a) + b))).toString(),
                "{k1=2, k2=2}", "the map"));
        cases.add("partitioningBy and teeing", () -> {
            Check.equal(Stream.of(1, 2, 3).collect(Collectors.partitioningBy(x -> hop(x > 1))).get(true), List.of(2, 3), "the part");
            Check.equal(Stream.of(1, 2, 3).collect(Collectors.teeing(Collectors.summingInt(x -> hop(x)), Collectors.counting(), (a, b) -> hop(a) + "/" + b)), "6/3", "both");
            Check.equal(Stream.of(k(1)).collect(Collectors.collectingAndThen(Collectors.toSet(), s -> hop(s.contains(k(1))))), true, "then");
        });
    }

    /** Splits nothing. */
    private static final class Countdown extends Spliterators.AbstractSpliterator<Integer> {
        private int left = 4;

        Countdown() {
            super(4, Spliterator.ORDERED);
        }

        @Override
        public boolean tryAdvance(java.util.function.Consumer<? super Integer> action) {
            if (hop(left == 0)) {
                return false;
            }
            action.accept(left--);
            return true;
        }
    }

    private static void sources(Cases cases) {
        cases.add("Spliterator", () -> {
            Check.equal(java.util.stream.StreamSupport.stream(new Countdown(), false).map(x -> hop(x)).toList(), List.of(4, 3, 2, 1), "the list");
            Check.equal(Spliterators.iterator(new Countdown()).next(), 4, "the first");
            int[] sum = new int[1];
            new Countdown().forEachRemaining(x -> sum[0] += hop(x));
            Check.equal(sum[0], 10, "the sum");
        });
        cases.add("stream of an own list", () -> Check.equal(new Numbers(5).parallelStream().mapToInt(x -> hop(x)).sum(), 10, "the sum"));
        cases.add("lambdas of many shapes", () -> {
            java.util.function.ToLongFunction<Integer> widens = CallersOfFunctions::slowInt;
            Function<Integer, Long> boxes = x -> hop((long) x);
            java.util.function.IntFunction<Key> makes = Key::new;
            java.util.function.ToDoubleBiFunction<Integer, Integer> sum = (a, b) -> hop(a + b);
            Check.equal(widens.applyAsLong(3) + boxes.apply(4) + makes.apply(5).hashCode(), 9L, "the sum");
            Check.equal(sum.applyAsDouble(1, 2), 3.0, "the sum");
            Runnable ignoring = () -> hop(1);
            ignoring.run();
        });
    }

    private static int slowInt(int x) {
        return hop(x);
    }
}
