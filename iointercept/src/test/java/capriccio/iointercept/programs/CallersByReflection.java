package capriccio.iointercept.programs;

import static capriccio.iointercept.programs.Hop.hop;
import static capriccio.iointercept.programs.SlowValue.k;

import capriccio.iointercept.programs.SlowValue.Pair;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.IntBinaryOperator;
import java.util.function.Supplier;

/** Methods, constructors, handles and proxies, called by those who know them at run time only. */
@SuppressWarnings({"deprecation", "UnusedMethod", "UnusedVariable", "StaticAssignmentOfThrowable", "ClassNewInstance"}) // shapes to test
final class CallersByReflection {
    private CallersByReflection() {}

    static void addTo(Cases cases) {
        methods(cases);
        constructors(cases);
        initialisers(cases);
        proxies(cases);
        handles(cases);
        annotations(cases);
    }

    /** What is called. */
    public static class Target {
        final int value;

        public Target() {
            value = hop(1);
        }

        public Target(int value) {
            this.value = hop(value);
        }

        public static int twice(int x) {
            return hop(x) * 2;
        }

        public long plus(long x) {
            return hop(value) + x;
        }

        private String secret(String s) {
            return hop(s) + "?";
        }

        public void fails() throws Hop.HopException {
            Hop.fail("reflected");
        }

        public void nothing() {
            hop();
        }
    }

    /** Overrides by an interface. */
    public interface Doubled {
        default int twice(int x) {
            return hop(x) * 2;
        }
    }

    private static void methods(Cases cases) {
        cases.add("Method.invoke", () -> {
            for (int i = 0; i < 40; i++) { // past what the JDK calls natively at first
                Check.equal(Target.class.getMethod("twice", int.class).invoke(null, i), i * 2, "static");
                Check.equal(Target.class.getMethod("plus", long.class).invoke(new Target(3), 4L), 7L, "virtual");
            }
            Method secret = Target.class.getDeclaredMethod("secret", String.class);
            secret.setAccessible(true);
            Check.equal(secret.invoke(new Target(), "a"), "a?", "private");
            Check.equal(Doubled.class.getMethod("twice", int.class).invoke(new Doubled() {}, 4), 8, "default");
            Check.equal(Target.class.getMethod("nothing").invoke(new Target()), null, "void");
        });
        cases.add("Method.invoke throws", () -> {
            Throwable t = Check.thrown(InvocationTargetException.class, () -> Target.class.getMethod("fails").invoke(new Target()));
            Check.equal(t.getCause().getMessage(), "reflected", "the message");
        });
        cases.add("Method.invoke of Method.invoke", () -> {
            Method invoke = Method.class.getMethod("invoke", Object.class, Object[].class);
            Method twice = Target.class.getMethod("twice", int.class);
            Check.equal(invoke.invoke(twice, null, new Object[] {4}), 8, "the result");
        });
        cases.add("Method.invoke of a JDK method", () -> {
            Method forEach = Iterable.class.getMethod("forEach", java.util.function.Consumer.class);
            int[] sum = new int[1];
            java.util.function.Consumer<Integer> add = x -> sum[0] += hop(x);
            forEach.invoke(new ArrayList<>(List.of(1, 2)), add);
            Check.equal(sum[0], 3, "the sum");
            Check.equal(Object.class.getMethod("toString").invoke(k(1)), "k1", "text");
            Check.equal(Callable.class.getMethod("call").invoke((Callable<String>) () -> hop("c")), "c", "called");
        });
    }

    private static void constructors(Cases cases) {
        cases.add("newInstance", () -> {
            for (int i = 0; i < 30; i++) {
                Constructor<Target> one = Target.class.getConstructor(int.class);
                Check.equal(one.newInstance(5).value + Target.class.newInstance().value, 6, "the values");
            }
        });
    }

    private static final class Initialised {
        static final int VALUE = hop(41) + Integer.parseInt("1");
    }

    private static final class ByName {
        static {
            Hop.hop();
            System.setProperty("capriccio.test.byName", "initialised");
        }
    }

    private static final class Fails {
        static final int VALUE = Integer.parseInt(hop("none"));
    }

