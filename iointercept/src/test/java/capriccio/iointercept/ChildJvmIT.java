package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A test whose program fails learns why, and soon. */
@Execution(ExecutionMode.CONCURRENT)
class ChildJvmIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @ParameterizedTest
    @ValueSource(strings = {"main=platform", "main=user"})
    void aProgramWhoseMainFailsIsNotWaitedFor(String options) {
        try (ChildJvm jvm = ChildJvm.withAgent(options, "Forsaken")) {
            assertThatThrownBy(() -> jvm.await(PATIENCE))
                    .hasMessageStartingWith("main has failed")
                    .hasMessageContainingAll("IllegalStateException: main fails", "Full thread dump");
        }
    }
}
