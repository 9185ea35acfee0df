package capriccio.knot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class KnotCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--architecture=loop|knot: no architecture 'loop'; there is thread-per-connection",
        "--threads=green|knot: no threads 'green'; there are platform, virtual",
        "--root=/absent|knot: --root must be a directory, but '/absent' is none",
        "--port=70000|knot: --port must be between 0 and 65535",
        "--idle-timeout=0|knot: --idle-timeout must be positive",
        "--port=x|knot: Invalid value for option '--port': 'x' is not an int",
        "--prot=1|knot: Unknown option: '--prot=1'"
    })
    void badOptionsAreOneSentenceAndExitCode2(String option, String message) {
        assertThat(execute(option)).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helpNamesTheOptions() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("--port", "--root", "--threads", "--architecture", "--exit-with-stdin");
    }

    private int execute(String... args) {
        CommandLine line = Knot.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }
}
