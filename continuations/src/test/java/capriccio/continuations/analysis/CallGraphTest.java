package capriccio.continuations.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.continuations.analysis.TypeInfo.Call;
import capriccio.continuations.analysis.TypeInfo.Method;
import capriccio.continuations.weave.CallKind;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Hook;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Opcodes;

/** What can block, in compiled code: {@code Thread.sleep} is the blocking point. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable", "ThreadSleep"}) // read, never run
class CallGraphTest {
    private static final CallRules RULES = new CallRules(
            Map.of("java/lang/Thread.sleep(J)V", new Hook("hooks/Threads", "sleep", "(J)V", CallKind.SUSPEND)), Map.of(), Set.of());

    interface Shape {
        int corners();

        int sides();
    }

    static final class Square implements Shape {
        @Override
        public int corners() {
            return 4;
        }

        @Override
        public int sides() {
            return Sample.slow();
        }
    }

    interface Task {
        int run();
    }

    static class Parent {
        int quick() {
            return 1;
        }

        int varied() {
            return 1;
        }
    }

    static class Child extends Parent {
        @Override
        int varied() {
            return Sample.slow();
        }
    }

    static class Sibling extends Parent {}

    static final class Sample {
        static int slow() {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return 1;
        }

        static int callsSlow() {
            return slow() + 1;
        }

        static int quick() {
            return Math.abs(-1) + "text".length();
        }

        static int callsQuick() {
            return quick();
        }

        static int locks(Object o) {
            synchronized (o) {
                return 1;
            }
        }

        static int loops(int n) {
            int sum = 0;
            for (int i = 0; i < n; i++) {
                sum += i;
            }
            return sum;
        }

        static int fib(int n) {
            return n < 2 ? n : fib(n - 1) + fib(n - 2);
        }

        static int down(int n) {
            return n == 0 ? 0 : down(n - 1);
        }

        static int corners(Shape s) {
            return s.corners();
        }

        static int sides(Shape s) {
            return s.sides();
        }

        static int task(Task t) {
            return t.run();
        }

        static int parentQuick(Parent p) {
            return p.quick();
        }

        static int parentVaried(Parent p) {
            return p.varied();
        }

        static int siblingVaried(Sibling s) {
            return s.varied();
        }

        static Task makesLambda() {
            return () -> slow();
        }

        static int makesObject() {
            return new Blocker().hashCode();
        }

        static int foreign(IntSupplier s) {
            return s.getAsInt();
        }
    }

    static final class Blocker {
        Blocker() {
            Sample.slow();
        }
    }

    @Test
    void followsCallsToTheBlockingPoint() throws IOException {
        assertThat(blocking(graph(false)))
                .contains("slow", "callsSlow", "locks", "sides", "task", "parentVaried", "makesObject", "foreign")
                .doesNotContain(
                        "quick", "callsQuick", "corners", "parentQuick", "siblingVaried", "makesLambda", "loops", "fib", "down");
    }

    @Test
    void loopsAndBranchingRecursionBlockWhileTheyPoll() throws IOException {
        assertThat(blocking(graph(true))).contains("loops", "fib").doesNotContain("down", "quick", "callsQuick");
    }

    @Test
    void whatIsNotInTheSetMayBlock() throws IOException {
        CallGraph alone = CallGraph.of(RULES, List.of(type(Sample.class)));
        assertThat(blocking(alone)).contains("corners", "parentQuick", "siblingVaried");
        assertThat(alone.mayBlock(new Call(Opcodes.INVOKESTATIC, "un/Known", "m", "()V"))).isTrue();
    }

    private static CallGraph graph(boolean polls) throws IOException {
        CallRules rules = new CallRules(
                Map.of("java/lang/Thread.sleep(J)V", new Hook("hooks/Threads", "sleep", "(J)V", CallKind.SUSPEND)), Map.of(), Set.of());
        List<TypeInfo> types = new ArrayList<>();
        for (Class<?> c : CallGraphTest.class.getDeclaredClasses()) {
            types.add(type(c));
        }
        return CallGraph.of(rules.pollLoops(polls), types);
    }

    private static TypeInfo type(Class<?> c) throws IOException {
        String file = c.getName().substring(c.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = CallGraphTest.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new AssertionError(file);
            }
            return ClassScanner.scan(in.readAllBytes());
        }
    }

    private static List<String> blocking(CallGraph graph) {
        List<String> names = new ArrayList<>();
        for (TypeInfo t : graph.types()) {
            if (t.name.endsWith("$Sample")) {
                for (Method m : t.methods.values()) {
                    if (graph.blocks(m)) {
                        names.add(m.name);
                    }
                }
            }
        }
        return names;
    }

    @Test
    void theWorldAnswersForItsOwnClassesOnly() throws IOException {
        Map<String, Integer> sums = new HashMap<>();
        CallGraph graph = graph(false);
        graph.types().forEach(t -> sums.put(t.name, 7));
        World world = World.of(graph, sums);
        String sample = Sample.class.getName().replace('.', '/');
        assertThat(world.isPlain(sample, "quick()I")).isTrue();
        assertThat(world.isPlain(sample, "slow()I")).isFalse();
        assertThat(world.isPlain(Shape.class.getName().replace('.', '/'), "corners()I")).isTrue();
        assertThat(world.isPlainThroughSomeInterface("corners()I")).isTrue();
        assertThat(world.isPlain("un/Known", "quick()I")).isFalse();
        assertThat(world.contains(sample, 7)).isTrue();
        assertThat(world.contains(sample, 8)).isFalse();
    }
}
