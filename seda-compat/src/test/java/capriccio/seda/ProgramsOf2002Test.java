package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs written as in 2002 compile unmodified and do what they did. */
@Timeout(120)
class ProgramsOf2002Test {
    @TempDir
    private static Path work;

    private static Programs programs;

    @BeforeAll
    static void compile() throws IOException {
        programs = Programs.compile("basic", work);
    }

    @Test
    void configuredStagesPassEventsByName() throws Exception {
        String config = programs.file("generic.cfg");
        assertThat(programs.run("seda.sandStorm.main.Main", config))
                .contains("Sandstorm v3.0", "Sandstorm: Loaded ping from GenericHandler", "pong done 7");
        assertThat(programs.run("seda.sandStorm.main.Main", config, "max=100"))
                .contains("ping done 100");
    }

    @Test
    void aSocketEchoes() throws Exception {
        assertThat(programs.run("EchoBench")).contains("client got 20000 bytes", "server saw 20000 bytes");
    }

    @Test
    void aFullStageSheds() throws Exception {
        assertThat(programs.run("Shedder")).contains("ok 5 full 5 handled 8");
    }

    @Test
    void timersRunWithoutARuntime() throws Exception {
        assertThat(programs.run("TimerRace")).contains("abc left 0");
    }
}
