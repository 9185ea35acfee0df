package capriccio.blockinggraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capriccio.blockinggraph.limit.JvmDescriptors;
import capriccio.blockinggraph.limit.JvmHeap;
import capriccio.blockinggraph.test.Threads;
import capriccio.continuations.runtime.UserThread;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far meters are off, and what the graph makes of them. */
class MetersTest {
    private final Resources resources = new Resources();

    private static long change(BlockingGraph graph, int from, int to, int resource) {
        for (GraphSnapshot.EdgeState e : graph.snapshot().edges()) {
            if (e.from() == from && e.to() == to) {
                return e.changes().get(resource);
            }
        }
        throw new AssertionError("no edge from " + from + " to " + to);
    }

    /** What one thread takes and gives back is charged to its edges, whatever the others do between. */
    @Test
    void runsAreChargedWithWhatTheyTake() {
        BlockingGraph graph = new BlockingGraph(resources);
        Resource db = resources.named("db").limit(5);
        UserThread a = Threads.thread();
        UserThread b = Threads.thread();
        for (int i = 0; i < 5000; i++) {
            graph.blocked(a, 1, 1, 0);
            db.add(0, 3);
            graph.blocked(b, 7, 1, 0); // took three on its way here, node 4
            db.add(0, 2);
            graph.blocked(a, 2, 1, 0);
            db.add(0, -3);
            graph.blocked(b, 8, 1, 0);
            db.add(0, -2);
        }
        assertThat(db.used()).isZero();
        int id = db.id();
        assertThat(change(graph, 3, 5, id)).isEqualTo(2);
        assertThat(change(graph, 5, 3, id)).isEqualTo(-2);
        assertThat(change(graph, 4, 6, id)).isEqualTo(-3);
        assertThat(change(graph, 6, 4, id)).isEqualTo(3);
    }

    @Test
    void forecastIsTheMeanOfTheEdgesByHowOftenTheyAreTaken() {
        BlockingGraph graph = new BlockingGraph(resources);
        Resource db = resources.named("db");
        UserThread u = Threads.thread();
        SplittableRandom random = new SplittableRandom(9);
        Forecast forecast = graph.forecast();
        for (int i = 0; i < 20_000; i++) {
            graph.blocked(u, 1, 1000, 0);
            boolean takes = random.nextInt(4) == 0;
            db.add(0, takes ? 8 : 0);
            graph.blocked(u, takes ? 2 : 3, 5000, 0);
            db.add(0, takes ? -8 : 0);
            if (i % 500 == 0) {
                forecast = graph.forecast();
            }
        }
        assertThat(forecast.change(db.id(), 3)).isBetween(1.5, 2.5);
        assertThat(forecast.change(Resource.CPU, 3)).isEqualTo(5000);
        assertThat(forecast.threads(3) + forecast.threads(4) + forecast.threads(5)).isEqualTo(1);
    }

    /** A loop holds on average what it has allocated up to where it is; where it closes, all of that is given back. */
    @Test
    void loopsGiveBackWhatTheyAllocate() {
        BlockingGraph graph = new BlockingGraph(resources);
        long[] allocated = new long[1];
        resources.measure(Resource.HEAP, carrier -> allocated[0]);
        UserThread u = Threads.thread();
        graph.blocked(u, 1, 1, 0);
        for (int i = 0; i < 1000; i++) {
            allocated[0] += 4000;
            graph.blocked(u, 2, 1, 0);
            allocated[0] += 300;
            graph.blocked(u, 3, 1, 0);
            graph.blocked(u, 1, 1, 0);
        }
        Forecast f = graph.forecast();
        assertThat(f.change(Resource.HEAP, 3)).isEqualTo(4000);
        assertThat(f.change(Resource.HEAP, 4)).isEqualTo(300);
        assertThat(f.change(Resource.HEAP, 5)).isEqualTo(-4300);
        assertThat(f.held(Resource.HEAP)).isZero();
        graph.blocked(u, 2, 1, 0);
        assertThat(graph.forecast().held(Resource.HEAP)).isEqualTo(4000);
    }

