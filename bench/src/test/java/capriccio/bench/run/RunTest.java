package capriccio.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

final class RunTest {
    @Test
    void wrongArgumentsAreNamed() {
        assertThat(errorOf("no-such-id")).contains("no experiment is called no-such-id");
        assertThat(errorOf("create", "--rows", "nobody")).contains("no row is called nobody; there are user-17");
        assertThat(errorOf("create", "--quick", "--full")).contains("exclude each other");
        assertThat(errorOf("create", "--rounds", "0")).contains("must be positive");
    }

    private static String errorOf(String... arguments) {
        StringWriter error = new StringWriter();
        int code = new CommandLine(new Run()).setErr(new PrintWriter(error)).execute(arguments);
        assertThat(code).isEqualTo(2);
        return error.toString();
    }

    @Test
    void findsJdksByTheirReleaseFiles(@TempDir Path root) throws Exception {
        Path home = Files.createDirectories(root.resolve("usr/lib/jvm/some-25"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x 17\"\nJAVA_VERSION=\"25.0.3\"\n");
        assertThat(Jdk.featureOf(home)).isEqualTo(25);
        assertThat(Jdk.featureOf(root)).isZero();
        assertThat(Jdk.homes(Map.of("JDK25_HOME", "/named", "HOME", root.toString()), root)).contains(Path.of("/named"), home);
    }

    @Test
    void forkThatDiesIsAFailureWithItsLastWords(@TempDir Path folder) throws Exception {
        Jdk jdk = new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
        Row row = new Row("broken", "", jdk, List.of("-Dbench.threads=green"), List.of(), Row.all(), "");
        List<String> rounds = new ArrayList<>();
        Outcome outcome = new Campaign(List.of(Experiment.IDLE_MEMORY), List.of(row), Effort.QUICK, 2, folder)
                .run(false, Map.of(), Map.of(), soFar -> rounds.add(soFar.environment().get("rounds done") + ": " + soFar.failures().size()));
        assertThat(outcome.scores().all()).isEmpty();
        assertThat(outcome.failures()).hasSize(2);
        assertThat(rounds).as("reports after each round").containsExactly("1: 1", "2: 2");
        assertThat(outcome.failures().get(0).reason()).contains("exit code 1", "threads are to be green but are platform");
    }

    /** They could not: their class path lacked what writes the figures. */
    @ParameterizedTest
    @EnumSource(value = Experiment.class, names = {"IDLE_MEMORY", "PRODUCER_CONSUMER"})
    void programsOfTheirOwnCanWriteTheirFigures(Experiment experiment, @TempDir Path folder) throws Exception {
        Jdk jdk = new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
        Row row = new Row("plain", "", jdk, List.of(), List.of(), Row.all(), "");
        List<String> command = new Fork(experiment, row, jdk, Effort.QUICK, folder).command(folder.resolve("figures.json"));
        String classPath = command.get(command.indexOf("-cp") + 1);
        List<URL> urls = new ArrayList<>();
        for (String element : classPath.split(File.pathSeparator, -1)) {
            urls.add(Path.of(element).toUri().toURL());
        }
        try (URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            assertThatCode(() -> Class.forName("capriccio.bench.micro.Figures", true, loader)).doesNotThrowAnyException();
        }
    }

    @Test
    void everyPolicyHasRowsAndBarsOfProducersAndConsumers() {
        List<String> ours = new ArrayList<>();
        for (String version : List.of("17", "25")) {
            for (String policy : List.of("", "-lifo", "-cohort", "-roundrobin", "-graph")) {
                ours.add("user-" + version + policy);
            }
        }
        assertThat(Bar.of(List.of(Experiment.PRODUCER_CONSUMER))).extracting(Bar::row).containsExactlyElementsOf(ours);
        List<Row> rows = Rows.all(Path.of(".."));
        assertThat(rows).extracting(Row::name).containsAll(ours);
        assertThat(rows).filteredOn(row -> row.name().equals("user-17-lifo")).singleElement().satisfies(row -> {
            assertThat(row.jvmArguments().get(0)).endsWith("capriccio.jar=carriers=1,policy=lifo");
            assertThat(row.experiments()).containsExactly(Experiment.PRODUCER_CONSUMER);
        });
    }

    /** One benchmark of ours, under the agent, on the JDK that runs the tests. */
    @Test
    void measuresUserThreads(@TempDir Path out) throws Exception {
        assumeThat(Path.of("../iointercept/target/capriccio.jar")).as("the agent is built").exists();
        String row = "user-" + Runtime.version().feature();
        assumeThat(row).isIn("user-17", "user-25");
        int code = new CommandLine(new Run())
                .execute("create", "--quick", "--rows", row, "--project", "..", "--out", out.toString());
        var report = new ObjectMapper().readTree(out.resolve("primitives.json").toFile());
        assertThat(code).as("%s", report.path("failures")).isZero();
        assertThat(report.path("scores").path(0).path("benchmark").asText()).isEqualTo("createAndFinish");
        assertThat(report.path("scores").path(0).path("best").asDouble()).isPositive();
        assertThat(out.resolve("primitives.html")).content().contains("createAndFinish");
    }
}