    private static void initialisers(Cases cases) {
        cases.add("<clinit>", () -> Check.equal(Initialised.VALUE, 42, "the value"));
        cases.add("Class.forName", () -> {
            Class.forName(ByName.class.getName());
            Check.equal(System.getProperty("capriccio.test.byName"), "initialised", "the property");
        });
        cases.add("<clinit> throws", () -> Check.thrown(ExceptionInInitializerError.class, () -> Check.equal(Fails.VALUE, 1, "unreached")));
    }

    private static Object proxy(InvocationHandler handler, Class<?>... types) {
        return Proxy.newProxyInstance(CallersByReflection.class.getClassLoader(), types, handler);
    }

    @SuppressWarnings("unchecked")
    private static void proxies(Cases cases) {
        InvocationHandler handler = (self, method, arguments) -> switch (method.getName()) {
            case "call", "get" -> hop("answer");
            case "compareTo" -> Integer.compare(hop(System.identityHashCode(self)), System.identityHashCode(arguments[0]));
            case "compare" -> ((Integer) arguments[0]).compareTo(hop((Integer) arguments[1]));
            case "hashCode" -> hop(3);
            case "equals" -> hop(self == arguments[0]);
            case "toString" -> hop("proxy");
            case "applyAsInt" -> hop((int) arguments[0]) + (int) arguments[1];
            case "close" -> hop(null);
            case "run" -> hop(null);
            default -> throw new IllegalStateException(method.toString());
        };
        cases.add("Proxy of JDK types", () -> {
            Check.equal(((Callable<String>) proxy(handler, Callable.class)).call(), "answer", "call");
            Check.equal(((Supplier<String>) proxy(handler, Supplier.class)).get(), "answer", "get");
            ((Runnable) proxy(handler, Runnable.class)).run();
            Check.equal(((IntBinaryOperator) proxy(handler, IntBinaryOperator.class)).applyAsInt(1, 2), 3, "sum");
            try (AutoCloseable c = (AutoCloseable) proxy(handler, AutoCloseable.class)) {
                Check.equal(c.hashCode(), 3, "hash");
            }
        });
        cases.add("Proxy as data", () -> {
            Object p = proxy(handler, Comparator.class, Comparable.class);
            Set<Object> set = new HashSet<>(List.of(p));
            Check.that(set.contains(p), "contains");
            Check.equal("<" + p + ">", "<proxy>", "text");
            List<Integer> sorted = new ArrayList<>(List.of(2, 3, 1));
            sorted.sort((Comparator<Integer>) p);
            Check.equal(sorted, List.of(1, 2, 3), "sorted");
            Map<Object, Integer> map = new TreeMap<>();
            map.put(proxy(handler, Comparable.class), 1);
            Check.equal(map.size(), 1, "the size");
        });
        cases.add("Proxy on a thread", () -> {
            Thread thread = new Thread((Runnable) proxy(handler, Runnable.class));
            thread.start();
            thread.join();
        });
        cases.add("Proxy of a proxy", () -> {
            Callable<String> inner = (Callable<String>) proxy(handler, Callable.class);
            Callable<String> outer = (Callable<String>) proxy((self, method, arguments) -> hop(method.invoke(inner, arguments)) + "!", Callable.class);
            Check.equal(outer.call(), "answer!", "both");
        });
        cases.add("InvocationHandler.invokeDefault", () -> {
            Doubled d = (Doubled) proxy((self, method, arguments) -> InvocationHandler.invokeDefault(self, method, arguments), Doubled.class);
            Check.equal(d.twice(4), 8, "the result");
        });
    }

    private interface HandleBody {
        void run() throws Throwable;
    }

