package seda.nbio;

import java.io.IOException;
import java.io.OutputStream;

/** An output stream that can be asked to take what it can without waiting: the {@code nbWrite} methods. */
public abstract class NonblockingOutputStream extends OutputStream {
    public NonblockingOutputStream() {}

    @Override
    public abstract void write(int value) throws IOException;

    @Override
    public abstract void write(byte[] bytes) throws IOException;

    @Override
    public abstract void write(byte[] bytes, int offset, int length) throws IOException;

    /** Writes one byte or nothing; returns 1 or 0. */
    public abstract int nbWrite(byte value) throws IOException;

    /** Writes what it can now; returns how many bytes that was. */
    public abstract int nbWrite(byte[] bytes) throws IOException;

    /** Writes what it can now; returns how many bytes that was. */
    public abstract int nbWrite(byte[] bytes, int offset, int length) throws IOException;

    /** Does nothing: what is written is with the system. */
    @Override
    public abstract void flush();

    @Override
    public abstract void close() throws IOException;
}
