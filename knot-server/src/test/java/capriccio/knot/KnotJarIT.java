package capriccio.knot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar itself, as a user runs it. */
@Timeout(60)
class KnotJarIT {
    @TempDir
    Path root;

    @Test
    void isWhole() throws IOException {
        try (JarFile jar = new JarFile(Path.of("target", "knot.jar").toFile())) {
            assertThat(jar.isMultiRelease()).isTrue();
            assertThat(jar.stream().map(ZipEntry::getName))
                    .contains("META-INF/LICENSE", "META-INF/LICENSE.txt", "META-INF/LICENSE-capriccio")
                    .contains("META-INF/services/org.slf4j.spi.SLF4JServiceProvider")
                    .noneMatch(name -> name.endsWith("module-info.class") || name.endsWith(".SF"));
        }
    }

    @Test
    void servesUntilItsStandardInputEnds() throws IOException, InterruptedException {
        Files.writeString(root.resolve("a.txt"), "page a");
        Process knot = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        Path.of("target", "knot.jar").toString(),
                        "--port=0",
                        "--root=" + root,
                        "--exit-with-stdin")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = knot.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            assertThat(line).matches("listening on 127\\.0\\.0\\.1:[0-9]+");
            URI page = URI.create("http://" + line.substring("listening on ".length()) + "/a.txt");
            try (var body = page.toURL().openStream()) {
                assertThat(body.readAllBytes()).asString().isEqualTo("page a");
            }
            knot.getOutputStream().close();
            assertThat(knot.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(knot.exitValue()).isZero();
            assertThat(output.readLine()).isNull();
        } finally {
            knot.destroyForcibly();
        }
    }
}
