package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs written as in 2002 compile unmodified and do what they did. */
@Timeout(120)
class ProgramsOf2002Test {
    private static final Path PROGRAMS = Path.of("src", "test", "resources", "programs");

    @TempDir
    private Path classes;

    /** Compiles a program, runs it in a JVM of its own, and returns its output once it has ended with 0. */
    private String run(String program, String... command) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classPath = System.getProperty("java.class.path") + File.pathSeparator + classes;
        String source = PROGRAMS.resolve(program + ".java").toString();
        assertThat(compiler.run(
                        null, null, null, "--release", "17", "-nowarn", "-cp", classPath, "-d", classes.toString(), source))
                .isZero();
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-cp", classPath));
        line.addAll(List.of(command));
        Path out = classes.resolve("out.txt");
        Path err = classes.resolve("err.txt");
        Process process = new ProcessBuilder(line)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(program + " ends: " + text(err)).isTrue();
            assertThat(process.exitValue()).as(text(err)).isZero();
        } finally {
            process.destroyForcibly();
        }
        return text(out);
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    @Test
    void configuredStagesPassEventsByName() throws Exception {
        String config = PROGRAMS.resolve("generic.cfg").toString();
        assertThat(run("GenericHandler", "seda.sandStorm.main.Main", config))
                .contains("Sandstorm v3.0", "Sandstorm: Loaded ping from GenericHandler", "pong done 7");
        assertThat(run("GenericHandler", "seda.sandStorm.main.Main", config, "max=100")).contains("ping done 100");
    }

    @Test
    void aSocketEchoes() throws Exception {
        assertThat(run("EchoBench", "EchoBench")).contains("client got 20000 bytes", "server saw 20000 bytes");
    }

    @Test
    void aFullStageSheds() throws Exception {
        assertThat(run("Shedder", "Shedder")).contains("ok 5 full 5 handled 8");
    }

    @Test
    void timersRunWithoutARuntime() throws Exception {
        assertThat(run("TimerRace", "TimerRace")).contains("abc left 0");
    }
}
