package capriccio.iointercept.agent;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A file of results, opened: a head with what they depend on and a hash table, then the results, each read when it is
 * wanted. Head and results have check sums. The file is never changed, only replaced, so it may be read on meanwhile.
 */
final class StoreFile {
    private static final long MAGIC = 0x4361705772693033L; // "CapWri03": the last two count the formats
    private static final int FIXED = 32;
    private static final int SLOT = 3;
    private static final int LENGTH_BITS = 24;

    /** What was read is not what was written. */
    static final class Damaged extends IOException {
        private static final long serialVersionUID = 1;

        Damaged(String message) {
            super(message);
        }
    }

    /** What a file depends on, besides its own name. */
    record Basis(String key, Map<String, Long> stamps) {}

    final Basis basis;
    /** Ids of suspend points below this belong to the file. */
    final int siteIds;
    /** Open addressing; of each slot the name's hash, the content, and where the result lies. */
    private final long[] table;
    private final RandomAccessFile in;

    private StoreFile(Basis basis, int siteIds, long[] table, RandomAccessFile in) {
        this.basis = basis;
        this.siteIds = siteIds;
        this.table = table;
        this.in = in;
    }

    /** @throws IOException if there is no such file, or if it is damaged; the message says which */
    @SuppressWarnings("StreamResourceLeak") // stays open as long as the JVM runs
    static StoreFile open(File file) throws IOException {
        RandomAccessFile in = new RandomAccessFile(file, "r");
        boolean good = false;
        try {
            ByteBuffer fixed = littleEndian(read(in, 0, FIXED));
            long length = in.length();
            if (fixed.getLong() != MAGIC || fixed.getLong() != length) {
                throw new Damaged("it is cut short or of another kind");
            }
            int size = fixed.getInt();
            int sum = fixed.getInt();
            if (size < 0 || FIXED + (long) size > length) {
                throw new Damaged("its head is damaged");
            }
            byte[] head = read(in, FIXED, size);
            if (sum != sum(head, 0, size) || fixed.getLong() != size) {
                throw new Damaged("its head is damaged");
            }
            StoreFile opened = parse(littleEndian(head), in);
            good = true;
            return opened;
        } finally {
            if (!good) {
                in.close();
            }
        }
    }

    private static StoreFile parse(ByteBuffer head, RandomAccessFile in) {
        String key = text(head);
        Map<String, Long> stamps = new LinkedHashMap<>();
        for (int n = head.getInt(); n > 0; n--) {
            String path = text(head);
            stamps.put(path, head.getLong());
        }
        int siteIds = head.getInt();
        long[] table = new long[head.getInt()];
        head.asLongBuffer().get(table);
        return new StoreFile(new Basis(key, stamps), siteIds, table, in);
    }

