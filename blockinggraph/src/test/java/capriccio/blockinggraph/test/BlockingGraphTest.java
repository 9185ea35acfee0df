package capriccio.blockinggraph.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.objectweb.asm.Opcodes.*;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.blockinggraph.GraphSnapshot;
import capriccio.continuations.runtime.BlockingListener;
import capriccio.continuations.runtime.FifoPolicy;
import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.TwinLinker;
import capriccio.continuations.runtime.UserThread;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Weaver;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;

class BlockingGraphTest {
    private final BlockingGraph graph = new BlockingGraph();

    /** A scheduler without the agent; not started. */
    private static Scheduler scheduler(Weaver weaver, BlockingListener listener, CountDownLatch ends) {
        PlainHost host = new PlainHost() {
            @Override
            public void onEnd(UserThread thread) {
                ends.countDown();
            }
        };
        Scheduler.install(host);
        return new Scheduler(1, new FifoPolicy(1), new SleepyPoller(), host, weaver.twins(), listener);
    }

    private static Weaver weaver() {
        return new Weaver(new CallRules(Map.of(), Map.of(), Set.of()));
    }

    private UserThread thread() {
        return new UserThread(scheduler(weaver(), graph, new CountDownLatch(1)), new Thread(), null);
    }

    @Test
    void countsExactly() {
        UserThread a = thread();
        UserThread b = thread();
        for (UserThread u : new UserThread[] {a, b}) {
            graph.blocked(u, 1, 800, u == a ? 0 : 7);
            graph.blocked(u, 2, 1600, u == a ? 0 : 7);
            graph.blocked(u, 1, 2400, u == a ? 0 : 7);
        }
        graph.ended(a, 10, 0);
        String json = graph.toJson();
        assertThat(Json.isWellFormed(json)).as(json).isTrue();
        // numbers 0 to 2 are start, end and other; the chains come after
        assertThat(json)
                .contains("\"number\":3,\"label\":\"?\",\"threads\":1,\"visits\":4")
                .contains("\"number\":4,\"label\":\"?\",\"threads\":0,\"visits\":2")
                .contains("\"number\":1,\"label\":\"thread end\",\"threads\":1,\"visits\":1")
                .contains("{\"from\":0,\"to\":3,\"count\":2,\"meanNanos\":800,\"totalNanos\":1600,\"maxNanos\":800}")
                .contains("{\"from\":3,\"to\":4,\"count\":2,\"meanNanos\":1600,\"totalNanos\":3200,\"maxNanos\":1600}")
                .contains("{\"from\":4,\"to\":3,\"count\":2,\"meanNanos\":2400,\"totalNanos\":4800,\"maxNanos\":2400}")
                .contains("{\"from\":3,\"to\":1,\"count\":1,\"meanNanos\":10,\"totalNanos\":10,\"maxNanos\":10}");
    }

    @Test
    void weighsANewRunTimeByAnEighth() {
        UserThread u = thread();
        graph.blocked(u, 1, 800, 0);
        graph.blocked(u, 1, 800, 0);
        graph.blocked(u, 1, 1600, 0);
        assertThat(graph.toJson()).contains("\"from\":3,\"to\":3,\"count\":2,\"meanNanos\":900,\"totalNanos\":2400");
    }

    @Test
    void remembersTheLongestRunUntilItIsReset() {
        UserThread u = thread();
        graph.blocked(u, 1, 5, 0);
        graph.blocked(u, 1, 900, 0);
        graph.blocked(u, 1, BlockingListener.NOT_TIMED, 3);
        graph.blocked(u, 1, 700, 3);
        assertThat(graph.toJson()).contains("\"from\":3,\"to\":3,\"count\":3,").contains("\"maxNanos\":900");
        graph.reset();
        graph.blocked(u, 1, 30, 0);
        assertThat(graph.snapshot().edges()).filteredOn(e -> e.from() == 3).singleElement()
                .satisfies(e -> assertThat(e.maxNanos()).isEqualTo(30));
    }

    @Test
    void timedRunsStandForThoseThatAreNotTimed() {
        UserThread u = thread();
        graph.blocked(u, 1, BlockingListener.NOT_TIMED, 0);
        graph.blocked(u, 1, BlockingListener.NOT_TIMED, 0);
        graph.blocked(u, 1, 800, 0);
        graph.blocked(u, 1, BlockingListener.NOT_TIMED, 0);
        assertThat(graph.toJson())
                .contains("\"from\":0,\"to\":3,\"count\":1,\"meanNanos\":0,\"totalNanos\":0")
                .contains("\"from\":3,\"to\":3,\"count\":3,\"meanNanos\":800,\"totalNanos\":2400");
    }

    @Test
    void chainsBeyondTheLimitShareNodesByTheirEnds() {
        UserThread u = thread();
        int extra = 100;
        for (int chain = 0; chain < BlockingGraph.MAX_NODES + extra; chain++) {
            graph.blocked(u, chain, 1, 0);
        }
        GraphSnapshot all = graph.snapshot();
        assertThat(all.nodes()).hasSize(BlockingGraph.MAX_NODES + 3 + 1);
        GraphSnapshot.NodeState shared = all.nodes().get(BlockingGraph.MAX_NODES + 3);
        assertThat(shared.visits()).isEqualTo(extra);
        assertThat(shared.threads()).isEqualTo(1);
        assertThat(Json.isWellFormed(graph.toJson())).isTrue();
    }

