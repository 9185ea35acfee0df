package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs over the http library, and Haboob's pages, written as in 2002. */
@Timeout(120)
class HttpProgramsTest {
    private static final String MAIN = "seda.sandStorm.main.Main";

    @TempDir
    private static Path work;

    private static Programs programs;

    @BeforeAll
    static void compile() throws IOException {
        programs = Programs.compile("http", work);
    }

    @Test
    void aConfiguredStageServesPages() throws Exception {
        assertThat(programs.run(MAIN, programs.file("pageserver.cfg")).lines())
                .contains(
                        "Started httpServer [port=0]",
                        "httpRequest[GET /echo?a=1 HTTP/1.1",
                        "\tX-Time 10:20:30]",
                        "connection 1 closed after 2 requests",
                        "Sandstorm (unknown version) true")
                .containsSequence("HTTP/1.1 200 OK 1000", "HTTP/1.1 200 OK 1000");
    }

    @Test
    void aServerRedirectsAndErrs() throws Exception {
        assertThat(programs.run("ErrorServer").lines())
                .containsExactly(
                        "HTTP/1.1 418 STATUS 418 on ErrorServer short and stout",
                        "0 bytes",
                        "HTTP/1.1 404 NOT FOUND closed true",
                        "HTTP/1.1 301 MOVED PERMANENTLY /there text/html",
                        "HTTP/1.1 500 INTERNAL SERVER ERROR null text/html",
                        "HTTP/1.1 503 SERVICE UNAVAILABLE null text/html",
                        "HTTP/1.1 400 BAD REQUEST",
                        "HTTP/1.1 501 Not Implemented",
                        "HTTP/1.1 400 Bad Request",
                        "HTTP/1.1 505 HTTP Version Not Supported");
    }

    @Test
    void aServerStreamsByDrainedEvents() throws Exception {
        assertThat(programs.run("StreamServer").lines())
                .containsOnly("819200 bytes, 0 wrong, closed true", "500 drained")
                .hasSize(6);
    }

    @Test
    void clientsInAClosedLoopAreServedAlike() throws Exception {
        assertThat(programs.run("ClosedLoop")).contains("Fairness report: 600 responses, index 1.0");
    }

    @Test
    void requestsHaveClassesAndAreAdmittedByThem() throws Exception {
        assertThat(programs.run("ClassServer").lines())
                .containsExactly(
                        "class 2 version 2 a=1/2 b=x y!/1 c=true/1 then 7 2 true",
                        "HTTP/1.1 503 SERVICE UNAVAILABLE closed true",
                        "/again while suspended",
                        "ok",
                        "header false close true 1",
                        "nine+raw from 127.0.0.1",
                        "closed true");
    }

    @Test
    void haboobServesDynamicPages() throws Exception {
        Path pages = Files.writeString(work.resolve("pages.txt"), "/count CounterPage # of this folder\n");
        Path root = Files.createDirectories(work.resolve("root"));
        Files.writeString(root.resolve("index.html"), "<html>home</html>");
        String config = programs.file("haboobpages.cfg");
        assertThat(programs.run("HaboobPages", config, "rootDir=" + root, "configfile=" + pages).lines())
                .containsExactly(
                        "<html>home</html>",
                        "<html>Ann is number 1</html>",
                        "<html>Bob is number 2</html>",
                        "HTTP/1.1 500 INTERNAL SERVER ERROR",
                        "8192 BOTTLENECK: 90thRT",
                        "statistics true closed true");
    }

    @Test
    void haboobWithABadSettingEndsWithOneLineThatSaysWhatToGive() throws Exception {
        Programs.Run run = programs.runToEnd(MAIN, programs.file("haboobpages.cfg"), "rootDir=/no/such/directory");
        assertThat(run.exit()).isEqualTo(255);
        assertThat(run.err())
                .contains("Haboob: stage CacheStage: rootDir is '/no/such/directory': give a directory that exists")
                .doesNotContain("\tat ");
    }
}
