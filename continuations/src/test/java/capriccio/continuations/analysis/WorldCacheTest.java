package capriccio.continuations.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache is only as good as what it refuses. */
class WorldCacheTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void returnsWhatWasWritten() throws IOException {
        WorldCache cache = new WorldCache(folder);
        assertThat(cache.read(key(1))).isNull();
        cache.write(key(1), world(1000));
        assertThat(members(cache.read(key(1)))).isEqualTo(members(world(1000)));
        assertThat(cache.read(key(2))).isNull();
    }

    @Test
    void ignoresAndReplacesDamagedFiles() throws IOException {
        WorldCache cache = new WorldCache(folder);
        cache.write(key(1), world(100));
        byte[] good = Files.readAllBytes(cache.path(key(1)));
        for (int at = 0; at < good.length; at += 13) {
            byte[] bad = good.clone();
            bad[at] ^= 4;
            Files.write(cache.path(key(1)), bad);
            assertThat(cache.read(key(1))).as("damaged at " + at).isNull();
        }
        for (int length = 0; length < good.length; length += 97) {
            Files.write(cache.path(key(1)), Arrays.copyOf(good, length));
            assertThat(cache.read(key(1))).as("cut at " + length).isNull();
        }
        Files.write(cache.path(key(2)), good); // another's
        assertThat(cache.read(key(2))).isNull();
        cache.write(key(1), world(100));
        assertThat(members(cache.read(key(1)))).isEqualTo(members(world(100)));
    }

    @Test
    void staysSmall() throws IOException {
        WorldCache cache = new WorldCache(folder);
        for (int i = 0; i < 12; i++) {
            cache.write(key(i), world(1 << 20)); // 8 MB each
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.mapToLong(f -> f.toFile().length()).sum()).isLessThanOrEqualTo(64L << 20);
        }
        assertThat(folder.toFile().list()).noneMatch(name -> name.endsWith(".tmp"));
    }

    private static byte[] key(int n) {
        byte[] key = new byte[32];
        key[0] = (byte) n;
        return key;
    }

    private static World world(int members) {
        LongSet plain = new LongSet();
        for (int i = 0; i < members; i++) {
            plain.add(i * 0x9E3779B97F4A7C15L);
        }
        return new World(plain, new LongSet(), new LongSet(), new LongSet(), new LongSet());
    }

    private static long[] members(@Nullable World world) {
        if (world == null) {
            throw new AssertionError("nothing was read");
        }
        long[] all = world.sets()[0].toArray();
        Arrays.sort(all);
        return all;
    }
}
