package capriccio.seda.haboob;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar. */
@Timeout(60)
class HaboobJarIT {
    @TempDir
    private Path root;

    private Process start(String... jvmOptions) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-jar", Path.of("target", "haboob.jar").toString()));
        command.addAll(List.of("--root", root.toString(), "--port", "0", "--cache-bytes", "1000000"));
        command.add("--exit-with-stdin");
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** As the README says: by a configuration file, which has the class path's jar start the runtime. */
    @Test
    void theConfigurationFilesStartItToo() throws Exception {
        Files.writeString(root.resolve("page.txt"), "page");
        for (String file : List.of("haboob.cfg", "haboob-bottleneck.cfg")) {
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    Path.of("target", "haboob.jar").toString(),
                    "seda.sandStorm.main.Main",
                    Path.of("config", file).toString(),
                    "rootDir=" + root,
                    "httpPort=0");
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader out = process.inputReader()) {
                String line = out.readLine();
                while (line != null && !line.startsWith("listening on ")) {
                    line = out.readLine();
                }
                int port = Integer.parseInt(String.valueOf(line).substring("listening on 127.0.0.1:".length()));
                assertThat(get(port, "/page.txt")).isEqualTo("page".getBytes(ISO_8859_1));
                assertThat(get(port, "/haboob/stats")).asString(ISO_8859_1).contains("CacheStage");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static int portFrom(BufferedReader out) throws IOException {
        String line = String.valueOf(out.readLine());
        assertThat(line).matches("listening on 127\\.0\\.0\\.1:\\d+");
        return Integer.parseInt(line.substring(line.indexOf(':') + 1));
    }

    private static byte[] get(int port, String path) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes();
        }
    }

    @Test
    void saysWhereItListensServesAndEndsWithItsInput() throws Exception {
        byte[] page = {1, 2, 3};
        Files.write(root.resolve("page.bin"), page);
        Process process = start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(get(portFrom(out), "/page.bin")).isEqualTo(page);
            process.getOutputStream().close();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(out.readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aBadArgumentIsNamedAndEndsIt() throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target", "haboob.jar").toString(),
                "--root",
                root.resolve("none").toString());
        Process process = new ProcessBuilder(command).start();
        try (BufferedReader err = process.errorReader()) {
            assertThat(err.lines())
                    .contains("Haboob: stage CacheStage: rootDir is '" + root.resolve("none")
                            + "': give a directory that exists")
                    .noneMatch(line -> line.startsWith("\tat "));
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(2);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void clientsThatAskForFarMoreThanTheHeapAndNeverReadHarmNobody() throws Exception {
        byte[] large = new byte[1 << 20]; // larger than the cache, so that each request makes another page
        new Random(7).nextBytes(large);
        Files.write(root.resolve("large.bin"), large);
        Process process = start("-XX:+UseSerialGC", "-Xmx96m");
        List<Socket> deaf = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            int port = portFrom(out);
            byte[] asked = "GET /large.bin HTTP/1.1\r\nHost: h\r\n\r\n".repeat(60).getBytes(ISO_8859_1);
            for (int i = 0; i < 20; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                deaf.add(socket);
                socket.getOutputStream().write(asked);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(get(port, "/large.bin")).isEqualTo(large);
            }
        } finally {
            for (Socket socket : deaf) {
                socket.close();
            }
            process.destroyForcibly();
        }
    }
}
