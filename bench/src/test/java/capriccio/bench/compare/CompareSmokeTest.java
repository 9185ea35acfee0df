package capriccio.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CompareSmokeTest {
    @Test
    void nettyRowEndsSoundlyWithAReport(@TempDir Path out) throws Exception {
        int code = new CommandLine(new Compare())
                .execute("--project", "..", "--servers", "netty", "--clients", "8", "--rounds", "1", "--duration", "0.5", "--out", out.toString());
        assertThat(code).isZero();
        assertThat(out.resolve("index.html")).isRegularFile();
        var results = new ObjectMapper().readTree(out.resolve("results.json").toFile());
        assertThat(results.path(0).path("status").asText()).isIn("ok", "client-bound");
    }

    @Test
    void missingServerIsAFailedRowAndTellsHowToBuildIt(@TempDir Path project) throws Exception {
        int code = new CommandLine(new Compare())
                .execute("--project", project.toString(), "--servers", "haboob", "--clients", "8", "--rounds", "1");
        assertThat(code).isOne();
        assertThat(project.resolve("bench/target/report/index.html")).content().contains("build it with mvn");
    }
}
