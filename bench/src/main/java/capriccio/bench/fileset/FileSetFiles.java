package capriccio.bench.fileset;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A {@link FileSet} on disk: the files under {@code root/}, and {@code manifest.json} beside it with the seed and the
 * SHA-256 of every file. The manifest is written last, so a set with the right manifest is complete.
 */
public final class FileSetFiles {
    private static final String MANIFEST = "manifest.json";

    /** What {@code manifest.json} holds. */
    record Manifest(long seed, int directories, long bytes, List<ManifestEntry> files) {}

    /** One file in {@code manifest.json}. */
    record ManifestEntry(String path, int size, String sha256) {}

    private FileSetFiles() {}

    /**
     * Writes {@code set} below {@code directory} unless it is there already.
     *
     * @return the directory to serve
     */
    public static Path ensure(FileSet set, Path directory) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Manifest wanted = manifest(set);
        Path root = directory.resolve("root");
        Path file = directory.resolve(MANIFEST);
        if (Files.exists(file) && isComplete(wanted, root, mapper.readValue(file.toFile(), Manifest.class))) {
            return root;
        }
        Files.deleteIfExists(file);
        for (FileSet.Entry entry : set.entries()) {
            Path path = root.resolve(entry.path().substring(1));
            Files.createDirectories(path.resolveSibling("."));
            Files.write(path, set.bytes(entry));
        }
        mapper.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), wanted);
        return root;
    }

    private static boolean isComplete(Manifest wanted, Path root, Manifest found) throws IOException {
        if (!wanted.equals(found)) {
            return false;
        }
        for (ManifestEntry entry : found.files()) {
            Path path = root.resolve(entry.path().substring(1));
            if (!Files.exists(path) || Files.size(path) != entry.size()) {
                return false;
            }
        }
        return true;
    }

    static Manifest manifest(FileSet set) {
        List<ManifestEntry> files = new ArrayList<>();
        for (FileSet.Entry entry : set.entries()) {
            files.add(new ManifestEntry(entry.path(), entry.size(), sha256(set.bytes(entry))));
        }
        return new Manifest(set.seed(), set.directories(), set.totalBytes(), files);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
