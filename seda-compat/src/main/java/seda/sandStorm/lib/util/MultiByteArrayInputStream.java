package seda.sandStorm.lib.util;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import seda.nbio.NonblockingInputStream;

/**
 * Byte arrays, added one after the other, as one stream. No read waits: -1 means that all has been read that was added,
 * and there may be more later. {@link #clear} lets go of the arrays; until then {@link #reset} can go back to any of them.
 */
public class MultiByteArrayInputStream extends NonblockingInputStream {
    protected static final int NUMARRAYS = 2;

    protected boolean closed;
    protected int cur_offset;
    protected int cur_array;
    protected byte[][] arrays;
    protected int push_array;
    protected int mark_array = -1;
    protected int mark_offset = -1;

    /** Reads these arrays first; they are not copied. */
    public MultiByteArrayInputStream(byte[][] first) {
        arrays = Arrays.copyOf(first, first.length + NUMARRAYS);
        push_array = first.length;
    }

    public MultiByteArrayInputStream() {
        this(new byte[0][]);
    }

    /** Adds an array, which is not copied, at the end. */
    public synchronized void addArray(byte[] array) {
        if (push_array == arrays.length) {
            expandArrays();
        }
        arrays[push_array++] = Objects.requireNonNull(array, "array");
    }

    protected void expandArrays() {
        arrays = Arrays.copyOf(arrays, 2 * arrays.length);
    }

    @Override
    public synchronized int read() throws IOException {
        checkOpen();
        return findBytes() ? arrays[cur_array][cur_offset++] & 0xff : -1;
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
    }

    /** Goes to the next array that has bytes left, if need be; whether there is one. */
    private boolean findBytes() {
        while (cur_array < push_array && cur_offset == arrays[cur_array].length) {
            cur_array++;
            cur_offset = 0;
        }
        return cur_array < push_array;
    }

    @Override
    public synchronized int nbRead() throws IOException {
        return read();
    }

    @Override
    public synchronized int read(byte[] bytes) throws IOException {
        return read(bytes, 0, bytes.length);
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int count = 0;
        for (int step = step(length); step > 0; step = step(length - count)) {
            System.arraycopy(arrays[cur_array], cur_offset, bytes, offset + count, step);
            cur_offset += step;
            count += step;
        }
        return count == 0 && length > 0 ? -1 : count;
    }

    /** How many of the wanted bytes the current array has; 0 when there are none at all. */
    private int step(long wanted) throws IOException {
        checkOpen();
        return findBytes() ? (int) Math.min(wanted, arrays[cur_array].length - cur_offset) : 0;
    }

    @Override
    public synchronized long skip(long count) throws IOException {
        long skipped = 0;
        for (int step = step(count); step > 0; step = step(count - skipped)) {
            cur_offset += step;
            skipped += step;
        }
        return skipped;
    }

    @Override
    public synchronized int available() throws IOException {
        checkOpen();
        int bytes = findBytes() ? arrays[cur_array].length - cur_offset : 0;
        for (int i = cur_array + 1; i < push_array; i++) {
            bytes += arrays[i].length;
        }
        return bytes;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    /** Goes back to the mark, which stays. */
    @Override
    public synchronized void reset() throws IOException {
        checkOpen();
        if (mark_array < 0) {
            throw new IOException("not marked since the last clear");
        }
        cur_array = mark_array;
        cur_offset = mark_offset;
    }

    /** Remembers the place, however much is read afterwards. */
    @Override
    public synchronized void mark(int readLimit) {
        mark_array = cur_array;
        mark_offset = cur_offset;
    }

    /** Arrays added since the last {@link #clear}. */
    public synchronized int numArrays() {
        return push_array;
    }

    /** Forgets all arrays and the mark. */
    public synchronized void clear() {
        arrays = new byte[NUMARRAYS][];
        push_array = 0;
        cur_array = 0;
        cur_offset = 0;
        mark_array = -1;
        mark_offset = -1;
    }
}