    /** The same where the first request needs no wait: the loop is entered in its middle. */
    @Test
    void loopsThatAreEnteredInTheirMiddleDoSoToo() {
        BlockingGraph graph = new BlockingGraph(resources);
        long[] allocated = new long[1];
        resources.measure(Resource.HEAP, carrier -> allocated[0]);
        UserThread u = Threads.thread();
        for (int i = 0; i < 1000; i++) {
            allocated[0] += 4_000_000;
            graph.blocked(u, 2, 1, 0);
            allocated[0] += 5000;
            graph.blocked(u, 3, 1, 0);
            allocated[0] += 100;
            graph.blocked(u, 1, 1, 0);
        }
        Forecast f = graph.forecast();
        assertThat(f.change(Resource.HEAP, 5)).as("where it waits for the next").isBetween(3_900_000.0, 4_100_000.0);
        assertThat(f.held(Resource.HEAP)).isLessThan(10_000);
    }

    private static volatile Object sink = "";

    /** Error of the heap's meter over a run: below 0.1 % and 4 KB, whatever lies between two readings. */
    @Test
    void allocationIsMeasured() {
        JvmHeap heap = new JvmHeap();
        heap.total(0);
        int header = 16;
        for (int size : new int[] {1 << 12, 1 << 16, 1 << 20}) {
            long before = heap.total(0);
            for (int i = 0; i < 16; i++) {
                sink = new byte[size - header];
            }
            long measured = heap.total(0) - before;
            assertThat(sink).isNotNull();
            assertThat(measured).isBetween(16L * size, 16L * size + 16L * size / 1000 + 4096);
        }
        long before = heap.total(0);
        assertThat(heap.total(0) - before).as("reading allocates nothing").isZero();
    }

    /** Within a tenth: what is alive besides is unknown, but does not change much. */
    @Test
    void liveSetIsMeasured() {
        JvmHeap heap = new JvmHeap();
        System.gc();
        long before = heap.live();
        List<byte[]> kept = new ArrayList<>();
        int megabytes = 100;
        for (int i = 0; i < megabytes; i++) {
            for (int k = 0; k < 64; k++) { // small ones: of one as large as a region, G1 counts all regions it touches
                kept.add(new byte[1 << 14]);
            }
        }
        System.gc();
        long grown = heap.live() - before;
        assertThat(kept).hasSize(64 * megabytes);
        assertThat(grown).isBetween((long) (0.9 * megabytes) << 20, (long) (1.1 * megabytes + 5) << 20);
        assertThat(heap.nanos()).isNotNegative();
    }

    @Test
    void descriptorsAreCountedWithinSixteenReadings(@TempDir Path folder) throws Exception {
        JvmDescriptors descriptors = new JvmDescriptors(resources.get(Resource.DESCRIPTORS));
        double before = descriptors.open();
        Path file = Files.createFile(folder.resolve("file"));
        List<FileInputStream> open = new ArrayList<>();
        int files = 200;
        try {
            for (int i = 0; i < files; i++) {
                open.add(new FileInputStream(file.toFile()));
            }
            double now = before;
            for (int i = 0; i < 16; i++) {
                now = descriptors.open();
            }
            assertThat(now - before).isBetween(files - 10.0, files + 10.0); // other threads of this JVM have files too
            assertThat(descriptors.most()).isGreaterThan(now);
        } finally {
            for (FileInputStream f : open) {
                f.close();
            }
        }
    }

    @Test
    void namesAreFewAndLimitsPositive() {
        Resource first = resources.named("a");
        assertThat(resources.named("a")).isSameAs(first);
        for (int i = 0; i < 100; i++) {
            resources.named("name " + i).acquire();
        }
        assertThat(resources.count()).isEqualTo(Resource.MOST);
        assertThat(resources.named("name 98")).isSameAs(resources.named("name 99"));
        assertThat(resources.named("name 99").used()).isEqualTo(100 - (Resource.MOST - Resource.FIRST_NAMED - 2));
        assertThatThrownBy(() -> first.limit(-1)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("a");
    }
}
