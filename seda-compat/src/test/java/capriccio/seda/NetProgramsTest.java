package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs written as in 2002 on aSocket and nbio compile unmodified and do what they did. */
@Timeout(120)
class NetProgramsTest {
    @TempDir
    private static Path work;

    private static Programs programs;

    @BeforeAll
    static void compile() throws IOException {
        programs = Programs.compile("net", work);
    }

    private static void runs(String program, String... lines) throws Exception {
        assertThat(programs.run(program).lines()).containsExactly(lines);
    }

    @Test
    void aStageEchoesPackets() throws Exception {
        assertThat(programs.run("PacketEcho").lines())
                .containsExactlyInAnyOrder(
                        "aSocket ReadStage, 16384",
                        "client same true",
                        "echoed 50000 in order true drained all true",
                        "server socket true client null");
    }

    @Test
    void aClosedLoopOfClientsCompletes() throws Exception {
        runs("ClosedLoop", "clients 20 completions 200 left 0");
    }

    @Test
    void aUdpPingerIsAnswered() throws Exception {
        runs("UdpPing", "connected true true", "ping 0 .. ping 9 seq 10", "true", "refused", "true", "true");
    }

    @Test
    void membersOfAGroupHearIt() throws Exception {
        String out = programs.run("McastTalk");
        assumeFalse(out.contains("no multicast"), out);
        assertThat(out.lines()).containsExactly("ttl 0 on 127.0.0.1", "11 hello group", "after leaving 0");
    }

    @Test
    void aSelectLoopEchoes() throws Exception {
        runs("NbioEcho", "echoed 2000000 left 1");
    }

    @Test
    void datagramsTravelWithAndWithoutAddresses() throws Exception {
        runs("NbioUdp", "nothing 0", "ready 1 true", "first from true", "second and", "third", "port -1");
    }

    @Test
    void packetsArePutInOrder() throws Exception {
        runs("Reorder", "all in true", "first byte l", "lines 3000");
    }

    @Test
    void aSlowReaderCostsNoMoreThanTheThreshold() throws Exception {
        runs("ClogMeter", "bounded true clogged true", "drained true sum 2000 unknown 0 bytes true");
    }

    @Test
    void failuresAreEvents() throws Exception {
        runs(
                "Failures",
                "listen failed true true",
                "local port -1",
                "connect failed true true",
                "unknown host",
                "true",
                "bad element",
                "no split phase",
                "closed true -1",
                "true");
    }

    @Test
    void streamsWaitOnlyWhenAsked() throws Exception {
        runs(
                "NbioStreams",
                "connected true true true",
                "empty -1 0",
                "skipped 4",
                "4",
                "56789x",
                "filled true",
                "writable 0",
                "writable 2",
                "nodelay true",
                "end -1 -1",
                "eof",
                "closed 1 true");
    }

    @Test
    void aConfiguredStageServesAFile() throws Exception {
        Path file = Files.write(work.resolve("served"), new byte[100_000]);
        assertThat(programs.run("seda.sandStorm.main.Main", programs.file("relay.cfg"), "file=" + file))
                .contains("Sandstorm: Loaded relay from Relay", "fetched 100000", "sent 100000 provider NIO");
    }
}
