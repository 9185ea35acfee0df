package seda.nbio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/** The bytes that leave by a socket. */
final class SocketOutput extends NonblockingOutputStream {
    private final NonblockingSocket socket;

    SocketOutput(NonblockingSocket socket) {
        this.socket = socket;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value});
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int written = nbWrite(bytes, offset, length);
        while (written < length) {
            Readiness.await(socket.channel, SelectionKey.OP_WRITE, -1);
            written += nbWrite(bytes, offset + written, length - written);
        }
    }

    @Override
    public int nbWrite(byte value) throws IOException {
        return nbWrite(new byte[] {value});
    }

    @Override
    public int nbWrite(byte[] bytes) throws IOException {
        return nbWrite(bytes, 0, bytes.length);
    }

    @Override
    public int nbWrite(byte[] bytes, int offset, int length) throws IOException {
        return socket.channel.write(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
