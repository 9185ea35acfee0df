package capriccio.continuations.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import capriccio.continuations.analysis.Placement.Action;
import capriccio.continuations.analysis.StackGraph.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Placement on small graphs, and its promise on random ones. */
class PlacementTest {
    private static final int LARGEST = 19;

    private final StackGraph graph = new StackGraph();
    private final Map<String, Integer> nodes = new HashMap<>();

    /** Figure 5 of the Capriccio paper, in hundreds of bytes, with MaxPath 1 KB. */
    @Test
    void theWorkedExampleOfThePaper() {
        method("main", 5);
        method("A", 8);
        method("B", 10);
        method("C", 2);
        method("D", 2);
        method("E", 2);
        calls("main A", "A B", "A D", "main C", "C D", "C E", "E C");
        Placement p = Placement.of(graph, 10);
        assertThat(tested(p)).containsExactlyInAnyOrder("E C", "A B", "main A");
        assertThat(p.need(node("main"))).isEqualTo(9);
        assertThat(p.need(node("A"))).isEqualTo(10);
        assertThat(p.count(Action.TEST)).isEqualTo(3);
        assertThat(p.count(Action.SKIP)).isEqualTo(4);
    }

    @Test
    void recursionIsTested() {
        method("f", 1);
        calls("f f");
        assertThat(tested(Placement.of(graph, 100))).containsExactly("f f");
    }

    @Test
    void aFrameLargerThanTheLimitStandsAlone() {
        method("small", 1);
        method("large", 50);
        method("leaf", 1);
        calls("small large", "large leaf");
        Placement p = Placement.of(graph, 10);
        assertThat(tested(p)).containsExactlyInAnyOrder("small large", "large leaf");
        assertThat(p.need(node("large"))).isEqualTo(50);
        assertThat(p.chunk(node("large"), 16)).isEqualTo(64);
        assertThat(p.chunk(node("leaf"), 16)).isEqualTo(16);
    }

    @Test
    void callsIntoARecursiveSelectorAreTested() {
        method("main", 1);
        node("visit", Kind.SELECTOR);
        method("Leaf.visit", 1);
        method("Tree.visit", 1);
        calls("main visit", "visit Leaf.visit", "visit Tree.visit", "Tree.visit visit");
        assertThat(tested(Placement.of(graph, 100))).containsExactly("Tree.visit visit");
    }

    @Test
    void aSelectorWithABackEdgeIsTestedByItsCallers() {
        method("Tree.visit", 1);
        node("visit", Kind.SELECTOR);
        calls("Tree.visit visit", "visit Tree.visit"); // entered at the method: the pseudo-node's edge goes back
        method("main", 1);
        calls("main Tree.visit");
        assertThat(tested(Placement.of(graph, 100))).containsExactly("Tree.visit visit");
    }

    @Test
    void externalCalleesAreLinkedWithoutATest() {
        method("main", 3);
        node("native", Kind.EXTERNAL);
        calls("main native");
        Placement p = Placement.of(graph, 10);
        assertThat(p.count(Action.LINK)).isEqualTo(1);
        assertThat(p.need(node("main"))).isEqualTo(3);
    }

    /** Walks random paths: between two tests no more is used than was guaranteed. */
    @Test
    void noPathUsesMoreThanItsTestGuaranteed() {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            StackGraph g = randomGraph(random, 30);
            int maxPath = 4 + random.nextInt(60);
            Placement p = Placement.of(g, maxPath);
            for (int walk = 0; walk < 50; walk++) {
                walk(g, p, random, maxPath);
            }
        }
    }

    private static void walk(StackGraph g, Placement p, Random random, int maxPath) {
        int n = random.nextInt(g.size());
        int room = p.need(n);
        for (int step = 0; step < 60; step++) {
            room -= g.weight(n);
            assertThat(room).isNotNegative();
            assertThat(p.need(n)).isLessThanOrEqualTo(Math.max(maxPath, LARGEST));
            List<Integer> next = g.successors(n);
            if (next.isEmpty()) {
                return;
            }
            int edge = random.nextInt(next.size());
            Action action = p.action(n, edge);
            if (action == Action.LINK) {
                return;
            }
            n = next.get(edge);
            if (action == Action.TEST) {
                room = p.need(n);
            }
        }
    }

    /** Selectors in it lead to methods only, as in real ones; methods call anything. */
    private static StackGraph randomGraph(Random random, int size) {
        StackGraph g = new StackGraph();
        List<Integer> methods = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Kind kind = i < 3 ? Kind.EXTERNAL : i < 8 ? Kind.SELECTOR : Kind.METHOD;
            int n = g.add("n" + i, kind, kind == Kind.METHOD ? random.nextInt(LARGEST + 1) : 0);
            if (kind == Kind.METHOD) {
                methods.add(n);
            }
        }
        for (int i = 0; i < size * 2; i++) {
            int from = 3 + random.nextInt(size - 3);
            int to = g.kind(from) == Kind.SELECTOR ? methods.get(random.nextInt(methods.size())) : random.nextInt(size);
            g.call(from, to);
        }
        return g;
    }

    @Test
    void nonsenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Placement.of(graph, 0)).withMessageContaining("MaxPath");
        assertThatIllegalArgumentException().isThrownBy(() -> graph.add("s", Kind.SELECTOR, 3));
    }

    private void method(String name, int weight) {
        nodes.put(name, graph.add(name, Kind.METHOD, weight));
    }

    private void node(String name, Kind kind) {
        nodes.put(name, graph.add(name, kind, 0));
    }

    private int node(String name) {
        Integer n = nodes.get(name);
        if (n == null) {
            throw new AssertionError("no node " + name);
        }
        return n;
    }

    private void calls(String... edges) {
        for (String edge : edges) {
            int space = edge.indexOf(' ');
            graph.call(node(edge.substring(0, space)), node(edge.substring(space + 1)));
        }
    }

    private List<String> tested(Placement p) {
        List<String> found = new ArrayList<>();
        for (int n = 0; n < graph.size(); n++) {
            for (int edge = 0; edge < graph.successors(n).size(); edge++) {
                if (p.action(n, edge) == Action.TEST) {
                    found.add(graph.name(n) + " " + graph.name(graph.successors(n).get(edge)));
                }
            }
        }
        return found;
    }
}
