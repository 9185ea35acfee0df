package capriccio.bench.fileset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSetTest {
    @Test
    void seedDeterminesEveryByte() {
        assertThat(FileSetFiles.manifest(FileSet.of(5, 2))).isEqualTo(FileSetFiles.manifest(FileSet.of(5, 2)));
        assertThat(FileSetFiles.manifest(FileSet.of(5, 2))).isNotEqualTo(FileSetFiles.manifest(FileSet.of(6, 2)));
    }

    @Test
    void noTwoFilesBeginAlike() {
        FileSet set = FileSet.of(1, 40);
        assertThat(set.entries().stream().map(FileSet.Entry::offset).distinct()).hasSize(40 * 36);
    }

    @Test
    void filesOnDiskAreMendedAndThenLeftAlone(@TempDir Path directory) throws Exception {
        FileSet set = FileSet.of(1, 1);
        Path root = FileSetFiles.ensure(set, directory);
        Path file = root.resolve("dir00000/class1_3");
        assertThat(Files.readAllBytes(file)).isEqualTo(set.bytes(set.entry(0, 1, 3))).hasSize(4_096);
        Files.delete(file);
        FileSetFiles.ensure(set, directory);
        assertThat(file).hasSize(4_096);
    }

    @Test
    void mixHasTheSharesOfTheClassesAndNeverAsksForFileZero() {
        FileSet set = FileSet.of(1, 8);
        int[] perClass = new int[4];
        for (int index : RequestMix.sequence(set, 3, 100_000)) {
            String path = set.entries().get(index).path();
            assertThat(path).doesNotEndWith("_0");
            perClass[path.charAt(path.length() - 3) - '0']++;
        }
        assertThat(perClass[0]).isBetween(34_000, 36_000);
        assertThat(perClass[1]).isBetween(49_000, 51_000);
        assertThat(perClass[2]).isBetween(13_000, 15_000);
        assertThat(perClass[3]).isBetween(700, 1_300);
    }
}
