package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scoped values and structured tasks, of which JDK 25 has this form: the program is compiled here, for it alone. */
@Execution(ExecutionMode.CONCURRENT)
class ScopesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final int JDK = 25;

    @TempDir
    static Path classes;

    @BeforeAll
    static void compile() throws Exception {
        assumeTrue(Runtime.version().feature() == JDK, () -> "the program is of JDK " + JDK + ", this is " + Runtime.version());
        Path source = Path.of(ScopesIT.class.getResource("/jdk25/Scopes.java").toURI());
        Path copy = Files.copy(source, classes.resolve("Scopes.java"));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int failed = ToolProvider.getSystemJavaCompiler().run(null, said, said,
                "--release", String.valueOf(JDK), "--enable-preview", "-d", classes.toString(), copy.toString());
        assertThat(failed).as(said.toString(StandardCharsets.UTF_8)).isZero();
    }

    private static ChildJvm.Result run(List<String> agent, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("-Xmx1g", "-XX:+UseSerialGC", "--enable-preview"));
        command.addAll(agent);
        command.addAll(List.of("-cp", classes.toString(), "Scopes"));
        command.addAll(List.of(arguments));
        try (ChildJvm jvm = ChildJvm.java(command.toArray(new String[0]))) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            return result;
        }
    }

    private static List<String> agent(String options) {
        return List.of("-javaagent:" + ChildJvm.agentJar() + "=" + options);
    }

    @Test
    void theyAreThePlainJdks() throws Exception {
        assertThat(run(List.of()).lastLine()).isEqualTo("OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"carriers=1", "carriers=2", "carriers=2,yield=everywhere", "backend=jdk,carriers=2"})
    void theyAreTheSameOnUserThreads(String options) throws Exception {
        assertThat(run(agent(options)).lastLine()).isEqualTo("OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bindings", "nested", "ownSubtasks"})
    void theyHoldNoCarrier(String part) throws Exception {
        assertThat(run(agent("carriers=1,stats=true"), part).output()).contains("parks that pinned a carrier 0");
    }
}
