package capriccio.seda.haboob;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.QueueThresholdPredicate;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

/** The threshold follows the response time. */
class BottleneckDirectControlTest {
    private final BottleneckDirectControl control = new BottleneckDirectControl();
    private Sandstorm sandstorm;
    private QueueThresholdPredicate predicate;

    @BeforeEach
    void start() throws Exception {
        sandstorm = new Sandstorm(new SandstormConfig());
        String[] args = {"targetResponseTime=1000", "smoothConst=0.5"};
        SinkIF sink = sandstorm.getManager().createStage("BottleneckStage", control, args).getSink();
        predicate = (QueueThresholdPredicate) sink.getEnqueuePredicate();
    }

    @AfterEach
    void shutdown() {
        sandstorm.shutdown();
    }

    private void answers(int count, long millis) {
        for (int i = 0; i < count; i++) {
            control.onAnswered(System.currentTimeMillis() - millis);
        }
    }

    @Test
    void itGrowsByTwoIsHalvedAndStaysBetweenItsBounds() {
        assertThat(predicate.getThreshold()).isEqualTo(1);
        answers(199, 100);
        assertThat(predicate.getThreshold()).isEqualTo(1);
        answers(1, 100);
        assertThat(predicate.getThreshold()).isEqualTo(3);
        answers(200, 1000); // near the target
        assertThat(predicate.getThreshold()).isEqualTo(3);
        answers(200 * 600, 100);
        assertThat(predicate.getThreshold()).isEqualTo(1024);
        answers(200, 5000);
        assertThat(predicate.getThreshold()).isEqualTo(512);
        answers(200 * 12, 5000);
        assertThat(predicate.getThreshold()).isEqualTo(1);
    }
}
