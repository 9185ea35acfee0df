package capriccio.continuations.analysis;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A number that changes with the content of a jar, or of the class files in a folder. A jar is judged by its directory,
 * which has the check sum of each entry. Costs milliseconds: it is asked at each start, before anything is compiled.
 */
public final class ContentStamp {
    /** What is not there. */
    public static final long ABSENT = 0;

    private static final int END_SIZE = 22;
    private static final int END_MAGIC = 0x06054b50;
    private static final long ZIP64 = 0xFFFFFFFFL;

    private final CRC32 sum = new CRC32();
    private byte[] buffer = new byte[1 << 16];
    private long size;

    private ContentStamp() {}

    public static long of(File file) throws IOException {
        if (!file.exists()) {
            return ABSENT;
        }
        ContentStamp stamp = new ContentStamp();
        if (file.isDirectory()) {
            stamp.folder(file);
        } else {
            stamp.jar(file);
        }
        return stamp.sum.getValue() << 32 | (stamp.size & 0x7FFFFFFFL) << 1 | 1;
    }

    private void folder(File folder) throws IOException {
        String[] names = folder.list();
        if (names == null) {
            throw new IOException(folder + " cannot be listed");
        }
        Arrays.sort(names);
        for (String name : names) {
            File file = new File(folder, name);
            if (name.endsWith(".class")) {
                add(name);
                whole(file);
            } else if (name.indexOf('.') < 0 && file.isDirectory()) { // no dot stands in a package's name
                add(name);
                folder(file);
                add("/");
            }
        }
    }

    private void add(String name) {
        for (int i = 0; i < name.length(); i++) {
            sum.update(name.charAt(i));
        }
    }

    /** The content of a whole file. */
    private void whole(File file) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sum.update(buffer, 0, n);
                size += n;
            }
        }
    }

    private void jar(File file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
            long length = in.length();
            int end = endOfDirectory(in, length);
            long directorySize = end < 0 ? ZIP64 : number(end + 12);
            long from = end < 0 ? ZIP64 : number(end + 16);
            if (from == ZIP64 || directorySize == ZIP64 || directorySize > Integer.MAX_VALUE || from + directorySize > length) {
                whole(file); // no jar, or one of 4 GB
                return;
            }
            if (directorySize > buffer.length) {
                buffer = new byte[(int) directorySize];
            }
            in.seek(length - tail(length) + end - directorySize); // something may stand before the jar in its file
            in.readFully(buffer, 0, (int) directorySize);
            sum.update(buffer, 0, (int) directorySize);
            size = length;
        }
    }

    private static int tail(long length) {
        return (int) Math.min(length, 1 << 16);
    }

    /** Where in {@link #buffer} the record at the jar's end begins; below 0 if there is none. */
    private int endOfDirectory(RandomAccessFile in, long length) throws IOException {
        int tail = tail(length);
        in.seek(length - tail);
        in.readFully(buffer, 0, tail);
        for (int i = tail - END_SIZE; i >= 0; i--) {
            if (number(i) == END_MAGIC) {
                return i;
            }
        }
        return -1;
    }

    private long number(int at) {
        return (buffer[at] & 0xFF) | (buffer[at + 1] & 0xFF) << 8 | (buffer[at + 2] & 0xFF) << 16 | (buffer[at + 3] & 0xFFL) << 24;
    }
}
