package seda.sandStorm.lib.aSocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.core.BufferElement;

/** A connection as the read and the write stage see it. */
final class TcpSockState extends SockState {
    private final SocketChannel channel;
    private final ATcpConnection connection;

    // bytes of the first queued write that are written; only accessed by the write loop
    private int headWritten;

    TcpSockState(aSocketLayer layer, SocketChannel channel, ATcpConnection connection, int writeClogThreshold) {
        super(layer, channel, connection, writeClogThreshold);
        this.channel = channel;
        this.connection = connection;
    }

    @Override
    QueueElementIF receive(ByteBuffer scratch) throws IOException {
        int count = channel.read(scratch.clear());
        if (count <= 0) {
            return count < 0 ? END : null;
        }
        byte[] bytes = new byte[count];
        scratch.flip().get(bytes);
        return new ATcpInPacket(connection, bytes, count, nextSequenceNumber());
    }

    @Override
    Progress send(ByteBuffer scratch) throws IOException {
        gather(scratch.clear(), headWritten);
        int wanted = scratch.flip().remaining();
        int written = wanted == 0 ? 0 : channel.write(scratch);
        if (complete(written)) {
            return Progress.DONE;
        }
        return written < wanted ? Progress.BLOCKED : Progress.MORE;
    }

    /** Takes off what has been written; whether nothing is left to do. */
    private boolean complete(int written) {
        int left = written;
        for (Object head = head(); head != null; head = head()) {
            if (head instanceof BufferElement element) {
                int missing = element.size - headWritten;
                if (left < missing) {
                    headWritten += left;
                    return false;
                }
                left -= missing;
                headWritten = 0;
            }
            if (finish(head)) {
                return true;
            }
        }
        return true;
    }
}
