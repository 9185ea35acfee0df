package capriccio.knot.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/** The files below a root directory as pages. Nothing outside of the root is ever read, through symbolic links neither. */
final class FileStore {
    private static final String INDEX = "index.html";
    private static final int MAX_FILE_BYTES = Integer.MAX_VALUE - 8;

    private final Path root;

    /** Throws if the root is not an existing directory. */
    FileStore(Path root) throws IOException {
        this.root = root.toRealPath();
        if (!Files.isDirectory(this.root)) {
            throw new NotDirectoryException(root.toString());
        }
    }

    /** Reads the file, or the index of the directory, at a normalised request path. */
    Page load(String path) throws IOException {
        Path file = resolve(path);
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            if (!path.endsWith("/")) {
                throw new MovedException(path + "/");
            }
            return load(path + INDEX);
        }
        if (!attributes.isRegularFile() || path.endsWith("/")) {
            throw new NoSuchFileException(path);
        }
        byte[] bytes = read(file, attributes.size());
        String etag = '"' + Long.toHexString(attributes.lastModifiedTime().toMillis()) + '-'
                + Integer.toHexString(bytes.length) + '"';
        String name = path.substring(path.lastIndexOf('/') + 1);
        return new Page(bytes, MediaTypes.of(name), etag, attributes.lastModifiedTime().toInstant());
    }

    private Path resolve(String path) throws IOException {
        if (!path.startsWith("/")) {
            throw new NoSuchFileException(path);
        }
        try {
            Path real = root.resolve(path.substring(1)).toRealPath();
            if (!real.startsWith(root)) {
                throw new NoSuchFileException(path);
            }
            return real;
        } catch (InvalidPathException e) {
            throw new NoSuchFileException(path, null, "not a file name");
        }
    }

    private static byte[] read(Path file, long size) throws IOException {
        if (size > MAX_FILE_BYTES) {
            throw new IOException("file of " + size + " bytes is too large to be a page: " + file);
        }
        byte[] bytes = new byte[(int) size];
        // The path is a real one: a link in its place was put there since it was checked.
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            int read = in.readNBytes(bytes, 0, bytes.length);
            return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
        }
    }
}
