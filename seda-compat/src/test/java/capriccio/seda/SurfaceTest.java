package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The public types are those of the release of 2002: one file of signatures per package under {@code surface}. */
class SurfaceTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "surface");

    static Stream<String> packages() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replaceFirst("\\.txt$", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("packages")
    void thePackageHasEverySignature(String name) throws IOException {
        assertThat(Surface.missing(name, Files.readAllLines(FOLDER.resolve(name + ".txt")))).isEmpty();
    }

    @Test
    void theComparisonFindsWhatIsMissing() {
        assertThat(Surface.missing("seda.sandStorm.core", List.of(
                        "class BufferElement implements QueueElementIF",
                        "    int size",
                        "    long size",
                        "    int getSize()",
                        "    int getSize() throws IOException",
                        "    BufferElement(int)",
                        "    BufferElement(long)",
                        "abstract class NullElement",
                        "class Nothing")))
                .containsExactly(
                        "seda.sandStorm.core.BufferElement: long size",
                        "seda.sandStorm.core.BufferElement: int getSize() throws IOException",
                        "seda.sandStorm.core.BufferElement: BufferElement(long)",
                        "abstract class NullElement is public class seda.sandStorm.core.NullElement, a kind of [Object, QueueElementIF]",
                        "class Nothing");
    }
}
