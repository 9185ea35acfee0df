package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs written as in 2002 against the Gnutella library. */
@Timeout(120)
class GnutellaProgramsTest {
    @TempDir
    private static Path work;

    private static Programs programs;

    @BeforeAll
    static void compile() throws IOException {
        programs = Programs.compile("gnutella", work);
    }

    @Test
    void configuredStagesPingAndPong() throws Exception {
        assertThat(programs.run("seda.sandStorm.main.Main", programs.file("pingpong.cfg")))
                .contains("pongs 50 from 127.0.0.1:4242 files 12 kb 345 size 37");
    }

    @Test
    void aRouterFloodsWhatItHasNotSeen() throws Exception {
        assertThat(programs.run("Flooder")).contains("seen 300 hops 300");
    }

    @Test
    void queriesAreAnsweredWithHits() throws Exception {
        assertThat(programs.run("Sharer"))
                .contains("\"debug\", minSpeed=7", "0700646562756700", "hits=blue.mp3,green.mp3]", "hits=read.me]", "hits=]", "hit 7 8 nine");
    }

    @Test
    void theCatcherFollowsPongs() throws Exception {
        assertThat(programs.run("CatchThem")).contains("no seed", "caught 3");
    }

    @Test
    void aConnectionThatDoesNotDrainHoldsWhatItIsGiven() throws Exception {
        assertThat(programs.run("Clogger")).contains("closed true false");
    }

    @Test
    void packetsAreWhatTheirBytesSay() throws Exception {
        assertThat(programs.run("Pusher")).contains("guid true true", "push 49 ping true 2 3", "closed true");
    }
}
