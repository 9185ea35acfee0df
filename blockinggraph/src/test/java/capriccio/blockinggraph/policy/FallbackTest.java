package capriccio.blockinggraph.policy;

import static capriccio.blockinggraph.policy.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import capriccio.blockinggraph.Resource;
import capriccio.blockinggraph.limit.Gauge;
import capriccio.blockinggraph.test.Threads;
import capriccio.continuations.runtime.UserThread;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gauge that cannot be right or a picker that fails: one line, first in, first out, and no thread lost. */
class FallbackTest {
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setErr(err);
    }

    private void assertOneLine(String... words) {
        assertThat(said.toString(StandardCharsets.UTF_8)).hasLineCount(1).startsWith("[capriccio] policy=graph falls back").contains(words);
    }

    private record Reading(double used, double strain) implements Gauge {}

    /** Goes wrong while threads are held back. */
    private static final class Breaking implements Gauge {
        private final double wrong;
        private final boolean strainToo;
        private int readings;

        Breaking(double wrong, boolean strainToo) {
            this.wrong = wrong;
            this.strainToo = strainToo;
        }

        @Override
        public double used() {
            return ++readings < 100 || strainToo ? 100 : wrong;
        }

        @Override
        public double strain() {
            return readings >= 100 && strainToo ? wrong : 0;
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void wrongReadings(double wrong) {
        for (boolean strain : new boolean[] {false, true}) {
            said.reset();
            assertGoesOn(new Breaking(wrong, strain), 3 * SECOND, Double.toString(wrong));
        }
    }

    @Test
    void stuckReadings() {
        assertGoesOn(new Reading(100, 0), 20 * SECOND, "100.0 for 10 s");
    }

    /** Threads that take some are held from the first second on, until the gauge is not trusted any more. */
    private void assertGoesOn(Gauge gauge, long within, String reason) {
        Simulation s = new Simulation(2, 3, null);
        s.measured(s.resources.get(Resource.DISK));
        s.governor.watch(Resource.DISK, gauge, 50, 50);
        int threads = 200;
        for (int i = 0; i < threads; i++) {
            s.start(i, Loads.taker(s, s.resources.get(Resource.DISK)));
        }
        s.runUntil(SECOND);
        long held = s.completed[0];
        s.runUntil(within);
        assertOneLine("disk", reason);
        long then = s.completed[0];
        s.runUntil(s.clock + SECOND);
        assertThat(s.completed[0] - then).as("in a second, after %d in the first", held).isGreaterThan(20L * threads);
        assertThat(s.completed[0]).isGreaterThan(10 * held);
        assertThat(s.governor.explain()).contains("fallen back");
    }

    @Test
    void momentaryWrongReadingIsForgiven() {
        Simulation s = new Simulation(1, 3, null);
        int[] readings = new int[1];
        s.governor.watch(Resource.DISK, new Gauge() {
            @Override
            public double used() {
                return ++readings[0] % 3 == 0 ? 1 : -1;
            }

            @Override
            public double strain() {
                return 0;
            }
        }, 50, 50);
        s.runUntil(10 * SECOND);
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    /** Fails in one of its calls, at that number of calls. */
    private static final class Failing extends Picker {
        private final Picker picker = new StridePicker(2, System::nanoTime);
        private final int call;
        private int left;

        Failing(int call, int after) {
            this.call = call;
            this.left = after;
        }

        private void count(int which) {
            if (which == call && --left == 0) {
                throw new IllegalStateException("made to fail in call " + which);
            }
        }

        @Override
        void onAdded(NodeQueue q, Plan plan) {
            count(0);
            picker.onAdded(q, plan);
        }

        @Override
        @Nullable NodeQueue pick(Plan plan) {
            count(1);
            return picker.pick(plan);
        }

        @Override
        void onTaking(NodeQueue q, Plan plan, int carrier) {
            picker.onTaking(q, plan, carrier);
            count(2);
        }

        @Override
        void onPlan(Plan plan) {
            picker.onPlan(plan);
            count(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void failingPickerLosesNoThread(int call) {
        assertLosesNoThread(call);
        assertOneLine("made to fail");
    }

    /** The heap is so full that not even a line can be said. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void noThreadIsLostThoughNobodyCanBeTold(int call) {
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
                throw new OutOfMemoryError("a test asked for it");
            }
        });
        assertLosesNoThread(call);
    }

    private void assertLosesNoThread(int call) {
        for (int after = 1; after < (call == 3 ? 2 : 40); after += 7) {
            said.reset();
            int number = after;
            RunQueues queues = new RunQueues(RunQueues.Kind.GRAPH, 2, System::nanoTime, () -> new Failing(call, number));
            if (call == 3) {
                queues.follow(Plan.none());
            }
            List<UserThread> in = new ArrayList<>();
            List<UserThread> out = new ArrayList<>();
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 5; i++) {
                    UserThread u = Threads.thread();
                    in.add(u);
                    queues.enqueue(u, i & 1);
                }
                UserThread u = queues.next(round & 1);
                if (u != null) {
                    out.add(u);
                }
            }
            while (queues.hasWork()) {
                UserThread u = queues.next(0);
                if (u != null) {
                    out.add(u);
                }
            }
            assertThat(out).containsExactlyInAnyOrderElementsOf(in);
            assertThat(queues.hasFallenBack()).isTrue();
        }
    }
}