    private static byte[] read(RandomAccessFile in, long from, int size) throws IOException {
        byte[] bytes = new byte[size];
        in.seek(from);
        in.readFully(bytes);
        return bytes;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static int sum(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** Of two sums of 32 bits, for which no loop must be interpreted; never 0. */
    static long hash(Kept.Kind kind, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        long h = (long) sum(bytes, 0, bytes.length) << 32 ^ name.hashCode() ^ kind.name().hashCode() * 0x9E3779B97F4A7C15L;
        h = (h ^ h >>> 32) * 0xd6e8feb86659fd93L;
        return (h ^ h >>> 32) | 1;
    }

    /** True if there is a result without content. */
    boolean has(long hash) {
        return table[slot(table, hash, 0)] != 0;
    }

    /** @throws IOException if the result is damaged */
    @Nullable Kept find(long hash, long content) throws IOException {
        int i = slot(table, hash, content);
        long place = table[i + 2];
        if (table[i] == 0) {
            return null;
        } else if (place == 0) {
            return Kept.of(null, false);
        }
        return Kept.parse(result(place), Integer.BYTES);
    }

    private synchronized byte[] result(long place) throws IOException {
        byte[] bytes = read(in, place >>> LENGTH_BITS, (int) place & (1 << LENGTH_BITS) - 1);
        if (littleEndian(bytes).getInt() != sum(bytes, Integer.BYTES, bytes.length - Integer.BYTES)) {
            throw new Damaged("one of its classes is damaged");
        }
        return bytes;
    }

    private static int slot(long[] table, long hash, long content) {
        int slots = table.length / SLOT;
        int i = (int) (hash >>> 1) & slots - 1;
        while (table[i * SLOT] != 0 && (table[i * SLOT] != hash || table[i * SLOT + 1] != content)) {
            i = i + 1 & slots - 1;
        }
        return i * SLOT;
    }

    int size() {
        int n = 0;
        for (int i = 0; i < table.length; i += SLOT) {
            n += table[i] == 0 ? 0 : 1;
        }
        return n;
    }

    /** What a result is found by. No record: their {@code equals} is linked at its first call, which takes long at start. */
    static final class Slot {
        final long hash;
        final long content;

        Slot(long hash, long content) {
            this.hash = hash;
            this.content = content;
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return o instanceof Slot s && s.hash == hash && s.content == content;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(hash) * 31 + Long.hashCode(content);
        }
    }

    /**
     * Writes a file.
     *
     * @param old whose results are taken over; null for none
     * @param siteIds of which all are below
     */
    static void write(File file, Basis basis, int siteIds, @Nullable StoreFile old, Map<Slot, Kept> fresh) throws IOException {
        int slots = 1024;
        while (slots < 2 * (fresh.size() + (old == null ? 0 : old.size()))) {
            slots *= 2;
        }
        long[] table = new long[slots * SLOT];
        int size = headSize(basis) + table.length * Long.BYTES;
        try (FileOutputStream to = new FileOutputStream(file)) {
            to.getChannel().position(FIXED + (long) size);
            long at = FIXED + (long) size;
            OutputStream out = new BufferedOutputStream(to, 1 << 16);
            for (int i = 0; old != null && i < old.table.length; i += SLOT) {
                if (old.table[i] != 0) {
                    byte[] bytes = old.table[i + 2] == 0 ? new byte[0] : old.result(old.table[i + 2]);
                    at = add(table, old.table[i], old.table[i + 1], bytes, at, out);
                }
            }
            for (Map.Entry<Slot, Kept> e : fresh.entrySet()) {
                byte[] bytes = e.getValue().isEmpty() ? new byte[0] : withSum(e.getValue().toBytes());
                at = add(table, e.getKey().hash, e.getKey().content, bytes, at, out);
            }
            out.flush();
            to.getChannel().position(0);
            to.write(head(basis, siteIds, table, size, at));
        }
    }

    private static long add(long[] table, long hash, long content, byte[] bytes, long at, OutputStream out) throws IOException {
        if (bytes.length >= 1 << LENGTH_BITS) {
            return at; // too large to keep
        }
        int i = slot(table, hash, content);
        table[i] = hash;
        table[i + 1] = content;
        table[i + 2] = bytes.length == 0 ? 0 : at << LENGTH_BITS | bytes.length;
        out.write(bytes);
        return at + bytes.length;
    }

    private static byte[] withSum(byte[] bytes) {
        ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        return out.putInt(sum(bytes, 0, bytes.length)).put(bytes).array();
    }

    private static int headSize(Basis basis) {
        int size = 4 * Integer.BYTES + basis.key.getBytes(StandardCharsets.UTF_8).length;
        for (String path : basis.stamps.keySet()) {
            size += Integer.BYTES + path.getBytes(StandardCharsets.UTF_8).length + Long.BYTES;
        }
        return size;
    }

    private static byte[] head(Basis basis, int siteIds, long[] table, int size, long length) {
        ByteBuffer out = ByteBuffer.allocate(FIXED + size).order(ByteOrder.LITTLE_ENDIAN);
        out.position(FIXED);
        byte[] key = basis.key.getBytes(StandardCharsets.UTF_8);
        out.putInt(key.length).put(key).putInt(basis.stamps.size());
        basis.stamps.forEach((path, stamp) -> {
            byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
            out.putInt(bytes.length).put(bytes).putLong(stamp);
        });
        out.putInt(siteIds).putInt(table.length);
        out.asLongBuffer().put(table);
        out.position(0);
        out.putLong(MAGIC).putLong(length).putInt(size).putInt(sum(out.array(), FIXED, size)).putLong(size);
        return Arrays.copyOf(out.array(), FIXED + size);
    }
}