    private static void addHandle(Cases cases, String name, HandleBody body) {
        cases.add(name, () -> {
            try {
                body.run();
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void handles(Cases cases) {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        addHandle(cases, "MethodHandle", () -> {
            MethodHandle twice = lookup.findStatic(Target.class, "twice", MethodType.methodType(int.class, int.class));
            MethodHandle plus = lookup.findVirtual(Target.class, "plus", MethodType.methodType(long.class, long.class));
            Check.equal((int) twice.invokeExact(4), 8, "exact");
            Check.equal((Object) (long) plus.bindTo(new Target(2)).invoke(3), 5L, "bound");
            Check.equal((int) MethodHandles.filterReturnValue(twice, twice).invokeExact(3), 12, "filtered");
            Check.equal(plus.invokeWithArguments(new Target(1), 1L), 2L, "with arguments");
            MethodHandle make = lookup.findConstructor(Target.class, MethodType.methodType(void.class, int.class));
            Check.equal(((Target) make.invoke(9)).value, 9, "made");
            MethodHandle guarded = MethodHandles.guardWithTest(
                    lookup.findStatic(CallersByReflection.class, "isEven", MethodType.methodType(boolean.class, int.class)), twice,
                    MethodHandles.identity(int.class));
            Check.equal((int) guarded.invokeExact(4) + (int) guarded.invokeExact(5), 13, "guarded");
        });
        addHandle(cases, "MethodHandle combinators", () -> {
            MethodHandle twice = lookup.findStatic(Target.class, "twice", MethodType.methodType(int.class, int.class));
            MethodHandle even = lookup.findStatic(CallersByReflection.class, "isEven", MethodType.methodType(boolean.class, int.class));
            MethodHandle spread = twice.asSpreader(Object[].class, 1);
            Check.equal((Object) spread.invoke(new Object[] {3}), 6, "spread");
            MethodHandle folded = MethodHandles.foldArguments(MethodHandles.dropArguments(twice, 0, boolean.class), even);
            Check.equal((int) folded.invokeExact(3), 6, "folded");
            MethodHandle fallible = lookup.findVirtual(Target.class, "fails", MethodType.methodType(void.class));
            MethodHandle caught = MethodHandles.catchException(fallible, Hop.HopException.class, MethodHandles.empty(MethodType.methodType(void.class, Hop.HopException.class)));
            caught.invoke(new Target());
        });
        addHandle(cases, "MethodHandleProxies", () -> {
            MethodHandle twice = lookup.findStatic(Target.class, "twice", MethodType.methodType(int.class, int.class));
            java.util.function.IntUnaryOperator f = MethodHandleProxies.asInterfaceInstance(java.util.function.IntUnaryOperator.class, twice);
            Check.equal(f.applyAsInt(4), 8, "the result");
        });
        addHandle(cases, "LambdaMetafactory by hand", () -> {
            MethodHandle twice = lookup.findStatic(Target.class, "twice", MethodType.methodType(int.class, int.class));
            CallSite site = LambdaMetafactory.metafactory(lookup, "applyAsInt",
                    MethodType.methodType(java.util.function.IntUnaryOperator.class), MethodType.methodType(int.class, int.class), twice, twice.type());
            java.util.function.IntUnaryOperator f = (java.util.function.IntUnaryOperator) site.getTarget().invoke();
            Check.equal(f.applyAsInt(4), 8, "the result");
        });
    }

    private static boolean isEven(int x) {
        return hop(x % 2 == 0);
    }

    /** Has a default. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Marked {
        String value() default "default";
    }

    @Marked
    private static final class One {}

    @Marked("default")
    private static final class Two {}

    /** The program's own implementation of an annotation. */
    @SuppressWarnings({"BadAnnotationImplementation", "ClassExplicitlyAnnotation"})
    private static final class Own implements Marked {
        @Override
        public String value() {
            return hop("default");
        }

        @Override
        public Class<Marked> annotationType() {
            return Marked.class;
        }
    }

    private static void annotations(Cases cases) {
        cases.add("annotations", () -> {
            Marked one = One.class.getAnnotation(Marked.class);
            Check.equal(hop(one.value()), "default", "the value");
            Check.equal(one, Two.class.getAnnotation(Marked.class), "the other");
            Check.that(one.equals(new Own()), "the program's own");
            Check.that(one.toString().contains("Marked") && one.hashCode() == Two.class.getAnnotation(Marked.class).hashCode(), "text");
        });
        cases.add("record by reflection", () -> {
            Pair pair = new Pair(k(1), k(2));
            Check.equal(Pair.class.getMethod("toString").invoke(pair), "Pair[a=k1, b=k2]", "text");
            Check.equal(pair.getClass().getRecordComponents()[0].getAccessor().invoke(pair).toString(), "k1", "the part");
        });
    }
}
