package capriccio.continuations.runtime;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.III_Result;

/** The races of {@link HandOff} under jcstress. Run by {@code JcstressIT}. */
public final class HandOffStress {
    private HandOffStress() {}

    /** Park against unpark. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "runnable once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost or doubled")
    @State
    public static class Permit {
        private final HandOff.Permit round = new HandOff.Permit();

        @Actor
        public void park() {
            round.park();
        }

        @Actor
        public void unpark() {
            round.unpark();
        }

        @Arbiter
        public void result(I_Result r) {
            r.r1 = round.timesRunnable();
        }
    }

    /** Park against two unparks. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "runnable once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost or doubled")
    @State
    public static class TwoPermits {
        private final HandOff.Permit round = new HandOff.Permit();

        @Actor
        public void park() {
            round.park();
        }

        @Actor
        public void unpark() {
            round.unpark();
        }

        @Actor
        public void unparkToo() {
            round.unpark();
        }

        @Arbiter
        public void result(I_Result r) {
            r.r1 = round.timesRunnable();
        }
    }

    /** Enqueue against owner and thief. */
    @JCStressTest
    @Outcome(id = {"1, 0, 0", "0, 1, 0", "0, 0, 1"}, expect = Expect.ACCEPTABLE, desc = "handed out once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost or doubled")
    @State
    public static class RunQueue {
        private final HandOff.RunQueue round = new HandOff.RunQueue();

        @Actor
        public void enqueue() {
            round.enqueue();
        }

        @Actor
        public void owner(III_Result r) {
            r.r1 = round.take(0);
        }

        @Actor
        public void thief(III_Result r) {
            r.r2 = round.take(1);
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = round.drain();
        }
    }

    /** A carrier that puts a thread first and takes it, against a thief. */
    @JCStressTest
    @Outcome(id = {"1, 0, 0", "0, 1, 0"}, expect = Expect.ACCEPTABLE, desc = "handed out once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost or doubled")
    @State
    public static class FirstInQueue {
        private final HandOff.RunQueue round = new HandOff.RunQueue();

        @Actor
        public void owner(III_Result r) {
            round.enqueueFirst();
            r.r1 = round.take(0);
        }

        @Actor
        public void thief(III_Result r) {
            r.r2 = round.take(1);
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = round.drain();
        }
    }

    /** Idle against submit. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "found, or woken")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost wake-up")
    @State
    public static class Wakeup {
        private final HandOff.Wakeup round = new HandOff.Wakeup();

        @Actor
        public void idle(I_Result r) {
            r.r1 = round.idle();
        }

        @Actor
        public void submit() {
            round.submit();
        }
    }

    /** Enter against enter. */
    @JCStressTest
    @Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "all counted")
    @Outcome(expect = Expect.FORBIDDEN, desc = "two inside at once")
    @State
    public static class Exclusion {
        private final HandOff.Exclusion round = new HandOff.Exclusion();

        @Actor
        public void one() {
            round.increment();
        }

        @Actor
        public void two() {
            round.increment();
        }

        @Actor
        public void three() {
            round.increment();
        }

        @Arbiter
        public void result(I_Result r) {
            r.r1 = round.total();
        }
    }

    /** Wait against notify. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "woken, and owner")
    @Outcome(expect = Expect.FORBIDDEN, desc = "not owner")
    @State
    public static class Notification {
        private final HandOff.Notification round = new HandOff.Notification();

        @Actor
        public void await(I_Result r) {
            try {
                r.r1 = round.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Actor
        public void set() {
            round.set();
        }
    }
}
