package seda.nbio;

import java.io.IOException;
import java.io.InputStream;

/**
 * An input stream that can be asked without waiting. The reads into arrays never wait; only {@link #read()} and
 * {@link #skip} do.
 */
public abstract class NonblockingInputStream extends InputStream {
    public NonblockingInputStream() {}

    /** Waits for one byte; -1 at the end of the stream. */
    @Override
    public abstract int read() throws IOException;

    /** One byte, or -1 when there is none now; an {@code EOFException} at the end of the stream. */
    public abstract int nbRead() throws IOException;

    /** As {@link #read(byte[], int, int)}. */
    @Override
    public abstract int read(byte[] bytes) throws IOException;

    /** What there is, at most {@code length} bytes: 0 when there is nothing now, -1 at the end of the stream. */
    @Override
    public abstract int read(byte[] bytes, int offset, int length) throws IOException;

    /** Waits until that many bytes are skipped or the stream has ended. */
    @Override
    public abstract long skip(long count) throws IOException;

    @Override
    public abstract int available() throws IOException;

    @Override
    public abstract void close() throws IOException;
}
