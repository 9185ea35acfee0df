package capriccio.bench.scarce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import capriccio.bench.compare.Row;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class GraphOffTest {
    /** The program under both agents. */
    static final class Sleeper {
        private Sleeper() {}

        public static void main(String[] args) throws InterruptedException {
            Thread sleeper = new Thread(Sleeper::sleep);
            sleeper.start();
            sleeper.join();
        }

        private static void sleep() {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void theCopyLearnsNothing(@TempDir Path folder) throws Exception {
        Path agent = Row.agent(Path.of(".."));
        assumeThat(agent).as("the agent is built").exists();
        Path off = folder.resolve("off.jar");
        GraphOff.copy(agent, off);
        assertThat(edges(agent, folder)).as("with the graph").isPositive();
        assertThat(edges(off, folder)).as("without").isZero();
    }

    private static int edges(Path agent, Path folder) throws Exception {
        Path graph = folder.resolve("graph");
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-javaagent:" + agent + "=cache=off,graph=" + graph,
                        "-cp",
                        Path.of(Sleeper.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString(),
                        Sleeper.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        Path json = Path.of(graph + ".json");
        assertThat(json).as(Files.readString(said)).exists();
        return new ObjectMapper().readTree(json.toFile()).path("edges").size();
    }

    @Test
    void anAgentThatIsBuiltOtherwiseIsNamed(@TempDir Path folder) throws Exception {
        Path other = folder.resolve("other.jar");
        try (OutputStream file = Files.newOutputStream(other);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry("some/Thing.class"));
        }
        assertThatThrownBy(() -> GraphOff.copy(other, folder.resolve("off.jar")))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("other.jar", "UserThread", "BlockingGraph");
        assertThat(folder).isDirectoryNotContaining("glob:**off*");
    }
}
