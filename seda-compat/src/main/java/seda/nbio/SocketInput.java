package seda.nbio;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/** The bytes that arrive on a socket. */
final class SocketInput extends NonblockingInputStream {
    private static final int SKIP_BYTES = 4096;

    private final NonblockingSocket socket;

    SocketInput(NonblockingSocket socket) {
        this.socket = socket;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return awaitBytes(one, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** At least one byte, waiting if need be; -1 at the end. */
    private int awaitBytes(byte[] bytes, int most) throws IOException {
        int count = read(bytes, 0, most);
        while (count == 0) {
            Readiness.awaitOrThrow(socket.channel, SelectionKey.OP_READ, socket.getSoTimeout());
            count = read(bytes, 0, most);
        }
        return count;
    }

    @Override
    public int nbRead() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        if (count < 0) {
            throw new EOFException("end of " + socket);
        }
        return count == 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes) throws IOException {
        return read(bytes, 0, bytes.length);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return socket.channel.read(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] scratch = new byte[(int) Math.max(0, Math.min(count, SKIP_BYTES))];
        long skipped = 0;
        while (skipped < count) {
            int read = awaitBytes(scratch, (int) Math.min(count - skipped, scratch.length));
            if (read < 0) {
                break;
            }
            skipped += read;
        }
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return socket.channel.socket().getInputStream().available();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
