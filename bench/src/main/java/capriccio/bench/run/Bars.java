package capriccio.bench.run;

import java.util.ArrayList;
import java.util.List;

/** The bars of the design, section 10, that concern the continuations. */
final class Bars {
    private static final List<String> OURS = List.of("user-17", "user-25");
    private static final String JDK_CONTINUATION = "continuation-25";
    private static final String VIRTUAL = "virtual-25";
    private static final int[] DEPTHS = {1, 5, 20, 100};

    private Bars() {}

    static List<Bar> all() {
        List<Bar> bars = new ArrayList<>();
        for (String row : OURS) {
            // Like with like: a continuation without a scheduler against another, a thread against a thread.
            yields(bars, row.replace("user", "bare"));
            for (int depth : DEPTHS) {
                bars.add(Bar.over(Experiment.YIELD, "leaf/" + depth, row, VIRTUAL, 1));
            }
            bars.add(Bar.overItself(Experiment.DEEP, "deep/10000", "deep/1", row, 1.2));
            String unwoven = row.replace("user", "platform");
            bars.add(Bar.overAll(
                    Experiment.PROGRAMS, "programs, geometric mean", "run/", row, unwoven, 1.03, Bar::geometricMean));
            bars.add(Bar.overAll(Experiment.PROGRAMS, "programs, worst", "run/", row, unwoven, 1.20, Bar::worst));
            for (String by : List.of(
                    "park", "synchronousQueue", "arrayBlockingQueue", "linkedTransferQueue", "exchanger", "lockCondition", "waitNotify")) {
                bars.add(Bar.over(Experiment.HAND_OFF, "handOff/" + by, row, VIRTUAL, .5));
            }
            bars.add(Bar.over(Experiment.HAND_OFF, "handOff/park", row, "quasar", 1));
            bars.add(Bar.over(Experiment.CREATE, "createAndFinish", row, VIRTUAL, 1));
            bars.add(Bar.over(Experiment.IDLE_MEMORY, "heapPerThread/100000", row, VIRTUAL, 1));
            for (String policy : Rows.POLICIES) {
                bars.add(Bar.rateOverItself(Experiment.PRODUCER_CONSUMER, "message/100000", "message/100", Rows.ofPolicy(row, policy), .8));
            }
            bars.add(Bar.over(Experiment.START_UP, "start", row, unwoven, 1.3));
        }
        return bars;
    }

    private static void yields(List<Bar> bars, String row) {
        for (int depth : DEPTHS) {
            bars.add(Bar.over(Experiment.YIELD, "leaf/" + depth, row, JDK_CONTINUATION, .25));
        }
        bars.add(Bar.overItself(Experiment.YIELD, "leaf/100", "leaf/1", row, 1.2));
        bars.add(Bar.over(Experiment.YIELD, "descend/20", row, JDK_CONTINUATION, 1));
        for (String peer : List.of("kilim", "javaflow", "offbynull", "quasar", "kotlin")) {
            for (int depth : DEPTHS) {
                // Level with Kotlin means within a tenth of it.
                bars.add(Bar.over(Experiment.YIELD, "leaf/" + depth, row, peer, peer.equals("kotlin") ? 1.1 : 1));
            }
        }
    }
}
