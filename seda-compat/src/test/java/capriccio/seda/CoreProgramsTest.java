package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs written as in 2002 for stages, queues, timers, configuration, controllers, profile and utilities. */
@Timeout(120)
class CoreProgramsTest {
    private static final String MAIN = "seda.sandStorm.main.Main";

    @TempDir
    private static Path work;

    private static Programs programs;

    @BeforeAll
    static void compile() throws IOException {
        programs = Programs.compile("core", work);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "seda.sandStorm.api", "seda.sandStorm.api.internal", "seda.sandStorm.core", "seda.sandStorm.main",
        "seda.sandStorm.internal", "seda.sandStorm.lib.util", "seda.util"
    })
    void everyTypeIsUsedByAProgram(String packageName) throws IOException {
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "programs", "core"))) {
            for (Path file : files.toList()) {
                sources.append(Files.readString(file));
            }
        }
        for (String line : Files.readAllLines(Path.of("src", "test", "resources", "surface", packageName + ".txt"))) {
            if (!line.startsWith(" ")) {
                String type = line.replaceFirst("(abstract )?(class|interface) ", "").replaceFirst(" .*", "");
                String simple = type.substring(type.lastIndexOf('$') + 1);
                boolean isMain = simple.equals("Main"); // the command, not in a source
                assertThat(isMain || sources.toString().matches("(?s).*\\b" + simple + "\\b.*")).as(type).isTrue();
            }
        }
    }

    @Test
    void aPipelineOfStagesComputesSums() throws Exception {
        assertThat(programs.run("Pipeline")).contains("a 10\nb 20\nc 25\n").doesNotContain("lost", "closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "pid", "mm1", "multiclass"})
    void aServiceWithATargetAnswersAll(String type) throws Exception {
        assertThat(programs.run("Service", type))
                .contains("all answered true some refused true", "target 50.0", "predicate null", "target 2000.0 stats true");
    }

    @Test
    void aStageMovesItsOwnThreshold() throws Exception {
        assertThat(programs.run(MAIN, programs.file("threshold.cfg")))
                .contains("threshold 1 of limited", "true 0.5 n 2 false set", "accepted 5 rejected 5", "1 TPPTM false 1.5 true limited.");
    }

    @Test
    void linkedLists() throws Exception {
        assertThat(programs.run("LinkedLists"))
                .isEqualTo("abc 3 ac\nb c null\ntrue null b\na null true\nnone left false\n");
    }

    @Test
    void ratesAreLimitedWithoutARuntime() throws Exception {
        assertThat(programs.run("Rates"))
                .isEqualTo("burst 7 of 7 left 0\nunlimited 100 rate -1.0\ngaps 199\nclasses 5 0 2\n0.001 2 0\nevery other 5 true\n"
                );
    }

    @Test
    void statisticsAndTracers() throws Exception {
        Programs.Run run = programs.runToEnd("Stats");
        assertThat(run.out())
                .isEqualTo("100 50.5 1.0 100.0 90.0\n100 100.0 1.0 5050.0\n2 true null\n0 0.0 0.0\n0.3333 2\ntrue\ntrue\n");
        assertThat(run.err())
                .contains("RT 0 ms 9 count 9 pct\n", "RT 100 ms 1 count 1 pct\n", "RT: num 100 avg 50.5 max 100 90th 90\n", "OT 3 ms 1 count")
                .contains("Tracer trace: 2 notes");
        assertThat(run.exit()).isZero();
    }

    @Test
    void bytesThatComeInPackets() throws Exception {
        assertThat(programs.run("Bytes"))
                .isEqualTo("3: GET /index\n3: Host: x\n4: more\n5 arrays, 0 left, true\n2 3 c 2 -1\nclosed\n5 1 3 null\nbad buffer\n");
    }

    @Test
    void aSinkOfOnesOwn() throws Exception {
        assertThat(programs.run("Sinks"))
                .isEqualTo("true false 0 0\nbad null\nclosed\nno split phase, predicate null\nclogged true\nflushed true\nclosed true\ndrained 3\n");
    }

    @Test
    void everyWayOutOfAQueue() throws Exception {
        assertThat(programs.run("Queues"))
                .isEqualTo("10 2 null 3\n2 3 null\nnull null FiniteQueue q\nreserved 2 2 null false\nclosed with 1\nused key\nwakes 2\nwakes 4\n");
    }

    @Test
    void aTimerRingsAStage() throws Exception {
        assertThat(programs.run("Alarm")).contains("pending true true true", "rang 5 same true");
    }

    @Test
    void stagesAndSignalsByName() throws Exception {
        assertThat(programs.run("Signals"))
                .isEqualTo("true\ntrue true main\none one-1 true\nregistered once\nas told\nno three\nbound\ntrue\ndestroyed\nclosed\nno sink\none only\n");
    }

    @Test
    void aStageWithItsOwnSorter() throws Exception {
        assertThat(programs.run("Sorted")).isEqualTo("true\nbatch 1 2 3\nbatch 4 5 6\nbatch 7\ndone before 2\n");
    }

    @Test
    void profileGraphAndProxy() throws Exception {
        String out = programs.run(
                "Profiled", work.resolve("profile.txt").toString(), work.resolve("graph.txt").toString());
        assertThat(out)
                .startsWith("6 6 true\nedges 1 stages 2 enabled true\n1 null\n")
                .contains("digraph sandstorm {\nrankdir=TB;\n\"first\" -> \"last\" [label=\"6\"];\n}\n")
                .endsWith("sampled by 3.0\n");
    }

    @Test
    void aHandlerThatFailsIsReportedAndTheStageLives() throws Exception {
        Programs.Run run = programs.runToEnd(MAIN, programs.file("failing.cfg"));
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("good 3");
        assertThat(run.err())
                .contains("Sandstorm: Stage <failing> got exception: Failing$Bad: checked")
                .contains("Sandstorm: Stage <failing> got exception: java.lang.IllegalStateException: unchecked");
        Programs.Run crash = programs.runToEnd(MAIN, programs.file("failing.cfg"), "global.crashOnException=true");
        assertThat(crash.exit()).isEqualTo(255);
        assertThat(crash.out()).doesNotContain("good");
    }

    @Test
    void aConfigurationBuiltByTheProgram() throws Exception {
        assertThat(programs.run("Embedded"))
                .contains("x is there\nx Embedded -1 1\ny Embedded -1 2\n7 0.25 3 1 TPPTM\n[list, number, ratio] true true\n")
                .endsWith("[x:red:1, y:blue:2]\nv=w false -1 null\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TPSTM", "TPPTM"})
    void aRingOfStagesOnEitherThreadManager(String threadManager) throws Exception {
        assertThat(programs.run("Shared", "global.aSocket.enable=false", "global.defaultThreadManager=" + threadManager))
                .isEqualTo("hops 10000\n");
    }

    @Test
    void aWrongConfigurationIsOneLineAndTheEnd() throws Exception {
        Path file = Files.writeString(work.resolve("wrong.cfg"), "<sandstorm>\n<stages>\n<s>\nclass Nobody\n</s>\n</stages>\n</sandstorm>\n");
        Programs.Run run = programs.runToEnd(MAIN, file.toString());
        assertThat(run.exit()).isEqualTo(255);
        assertThat(run.err())
                .isEqualTo("Sandstorm: " + file + ":4: the class Nobody of stage s is not there: correct the name or add it to the class path\n");
        Programs.Run usage = programs.runToEnd(MAIN);
        assertThat(usage.exit()).isEqualTo(255);
        assertThat(usage.err()).startsWith("usage: java seda.sandStorm.main.Main [-profile] <configfile>");
    }

    @Test
    void theProfileFlagOfMain() throws Exception {
        Path profile = work.resolve("main-profile.txt");
        programs.run(MAIN, "-profile", programs.file("failing.cfg"), "global.profile.filename=" + profile);
        assertThat(Files.readString(profile)).startsWith("##### Profile started at ").contains("failing queueLength");
    }
}
