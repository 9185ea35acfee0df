package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is woven is compiled, by both of the JVM's compilers: what one refuses is interpreted for as long as it runs. */
@Execution(ExecutionMode.CONCURRENT)
class CompilersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @ParameterizedTest
    @ValueSource(strings = {"MonitorMix", "WaitNotify", "JdkHttpServer", "Channels"})
    void noMethodIsLeftToTheInterpreter(String program) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent(List.of("-XX:TieredStopAtLevel=4", "-XX:+PrintCompilation"), "carriers=2", program)) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(result.output().lines().filter(line -> line.endsWith("bytes)")).count())
                    .as("lines of compilations").isGreaterThan(100);
            assertThat(result.output().lines().filter(CompilersIT::isRefused)).isEmpty();
        }
    }

    /** Not what a compiler gives up for its size, or takes back. */
    private static boolean isRefused(String line) {
        return line.contains("COMPILE SKIPPED") && (line.contains("pars") || line.contains("covers itself"));
    }
}
