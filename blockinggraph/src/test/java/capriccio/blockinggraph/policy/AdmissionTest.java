package capriccio.blockinggraph.policy;

import static capriccio.blockinggraph.policy.Admission.Verdict.BEGIN;
import static capriccio.blockinggraph.policy.Admission.Verdict.REFUSE;
import static capriccio.blockinggraph.policy.Admission.Verdict.WAIT;
import static capriccio.blockinggraph.policy.Simulation.MICRO;
import static capriccio.blockinggraph.policy.Simulation.MILLI;
import static capriccio.blockinggraph.policy.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import capriccio.blockinggraph.Resource;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    @Test
    void letsAllInWhileThereIsPlenty() {
        Admission admission = new Admission(2, 2, 10);
        admission.update(false, 1000, Integer.MAX_VALUE);
        for (int i = 0; i < 1000; i++) {
            assertThat(admission.arrive()).isEqualTo(BEGIN);
        }
    }

    @Test
    void waitingIsBoundedInNumberAndTime() {
        Admission admission = new Admission(2, 2, 10);
        admission.update(true, 1, Integer.MAX_VALUE);
        assertThat(admission.arrive()).as("one more may be held").isEqualTo(BEGIN);
        assertThat(admission.arrive()).isEqualTo(WAIT);
        assertThat(admission.arrive()).isEqualTo(WAIT);
        assertThat(admission.arrive()).as("no third waits").isEqualTo(REFUSE);
        assertThat(admission.again(9)).isEqualTo(WAIT);
        admission.update(true, 1000, Integer.MAX_VALUE);
        assertThat(admission.again(9)).as("one a tick, always").isEqualTo(BEGIN);
        assertThat(admission.again(10)).as("its patience ends").isEqualTo(REFUSE);
        assertThat(admission.refused()).isEqualTo(2);
        assertThat(admission.arrive()).isEqualTo(WAIT);
        admission.update(true, 1, Integer.MAX_VALUE);
        assertThat(admission.arrive()).as("does not overtake").isEqualTo(WAIT);
        admission.giveUp();
        assertThat(admission.again(5)).isEqualTo(BEGIN);
        admission.open();
        assertThat(admission.arrive()).isEqualTo(BEGIN);
    }

    @Test
    void whatCannotBeRefusedWaitsForItsTurnOrUntilItsPatienceIsOver() {
        Admission admission = new Admission(2, 1, 10);
        Arrival first = new Arrival(admission, 10);
        assertThat(first.mayBegin(0)).as("nothing is scarce").isTrue();
        admission.update(true, 1, Integer.MAX_VALUE);
        assertThat(admission.isOpen()).isFalse();
        assertThat(first.mayBegin(0)).as("one more may be held").isTrue();
        assertThat(first.mayBegin(100)).isFalse();
        Arrival second = new Arrival(admission, Long.MAX_VALUE);
        assertThat(second.mayBegin(100)).as("more than may wait, but it cannot be refused").isFalse();
        assertThat(admission.arrive()).as("this can").isEqualTo(REFUSE);
        assertThat(first.mayBegin(109)).isFalse();
        assertThat(first.mayBegin(110)).as("its patience is over").isTrue();
        assertThat(second.mayBegin(Long.MAX_VALUE - 1)).isFalse();
        admission.update(true, 1000, Integer.MAX_VALUE);
        assertThat(second.mayBegin(200)).as("one a tick").isTrue();
        assertThat(second.mayBegin(201)).isFalse();
        second.end();
        second.end();
        first.end();
        admission.update(true, 1, Integer.MAX_VALUE);
        assertThat(admission.arrive()).as("nobody waits any more").isEqualTo(BEGIN);
        assertThat(admission.admitted()).isEqualTo(5);
        assertThat(admission.waited()).isEqualTo(3);
        assertThat(admission.refused()).isEqualTo(1);
        assertThat(admission.toString()).contains("0 wait", "5 were admitted", "3 had to wait", "1 were refused");
    }

    @Test
    void noMoreBeginsThanThereIsRoomFor() {
        Admission admission = new Admission(2, 2, 10);
        admission.update(false, 0, 3);
        assertThat(admission.isOpen()).isFalse();
        for (int i = 0; i < 3; i++) {
            assertThat(admission.arrive()).isEqualTo(BEGIN);
        }
        assertThat(admission.arrive()).isEqualTo(WAIT);
        admission.update(false, 0, -5);
        assertThat(admission.again(1)).as("one a tick, always").isEqualTo(BEGIN);
        admission.update(false, 0, Integer.MAX_VALUE);
        assertThat(admission.isOpen()).isTrue();
    }

    /** Two thousand connections at once, each of which is a descriptor and opens eight more for 100 ms; 1,024 may be open. */
    @Test
    void aCrowdAtTheDoorLeavesRoomForWhatItNeedsInside() {
        int most = 1024;
        int crowd = 2000;
        Simulation s = new Simulation(1, 12, null);
        s.heap(512 * Loads.MEGABYTE, false);
        Resource open = s.measured(s.resources.get(Resource.DESCRIPTORS));
        long[] peak = new long[1];
        Loads.watchDescriptors(s, open, () -> -1, most);
        Admission admission = s.governor.admission();
        Simulation.Program connection = Simulation.program(100 * MICRO, c -> {
            int[] takes = {1, 8, -9};
            s.take(open, takes[c.state]);
            peak[0] = Math.max(peak[0], open.used());
            if (c.state == 2) {
                s.done(c, 0);
                c.end();
            } else {
                c.block(81 + c.state, c.state == 0 ? MILLI : 100 * MILLI);
            }
            c.state++;
        });
        for (int i = 0; i < crowd; i++) {
            s.at(SECOND, () -> enter(s, new Arrival(admission, Long.MAX_VALUE), connection));
        }
        s.runUntil(30 * SECOND);
        assertThat(s.completed[0]).as(s.governor.explain()).isEqualTo(crowd);
        assertThat(peak[0]).isLessThanOrEqualTo(most);
    }

    private static void enter(Simulation s, Arrival arrival, Simulation.Program connection) {
        if (arrival.mayBegin(s.clock)) {
            s.start(s.clock, connection);
        } else {
            s.at(s.clock + Simulation.TICK, () -> enter(s, arrival, connection));
        }
    }

    /** A request with a thread of its own that holds 4 MB for 200 ms. */
    private static Simulation.Program request(Simulation s, long arrived) {
        return Simulation.program(300 * MICRO, c -> {
            c.requestBegan = arrived;
            if (c.state == 0) {
                c.block(71, MILLI);
            } else if (c.state == 1 && c.retain(4 * Loads.MEGABYTE)) {
                c.block(72, 200 * MILLI);
            } else {
                if (c.state == 2) {
                    s.done(c, 0);
                }
                c.letGo();
                c.end();
            }
            c.state++;
        });
    }

    private static void arrive(Simulation s, Admission admission, long arrived) {
        Admission.Verdict verdict =
                s.clock == arrived ? admission.arrive() : admission.again(s.clock - arrived);
        if (verdict == BEGIN) {
            s.start(s.clock, request(s, arrived));
        } else if (verdict == WAIT) {
            s.at(s.clock + Simulation.TICK, () -> arrive(s, admission, arrived));
        }
    }

    /** Twice what the server can do, for a minute: it goes on doing what it can, and who is let in is answered soon. */
    @Test
    void overloadedServerStaysAtItsPeak() {
        Simulation s = new Simulation(1, 11, null);
        s.heap(512 * Loads.MEGABYTE, false);
        Admission admission = s.governor.admission();
        double offered = 900;
        double at = 0;
        while (at < 60 * SECOND) {
            at += -StrictMath.log(1 - s.random.nextDouble()) / offered * SECOND;
            long arrival = (long) at;
            s.at(arrival, () -> arrive(s, admission, arrival));
        }
        s.runUntil(15 * SECOND);
        s.forgetResults();
        long refusedBefore = admission.refused();
        s.runUntil(60 * SECOND);
        double rate = s.completed[0] / 45.0;
        double refused = (admission.refused() - refusedBefore) / 45.0;
        System.out.printf("admission: %.0f/s of %.0f/s offered, %.0f/s refused, p99 %.0f ms, %d threads at the end, out of memory %d%n", rate, offered, refused,
                s.percentile(0, 0.99) / 1e6, s.queuedOrWaiting(), s.heap.failures);
        assertThat(rate).as(s.governor.explain()).isGreaterThan(420);
        assertThat(rate + refused).isBetween(0.9 * offered, 1.1 * offered);
        assertThat(s.heap.failures).isZero();
        assertThat(s.queuedOrWaiting()).isLessThan(600);
        assertThat(s.percentile(0, 0.99)).isLessThan(3 * SECOND);
    }
}
