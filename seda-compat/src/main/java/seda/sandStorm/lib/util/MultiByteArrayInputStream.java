package seda.sandStorm.lib.util;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import seda.nbio.NonblockingInputStream;

/**
 * Reads through arrays one after the other, and more may be added at any time: at the end of the last one a read returns
 * -1 and later ones go on with what has been added. Nothing is copied: an array must not change until it is read. A mark
 * holds, however much is read after it, until {@link #clear}; without one, {@link #reset} goes back to the first byte
 * since then. Safe for any thread.
 */
public class MultiByteArrayInputStream extends NonblockingInputStream {
    protected static final int NUMARRAYS = 2;

    protected boolean closed;
    protected int cur_offset;
    protected int cur_array;
    protected byte[][] arrays;
    protected int push_array;
    protected int mark_array;
    protected int mark_offset;

    /** Begins with the arrays given. */
    @SuppressWarnings("this-escape") // overriders of addArray see a stream without arrays
    public MultiByteArrayInputStream(byte[][] arrays) {
        this();
        for (byte[] array : arrays) {
            append(array);
        }
    }

    public MultiByteArrayInputStream() {
        arrays = new byte[NUMARRAYS][];
    }

    /** Adds bytes at the end. */
    public synchronized void addArray(byte[] array) {
        append(array);
    }

    private void append(byte[] array) {
        if (push_array == arrays.length) {
            expandArrays();
        }
        arrays[push_array++] = array;
    }

    /** Makes room for more arrays. */
    protected void expandArrays() {
        arrays = Arrays.copyOf(arrays, arrays.length * 2);
    }

    /** The next byte, or -1 when there is none for now. */
    @Override
    public synchronized int read() throws IOException {
        return nbRead();
    }

    @Override
    public synchronized int nbRead() throws IOException {
        checkOpen();
        if (!atArray()) {
            return -1;
        }
        return arrays[cur_array][cur_offset++] & 0xff;
    }

    @Override
    public synchronized int read(byte[] into) throws IOException {
        return read(into, 0, into.length);
    }

    /** As many bytes as there are, at most {@code length}; -1 when there is none for now. */
    @Override
    public synchronized int read(byte[] into, int offset, int length) throws IOException {
        checkOpen();
        int copied = 0;
        while (copied < length && atArray()) {
            int count = Math.min(length - copied, arrays[cur_array].length - cur_offset);
            System.arraycopy(arrays[cur_array], cur_offset, into, offset + copied, count);
            cur_offset += count;
            copied += count;
        }
        return copied == 0 && length > 0 ? -1 : copied;
    }

    @Override
    public synchronized long skip(long count) throws IOException {
        checkOpen();
        long skipped = 0;
        while (skipped < count && atArray()) {
            int step = (int) Math.min(count - skipped, arrays[cur_array].length - cur_offset);
            cur_offset += step;
            skipped += step;
        }
        return skipped;
    }

    @Override
    public synchronized int available() throws IOException {
        checkOpen();
        int left = -cur_offset;
        for (int i = cur_array; i < push_array; i++) {
            left += arrays[i].length;
        }
        return Math.max(0, left);
    }

    /** Moves on to an array with something left; false when there is none. */
    private boolean atArray() {
        while (cur_array < push_array && cur_offset == arrays[cur_array].length) {
            cur_array++;
            cur_offset = 0;
        }
        return cur_array < push_array;
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new EOFException("the stream has been closed");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    /** Goes back to the mark. */
    @Override
    public synchronized void reset() throws IOException {
        checkOpen();
        cur_array = mark_array;
        cur_offset = mark_offset;
    }

    /** Remembers this place; the limit is ignored. */
    @Override
    public synchronized void mark(int readLimit) {
        mark_array = cur_array;
        mark_offset = cur_offset;
    }

    /** How many arrays are kept: all that were added since the last {@link #clear}. */
    public synchronized int numArrays() {
        return push_array;
    }

    /** Forgets all bytes and the mark. */
    public synchronized void clear() {
        arrays = new byte[NUMARRAYS][];
        push_array = 0;
        cur_array = 0;
        cur_offset = 0;
        mark_array = 0;
        mark_offset = 0;
    }
}
