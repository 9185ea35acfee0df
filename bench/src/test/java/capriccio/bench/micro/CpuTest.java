package capriccio.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CpuTest {
    @Test
    void warmUpGoesOnWhileRunsGetCheaper() {
        assertThat(Cpu.hasSettled(List.of(9.0, 9.0, 9.0, 9.0, 9.0))).as("too few windows").isFalse();
        assertThat(Cpu.hasSettled(List.of(9.0, 8.0, 7.0, 6.0, 5.5, 5.0))).isFalse();
        assertThat(Cpu.hasSettled(List.of(9.0, 8.0, 7.0, 6.0, 5.0, 5.1, 4.9, 5.0, 5.0))).as("the oldest do not count").isFalse();
        assertThat(Cpu.hasSettled(List.of(9.0, 7.0, 5.0, 5.1, 4.9, 5.0, 5.0, 4.9))).isTrue();
        assertThat(Cpu.hasSettled(List.of(5.0, 5.0, 5.0, 6.0, 6.0, 6.0))).as("dearer is no reason to go on").isTrue();
    }

    @Test
    void warmUpEndsThoughRunsStillGetCheaper() {
        AtomicInteger runs = new AtomicInteger();
        Cpu.settle(runs::incrementAndGet, 1);
        assertThat(runs).hasPositiveValue();
    }
}
