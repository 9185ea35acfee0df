package capriccio.seda.haboob;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar. */
@Timeout(60)
class HaboobJarIT {
    @TempDir
    private Path root;

    @Test
    void saysWhereItListensServesAndEndsWithItsInput() throws Exception {
        byte[] page = {1, 2, 3};
        Files.write(root.resolve("page.bin"), page);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        Path.of("target", "haboob.jar").toString(),
                        "--root",
                        root.toString(),
                        "--port",
                        "0",
                        "--exit-with-stdin")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
            String line = String.valueOf(out.readLine());
            assertThat(line).matches("listening on 127\\.0\\.0\\.1:\\d+");
            URI uri = URI.create("http://127.0.0.1:" + line.substring(line.indexOf(':') + 1) + "/page.bin");
            HttpURLConnection connection =
                    (HttpURLConnection) uri.toURL().openConnection();
            assertThat(connection.getInputStream().readAllBytes()).isEqualTo(page);
            process.getOutputStream().close();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(out.readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
    }
}
