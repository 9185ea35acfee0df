package capriccio.continuations.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs jcstress over {@link HandOffStress}; {@code -Djcstress.mode=default} for longer. */
class JcstressTest {
    @Test
    void noForbiddenOutcome() throws Exception {
        Path log = Path.of("target/jcstress.log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "org.openjdk.jcstress.Main", "-t", "HandOffStress",
                        "-m", System.getProperty("jcstress.mode", "quick"),
                        "-r", "target/jcstress", "-jvmArgs", "-Xmx256m"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(40, TimeUnit.MINUTES)).as("jcstress ends; see %s", log).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log)).contains("HandOffStress").doesNotContain("No matching tests");
    }
}
