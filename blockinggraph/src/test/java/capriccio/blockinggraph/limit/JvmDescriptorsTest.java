package capriccio.blockinggraph.limit;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.blockinggraph.Resource;
import capriccio.blockinggraph.Resources;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JvmDescriptorsTest {
    private final Resource told = new Resources().get(Resource.DESCRIPTORS);
    private final AtomicLong real = new AtomicLong(40);
    private final JvmDescriptors descriptors = new JvmDescriptors(told, real::get, 1000);

    @Test
    void isAsToldFromTickToTick() {
        assertThat(descriptors.open()).as("those that were open before").isEqualTo(40);
        for (int i = 0; i < 100; i++) {
            real.incrementAndGet();
            told.acquire();
            assertThat(descriptors.open()).isEqualTo((double) real.get());
            if (i % 3 == 0) {
                told.release();
                real.decrementAndGet();
            }
        }
        assertThat(told.used()).isEqualTo(real.get());
    }

    /** One in ten opens, and one in eight closes, is not told of. */
    @Test
    void errorsLastForSixteenTicksAtMost() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            double untold = 0;
            for (int tick = 0; tick < 16; tick++) {
                double open = descriptors.open();
                if (tick == 0) {
                    assertThat(open).isEqualTo((double) real.get());
                }
                assertThat(Math.abs(open - (double) real.get())).isLessThanOrEqualTo(untold);
                if (random.nextBoolean()) {
                    real.incrementAndGet();
                    if (random.nextInt(10) > 0) {
                        told.acquire();
                    } else {
                        untold++;
                    }
                } else if (real.get() > 0) {
                    real.decrementAndGet();
                    if (random.nextInt(8) > 0) {
                        told.release();
                    } else {
                        untold++;
                    }
                }
            }
        }
    }

    @Test
    void isNeverNegative() {
        assertThat(descriptors.open()).isEqualTo(40);
        told.release(100);
        assertThat(descriptors.open()).isZero();
        assertThat(descriptors.most()).isEqualTo(1000);
        assertThat(descriptors.closed()).isNegative();
    }
}
