package capriccio.continuations.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStampTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aFolderIsItsClassFiles() throws IOException {
        Path classes = folder.resolve("classes");
        Set<Long> seen = new HashSet<>();
        assertThat(stamp(classes)).isEqualTo(ContentStamp.ABSENT);
        Files.createDirectories(classes.resolve("a/b"));
        assertThat(seen.add(stamp(classes))).isTrue();
        Files.write(classes.resolve("a/b/C.class"), new byte[] {1, 2, 3});
        assertThat(seen.add(stamp(classes))).isTrue();
        Files.write(classes.resolve("a/b/C.class"), new byte[] {1, 2, 4});
        assertThat(seen.add(stamp(classes))).isTrue();
        Files.move(classes.resolve("a/b/C.class"), classes.resolve("a/C.class"));
        assertThat(seen.add(stamp(classes))).isTrue();
        Files.write(classes.resolve("a/notes.txt"), new byte[] {1});
        assertThat(seen.add(stamp(classes))).as("no class file").isFalse();
    }

    @Test
    void aJarIsWhatItsDirectorySays() throws IOException {
        Path jar = folder.resolve("some.jar");
        jar(jar, "one", "");
        long first = stamp(jar);
        assertThat(first).isNotEqualTo(ContentStamp.ABSENT);
        jar(jar, "two", "");
        assertThat(stamp(jar)).isNotEqualTo(first);
        jar(jar, "one", "");
        assertThat(stamp(jar)).isEqualTo(first);
        jar(jar, "one", "a comment".repeat(1000));
        assertThat(stamp(jar)).as("the directory is found before a comment, too").isNotEqualTo(ContentStamp.ABSENT);
        Files.write(jar, new byte[100]);
        assertThat(stamp(jar)).as("no jar").isNotIn(first, ContentStamp.ABSENT);
    }

    private static void jar(Path file, String content, String comment) throws IOException {
        try (OutputStream to = Files.newOutputStream(file);
                JarOutputStream out = new JarOutputStream(to)) {
            out.setComment(comment);
            JarEntry entry = new JarEntry("a/C.class");
            entry.setTime(1_000_000_000_000L);
            out.putNextEntry(entry);
            out.write(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private static long stamp(Path path) throws IOException {
        return ContentStamp.of(path.toFile());
    }
}
