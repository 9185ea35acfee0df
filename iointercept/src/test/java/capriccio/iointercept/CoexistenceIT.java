package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JaCoCo's agent and this one in one JVM, in both orders: both do their work. */
@Execution(ExecutionMode.CONCURRENT)
class CoexistenceIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @ParameterizedTest(name = "{0}, JaCoCo first: {1}, cache: {2}")
    @CsvSource({"Queues, true, off", "Queues, false, off", "Locks, true, on", "Locks, false, on"})
    void bothWork(String program, boolean first, String cache, @TempDir Path directory) throws Exception {
        Path report = directory.resolve("jacoco.exec");
        String jacoco = "-javaagent:" + jacoco() + "=destfile=" + report;
        String capriccio = "-javaagent:" + ChildJvm.agentJar() + "=carriers=2,stats,cache="
                + (cache.equals("off") ? "off" : directory.resolve("cache"));
        for (int start = 0; start < (cache.equals("off") ? 1 : 2); start++) {
            Files.deleteIfExists(report);
            List<String> agents = first ? List.of(jacoco, capriccio) : List.of(capriccio, jacoco);
            try (ChildJvm jvm = ChildJvm.java("-Xmx500m", ChildJvm.FIRST_COMPILER, agents.get(0), agents.get(1), "-cp",
                    ChildJvm.testClasses().toString(), "capriccio.iointercept.programs." + program)) {
                ChildJvm.Result result = jvm.await(PATIENCE);
                assertThat(result.exit()).as(result.toString()).isZero();
                assertThat(result.output()).contains("\nOK ").contains("parks that pinned a carrier 0").doesNotContain("could not start");
            }
            assertThat(new String(Files.readAllBytes(report), StandardCharsets.ISO_8859_1))
                    .contains("capriccio/iointercept/programs/" + program);
        }
    }

    private static Path jacoco() throws Exception {
        return Path.of(Class.forName("org.jacoco.agent.rt.RT").getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