    /** Any chain may follow any other: no more edges are kept than the limit, and no run is forgotten. */
    @Test
    void edgesAreBounded() {
        UserThread u = thread();
        SplittableRandom random = new SplittableRandom(1);
        int runs = 4 * BlockingGraph.MAX_EDGES;
        for (int i = 0; i < runs; i++) {
            graph.blocked(u, random.nextInt(1000), 1, 0);
        }
        GraphSnapshot all = graph.snapshot();
        assertThat(all.edges()).hasSizeBetween(BlockingGraph.MAX_EDGES, BlockingGraph.MAX_EDGES + 3 * 1004);
        assertThat(all.edges().stream().mapToLong(GraphSnapshot.EdgeState::count).sum()).isEqualTo(runs);
        assertThat(all.nodes().stream().mapToLong(GraphSnapshot.NodeState::threads).sum()).isEqualTo(1);
    }

    @Test
    void resetCountsFromThereOn() {
        UserThread u = thread();
        graph.blocked(u, 1, 800, 0);
        graph.blocked(u, 1, 800, 0);
        graph.reset();
        graph.blocked(u, 1, 1600, 0);
        GraphSnapshot all = graph.snapshot();
        assertThat(all.edges()).contains(new GraphSnapshot.EdgeState(3, 3, 1, 900, 1600, 1600, List.of()));
        assertThat(all.nodes().get(3).visits()).isEqualTo(1);
        assertThat(all.nodes().get(3).threads()).as("threads are where they are").isEqualTo(1);
    }

    /** A method's name may hold quotes in the class file. */
    @Test
    void learnsAndQuotesARealRun() throws Exception {
        Weaver weaver = weaver();
        Loader loader = new Loader();
        byte[] file = program("say \"hi\"");
        Class<?> type = loader.define(weaver.weave(loader, file, false));
        TwinLinker.install((MethodHandles.Lookup) type.getMethod("lookup").invoke(null));
        int threads = 3;
        CountDownLatch ends = new CountDownLatch(threads);
        Scheduler scheduler = scheduler(weaver, graph, ends);
        scheduler.start();
        for (int i = 0; i < threads; i++) {
            Runnable task = (Runnable) type.getConstructor().newInstance();
            scheduler.begin(new UserThread(scheduler, new Thread(task), task));
        }
        assertThat(ends.await(10, TimeUnit.SECONDS)).isTrue();
        String json = graph.toJson();
        assertThat(Json.isWellFormed(json)).as(json).isTrue();
        assertThat(json)
                .contains("\"label\":\"Quoted.say \\\"hi\\\":0\",\"threads\":0,\"visits\":3")
                .contains("\"frames\":[\"Quoted.say \\\"hi\\\":0\",\"Quoted.run:0\"]")
                .contains("\"label\":\"thread end\",\"threads\":3,\"visits\":3");
        String dot = graph.toDot();
        List<String> lines = dot.lines().toList();
        assertThat(lines.get(0)).isEqualTo("digraph blocking {");
        assertThat(lines.get(lines.size() - 1)).isEqualTo("}");
        assertThat(lines.subList(3, lines.size() - 1))
                .allMatch(l -> l.matches("  n\\d+( -> n\\d+)? \\[label=\"([^\"\\\\]|\\\\.)*\"];"), "a statement with a quoted label");
        assertThat(dot).contains("say \\\"hi\\\"");
    }

    /** {@code run} calls a static method of that name, which yields. */
    private static byte[] program(String method) {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        cw.visit(V17, ACC_PUBLIC | ACC_SUPER, "Quoted", null, "java/lang/Object", new String[] {"java/lang/Runnable"});
        MethodVisitor m = cw.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        m.visitVarInsn(ALOAD, 0);
        m.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        m = cw.visitMethod(ACC_PUBLIC, "run", "()V", null, null);
        m.visitMethodInsn(INVOKESTATIC, "Quoted", method, "()V", false);
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        m = cw.visitMethod(ACC_STATIC, method, "()V", null, null);
        m.visitMethodInsn(INVOKESTATIC, "capriccio/continuations/runtime/UserThread", "yieldNow", "()V", false);
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        // a lookup with full access, which the twins need
        String lookup = "()Ljava/lang/invoke/MethodHandles$Lookup;";
        m = cw.visitMethod(ACC_PUBLIC | ACC_STATIC, "lookup", lookup, null, null);
        m.visitMethodInsn(INVOKESTATIC, "java/lang/invoke/MethodHandles", "lookup", lookup, false);
        m.visitInsn(ARETURN);
        m.visitMaxs(0, 0);
        return cw.toByteArray();
    }

    private static final class Loader extends ClassLoader {
        Loader() {
            super(BlockingGraphTest.class.getClassLoader());
        }

        Class<?> define(byte[] file) {
            return defineClass("Quoted", file, 0, file.length);
        }
    }
}
