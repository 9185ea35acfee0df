package capriccio.continuations.analysis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Results of analyses on disk, one file each, named by a digest of all that they depend on. A file that is damaged, or
 * of another kind, counts as absent and is overwritten. Any number of JVMs may use one directory.
 */
final class WorldCache {
    private static final int MAGIC = 0x43617057; // "CapW"
    private static final int FORMAT = 1;
    private static final long MAX_BYTES = 64L << 20;

    private final Path directory;

    WorldCache(Path directory) {
        this.directory = directory;
    }

    @Nullable World read(byte[] key) {
        try {
            byte[] file = Files.readAllBytes(path(key));
            World world = parse(file, key);
            if (world != null) {
                Files.setLastModifiedTime(path(key), FileTime.fromMillis(System.currentTimeMillis()));
            }
            return world;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            return null; // cannot be read: it will be made anew
        }
    }

    private static @Nullable World parse(byte[] file, byte[] key) throws IOException {
        int body = file.length - Integer.BYTES;
        if (body < 0) {
            return null;
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(file));
        if (file.length < 40 || in.readInt() != MAGIC || in.readInt() != FORMAT || !Arrays.equals(in.readNBytes(key.length), key)) {
            return null;
        }
        int sum = new DataInputStream(new ByteArrayInputStream(file, body, Integer.BYTES)).readInt();
        if (sum != ClassPath.checkSum(Arrays.copyOf(file, body))) {
            return null;
        }
        LongSet[] sets = new LongSet[5];
        for (int i = 0; i < sets.length; i++) {
            int n = in.readInt();
            if (n < 0 || (long) n * Long.BYTES > file.length) {
                return null;
            }
            sets[i] = new LongSet(n);
            for (int j = 0; j < n; j++) {
                sets[i].add(in.readLong());
            }
        }
        return new World(sets[0], sets[1], sets[2], sets[3], sets[4]);
    }

    /** Written beside its place and moved there, so that no reader sees half of it. */
    void write(byte[] key, World world) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeInt(FORMAT);
        out.write(key);
        for (LongSet set : world.sets()) {
            long[] all = set.toArray();
            out.writeInt(all.length);
            for (long v : all) {
                out.writeLong(v);
            }
        }
        out.writeInt(ClassPath.checkSum(bytes.toByteArray()));
        Files.createDirectories(directory);
        Path temporary = Files.createTempFile(directory, "write", ".tmp");
        try {
            Files.write(temporary, bytes.toByteArray());
            Files.move(temporary, path(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        trim();
    }

    /** The files used last stay. */
    private void trim() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(f -> f.toString().endsWith(".world"))
                    .sorted(Comparator.comparingLong(WorldCache::lastUsed).reversed())
                    .collect(Collectors.toList());
        }
        long total = 0;
        for (Path f : files) {
            total += f.toFile().length();
            if (total > MAX_BYTES) {
                Files.deleteIfExists(f);
            }
        }
    }

    private static long lastUsed(Path file) {
        return file.toFile().lastModified();
    }

    Path path(byte[] key) {
        return directory.resolve(HexFormat.of().formatHex(key) + ".world");
    }
}
