package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs written as in 2002 on aDisk compile unmodified and do what they did. */
@Timeout(120)
class DiskProgramsTest {
    @TempDir
    private static Path work;

    private static Programs programs;

    @BeforeAll
    static void compile() throws IOException {
        programs = Programs.compile("disk", work);
    }

    @Test
    void aFileIsCopied() throws Exception {
        byte[] content = new byte[100_001];
        new Random(1).nextBytes(content);
        Path from = Files.write(work.resolve("from"), content);
        Path to = work.resolve("to");
        assertThat(programs.run("FileCopy", from.toString(), to.toString()))
                .contains("copied 100001 of 100001 to " + to);
        assertThat(to).hasBinaryContent(content);
    }

    @Test
    void filesAreReadSideBySideToTheirEnds() throws Exception {
        Path few = Files.writeString(work.resolve("few"), "one\ntwo\n");
        Path many = Files.writeString(work.resolve("many"), "line\n".repeat(1000));
        Path none = Files.writeString(work.resolve("none"), "");
        assertThat(programs.run("LineCount", few.toString(), many.toString(), none.toString()))
                .contains("AFileTPTM Stage", "lines 1002");
    }

    @Test
    void whatCannotBeDoneIsSaid() throws Exception {
        Path folder = Files.createDirectory(work.resolve("folder"));
        assertThat(programs.run("FileErrors", folder.toString()).lines())
                .containsExactly(
                        "missing true",
                        "directory true",
                        "made 0 false true true true",
                        "read-only",
                        "negative",
                        "empty true",
                        "failed true true",
                        "true",
                        "closed false");
    }

    @Test
    void requestsHaveSinksOfTheirOwn() throws Exception {
        assertThat(programs.run("DiskRequests", work.resolve("letters").toString()).lines())
                .containsExactly("flushed true", "fgh", "short 18 true", "true", "true");
    }
}
