package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capriccio.seda.Events.Numbered;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkFullException;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.core.QueueThresholdPredicate;

@Timeout(30)
class FiniteQueueTest {
    private final FiniteQueue queue = new FiniteQueue("test");

    private static QueueElementIF[] events(int count) {
        QueueElementIF[] events = new QueueElementIF[count];
        for (int i = 0; i < count; i++) {
            events[i] = new Numbered(0, i);
        }
        return events;
    }

    private void limit(int threshold) {
        queue.setEnqueuePredicate(new QueueThresholdPredicate(queue, threshold));
    }

    @Test
    void returnsEventsInOrderAndNullWhenEmpty() throws Exception {
        assertThat(queue.dequeue()).isNull();
        assertThat(queue.dequeue_all()).isNull();
        assertThat(queue.dequeue(3)).isNull();
        QueueElementIF[] events = events(5);
        queue.enqueue_many(events);
        assertThat(queue.dequeue()).isSameAs(events[0]);
        assertThat(queue.dequeue(2)).containsExactly(events[1], events[2]);
        assertThat(queue.dequeue(3, true)).isNull();
        assertThat(queue.dequeue_all()).containsExactly(events[3], events[4]);
        assertThat(queue.size()).isZero();
        assertThat(queue).hasToString("FiniteQueue test");
    }

    @Test
    void thresholdRefusesWhatWouldExceedIt() throws Exception {
        limit(2);
        queue.enqueue(new Numbered(0, 0));
        assertThat(queue.enqueue_lossy(new Numbered(0, 1))).isTrue();
        assertThat(queue.enqueue_lossy(new Numbered(0, 2))).isFalse();
        assertThatThrownBy(() -> queue.enqueue(new Numbered(0, 2))).isInstanceOf(SinkFullException.class);
        assertThat(queue.size()).isEqualTo(2);
        limit(-1);
        assertThat(queue.enqueue_lossy(new Numbered(0, 2))).isTrue();
    }

    @Test
    void manyAreAddedAllOrNone() throws Exception {
        queue.setEnqueuePredicate(event -> ((Numbered) event).number() != 3);
        assertThatThrownBy(() -> queue.enqueue_many(events(5))).isInstanceOf(SinkFullException.class);
        assertThat(queue.size()).isZero();
        queue.enqueue_many(events(3));
        assertThat(queue.size()).isEqualTo(3);
    }

    @Test
    void reservedEventsCountButCannotBeTaken() throws Exception {
        limit(3);
        QueueElementIF[] events = events(2);
        Object key = queue.enqueue_prepare(events);
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.dequeue_all()).isNull();
        Numbered later = new Numbered(1, 0);
        queue.enqueue(later);
        assertThat(queue.enqueue_lossy(new Numbered(1, 1))).isFalse();
        queue.close();
        queue.enqueue_commit(key);
        assertThat(queue.dequeue_all()).containsExactly(later, events[0], events[1]);
        assertThatIllegalArgumentException().isThrownBy(() -> queue.enqueue_commit(key));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.enqueue_abort(key));
    }

    @Test
    void anAbortedReservationLeavesNothing() throws Exception {
        limit(2);
        Object key = queue.enqueue_prepare(events(2));
        assertThatThrownBy(() -> queue.enqueue_prepare(events(1))).isInstanceOf(SinkFullException.class);
        queue.enqueue_abort(key);
        assertThat(queue.size()).isZero();
        queue.enqueue_many(events(1));
    }

    @Test
    void aClosedQueueRefusesButStillGives() throws Exception {
        queue.enqueue(new Numbered(0, 0));
        queue.close();
        assertThatThrownBy(() -> queue.enqueue(new Numbered(0, 1))).isInstanceOf(SinkClosedException.class);
        assertThat(queue.enqueue_lossy(new Numbered(0, 1))).isFalse();
        assertThat(queue.dequeue()).isEqualTo(new Numbered(0, 0));
    }

    @Test
    void blockingTakesWaitForAnEventOrTheTimeout() throws Exception {
        assertThat(queue.blocking_dequeue(0)).isNull();
        assertThat(queue.blocking_dequeue(5)).isNull();
        assertThat(queue.blocking_dequeue_all(5)).isNull();
        CompletableFuture<QueueElementIF[]> taken =
                CompletableFuture.supplyAsync(() -> queue.blocking_dequeue(-1, 3, true));
        queue.enqueue_many(events(2));
        queue.enqueue(new Numbered(0, 2));
        assertThat(taken.get(10, TimeUnit.SECONDS)).hasSize(3);
        queue.enqueue_many(events(2));
        assertThat(queue.blocking_dequeue(5, 3, true)).hasSize(2);
    }

    @Test
    void anInterruptEndsAWaitWithoutTheFlag() {
        Thread.currentThread().interrupt();
        assertThat(queue.blocking_dequeue(-1)).isNull();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
