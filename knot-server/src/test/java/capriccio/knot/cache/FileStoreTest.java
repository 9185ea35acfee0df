package capriccio.knot.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileStoreTest {
    @TempDir
    Path directory;

    private FileStore store;

    @BeforeEach
    void createSite() throws IOException {
        Path root = directory.resolve("root");
        Files.createDirectories(root.resolve("sub"));
        Files.writeString(directory.resolve("secret"), "secret");
        Files.writeString(root.resolve("a.html"), "a");
        Files.writeString(root.resolve("sub/index.html"), "index");
        Files.createSymbolicLink(root.resolve("inside"), root.resolve("a.html"));
        Files.createSymbolicLink(root.resolve("outside"), directory.resolve("secret"));
        Files.createSymbolicLink(root.resolve("up"), directory);
        Files.createSymbolicLink(root.resolve("dangling"), directory.resolve("absent"));
        store = new FileStore(root);
    }

    @Test
    void filesArePagesOfTheirType() throws IOException {
        Page page = store.load("/a.html");
        assertThat(page.bytes()).asString().isEqualTo("a");
        assertThat(page.contentType()).isEqualTo("text/html; charset=utf-8");
    }

    @Test
    void directoriesHaveTheirIndexBehindTheSlash() throws IOException {
        assertThat(store.load("/sub/").bytes()).asString().isEqualTo("index");
        assertThatThrownBy(() -> store.load("/sub"))
                .isInstanceOfSatisfying(MovedException.class, e -> assertThat(e.location()).isEqualTo("/sub/"));
    }

    @Test
    void linksInsideOfTheRootAreFollowed() throws IOException {
        assertThat(store.load("/inside").bytes()).asString().isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/outside", "/up/secret", "/dangling", "/../secret", "/absent", "/a.html/", "/", "*", "/\0"})
    void nothingElseIsAPage(String path) {
        assertThatThrownBy(() -> store.load(path)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aRootMustBeADirectory() {
        assertThatThrownBy(() -> new FileStore(directory.resolve("absent"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new FileStore(directory.resolve("secret"))).isInstanceOf(IOException.class);
    }
}
