package capriccio.bench.fileset;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * A SPECweb99-like set of files: directories of four classes of nine files, where file {@code i} of class {@code c} has
 * {@code i · 102 · 10^c} bytes (rounded as SPECweb does).
 *
 * <p>The set is a pure function of its seed and its number of directories. Every file is a window onto one block of
 * random bytes, and no two files begin at the same place; so a verifier needs only the block, which stays in the
 * processor's cache, and a server that mixes up two files, or two places of one file, is found out.
 */
public final class FileSet {
    /** Directories of the default set: 41 MB. */
    public static final int DEFAULT_DIRECTORIES = 8;

    /** Seed of the default set. */
    public static final long DEFAULT_SEED = 20031019L;

    static final int CLASSES = 4;
    static final int FILES_PER_CLASS = 9;
    private static final int[] CLASS_BASE = {102, 1_024, 10_240, 102_400};
    private static final int LARGEST = FILES_PER_CLASS * 102_400;
    /** A stride coprime to {@link #OFFSETS} keeps the windows apart. */
    private static final int STRIDE = 7_919;

    private static final int OFFSETS = 1 << 20;

    private final long seed;
    private final int directories;
    private final ByteBuffer block;
    private final List<Entry> entries;

    /**
     * One file.
     *
     * @param path the path of its URL, beginning with a slash
     * @param size its length in bytes
     * @param offset where its bytes begin in the block
     */
    public record Entry(String path, int size, int offset) {}

    private FileSet(long seed, int directories, ByteBuffer block, List<Entry> entries) {
        this.seed = seed;
        this.directories = directories;
        this.block = block;
        this.entries = entries;
    }

    /** The set for {@code seed}; {@code directories} is between 1 and 10,000. */
    public static FileSet of(long seed, int directories) {
        if (directories < 1 || directories > 10_000) {
            throw new IllegalArgumentException("directories must be 1 to 10000, not " + directories);
        }
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        byte[] bytes = new byte[OFFSETS + LARGEST];
        random.nextBytes(bytes);
        ByteBuffer block = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        int first = random.nextInt(OFFSETS);
        List<Entry> entries = new ArrayList<>();
        for (int d = 0; d < directories; d++) {
            for (int c = 0; c < CLASSES; c++) {
                for (int f = 0; f < FILES_PER_CLASS; f++) {
                    int offset = (int) ((first + (long) STRIDE * entries.size()) % OFFSETS);
                    String path = String.format(Locale.ROOT, "/dir%05d/class%d_%d", d, c, f);
                    entries.add(new Entry(path, (f + 1) * CLASS_BASE[c], offset));
                }
            }
        }
        return new FileSet(seed, directories, block, List.copyOf(entries));
    }

    /** The seed that made this set. */
    public long seed() {
        return seed;
    }

    /** The number of directories. */
    public int directories() {
        return directories;
    }

    /** All files; directory by directory, class by class. */
    public List<Entry> entries() {
        return entries;
    }

    /** The file {@code file} (from 0) of class {@code clazz} in directory {@code directory}. */
    public Entry entry(int directory, int clazz, int file) {
        return entries.get(indexOf(directory, clazz, file));
    }

    int indexOf(int directory, int clazz, int file) {
        return (directory * CLASSES + clazz) * FILES_PER_CLASS + file;
    }

    /** Bytes in all files together. */
    public long totalBytes() {
        return entries.stream().mapToLong(Entry::size).sum();
    }

    /** A view of the block of bytes with its own position and limit, for one thread. */
    public ByteBuffer block() {
        return block.duplicate();
    }

    /** A copy of the bytes of {@code entry}. */
    public byte[] bytes(Entry entry) {
        byte[] bytes = new byte[entry.size()];
        block.get(entry.offset(), bytes);
        return bytes;
    }
}
