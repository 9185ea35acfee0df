package capriccio.seda.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import seda.sandStorm.api.ProfilableIF;
import seda.sandStorm.api.ProfilerIF;
import seda.sandStorm.internal.StageGraph;
import seda.sandStorm.main.SandstormConfig;

/** The thread-pool controller on a stage that waits 40 ms for each request, with clients that wait for their answers. */
class PoolSizeTest {
    private static final int DELAY = 2000;
    private static final int THRESHOLD = 10;
    private static final int MAX = 20;
    private static final double IDLE = 5000;
    private static final double THINK = 20;

    private final VirtualTime time = new VirtualTime();
    private final Names profiler = new Names();
    private int clients;

    /** Notes what is registered. */
    private static final class Names implements ProfilerIF {
        private final List<String> names = new ArrayList<>();

        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public void add(String name, ProfilableIF profilable) {
            names.add(name);
        }

        @Override
        public StageGraph getGraphProfiler() {
            return new StageGraph(new SandstormConfig());
        }
    }

    private SimulatedStage stage(double serviceMillis, int bestThreads) {
        SimulatedStage[] made = new SimulatedStage[1];
        made[0] = new SimulatedStage(time, 1, batch -> {
            int n = made[0].threads();
            double crowding = Math.max(1, Math.pow((double) n / bestThreads, 2));
            return serviceMillis * batch.length * crowding;
        });
        made[0].setPool(THRESHOLD, MAX, IDLE);
        made[0].setBatches(new BatchTarget(new BatchTarget.Settings(1, 1, DELAY, 0.7, false), time));
        return made[0];
    }

    private void control(SimulatedStage stage, boolean autoMaxDetect, boolean faithful) {
        PoolSizeController controller = new PoolSizeController(
                new PoolSizeController.Settings(DELAY, autoMaxDetect, faithful), time, new SplittableRandom(3), profiler);
        controller.register(stage);
        time.every(DELAY, controller::tick);
    }

    /** Clients beyond the wanted number leave after their answer. */
    private void setClients(SimulatedStage stage, int wanted) {
        int[] active = {clients};
        stage.onResponse(() -> {
            if (active[0] > wanted) {
                active[0]--;
            } else {
                time.after(THINK, () -> stage.arrive(0));
            }
        });
        for (; active[0] < wanted; active[0]++) {
            time.after(THINK, () -> stage.arrive(0));
        }
        clients = wanted;
    }

    /** Fig. 8: at each level of load the pool grows until the queue is short, to 20 threads at most, and shrinks after it. */
    @Test
    void poolsGrowWithTheLoadAndShrinkWhenIdle() {
        SimulatedStage stage = stage(40, MAX);
        control(stage, false, false);
        setClients(stage, 8);
        time.runUntil(60_000);
        assertThat(stage.threads()).as("8 clients never queue 10 requests").isEqualTo(1);
        setClients(stage, 20);
        time.runUntil(160_000);
        int atTwenty = stage.threads();
        assertThat(atTwenty).isBetween(2, MAX - 1);
        setClients(stage, 256);
        time.runUntil(260_000);
        assertThat(stage.threads()).isEqualTo(MAX);
        setClients(stage, 2);
        time.runUntil(400_000);
        assertThat(stage.threads()).isLessThan(atTwenty);
    }

    @Test
    void oneThreadATick() {
        SimulatedStage fixed = stage(40, MAX);
        control(fixed, false, false);
        setClients(fixed, 256);
        time.runUntil(8.5 * DELAY);
        assertThat(fixed.threads()).isEqualTo(9);
    }

    @Test
    void faithfulToFaultOnlyEveryFourthTickCounts() {
        SimulatedStage faithful = stage(40, MAX);
        control(faithful, false, true);
        setClients(faithful, 256);
        time.runUntil(8.5 * DELAY);
        assertThat(faithful.threads()).isEqualTo(3);
    }

    @Test
    void theBestNumberOfThreadsIsDetected() {
        SimulatedStage stage = stage(40, 6);
        control(stage, true, false);
        setClients(stage, 256);
        List<Integer> sizes = new ArrayList<>();
        time.runUntil(400_000);
        for (int i = 0; i < 100; i++) {
            time.runUntil(time.elapsed() + DELAY);
            sizes.add(stage.threads());
        }
        assertThat(Collections.max(sizes)).as("it never gets near the maximum again").isLessThan(MAX);
        assertThat(sizes.stream().mapToInt(Integer::intValue).average().orElseThrow()).isBetween(3.0, 12.0);
        assertThat(profiler.names)
                .containsExactly(
                        "TPController savedThreads <simulated>",
                        "TPController avgThreads <simulated>",
                        "TPController savedThroughput <simulated>",
                        "TPController avgThroughput <simulated>");
    }
}
