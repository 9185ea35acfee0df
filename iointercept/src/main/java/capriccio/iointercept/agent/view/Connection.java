package capriccio.iointercept.agent.view;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One request and its reply: a head is read, the reply is written, and what else comes is thrown away until the client ends. */
final class Connection {
    private static final int MOST_HEAD = 8192;
    /** At a time: the JDK keeps memory outside of the heap for as much as is written at once. */
    private static final int MOST_WRITTEN = 1 << 16;
    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    private final SocketChannel channel;
    private final long deadline;
    private final ByteBuffer in = ByteBuffer.allocate(MOST_HEAD);
    private @Nullable ByteBuffer out;

    /** It is over at that time of {@link System#nanoTime}, whatever has come. */
    Connection(SocketChannel channel, long deadline) {
        this.channel = channel;
        this.deadline = deadline;
    }

    boolean isLate(long now) {
        return now - deadline >= 0;
    }

    /** Goes on as far as it can without waiting; false if it is over. */
    boolean advance(SelectionKey key, Site site) throws IOException {
        while (true) {
            ByteBuffer reply = out;
            if (reply != null && reply.hasRemaining()) {
                if (!write(reply)) {
                    key.interestOps(SelectionKey.OP_WRITE);
                    return true;
                }
                channel.shutdownOutput(); // to close while something is unread would take the reply back
                key.interestOps(SelectionKey.OP_READ);
            }
            int n = channel.read(in);
            if (n <= 0) {
                return n == 0;
            }
            if (reply != null) {
                in.clear();
            } else {
                out = reply(site);
            }
        }
    }

    private boolean write(ByteBuffer reply) throws IOException {
        while (reply.hasRemaining()) {
            ByteBuffer part = reply.slice(reply.position(), Math.min(reply.remaining(), MOST_WRITTEN));
            int n = channel.write(part);
            if (n == 0) {
                return false;
            }
            reply.position(reply.position() + n);
        }
        return true;
    }

    /** Null while the head is not complete. */
    private @Nullable ByteBuffer reply(Site site) {
        int end = headEnd();
        if (end < 0 && in.hasRemaining()) {
            return null;
        }
        String head = end < 0 ? "" : new String(in.array(), 0, end, StandardCharsets.ISO_8859_1);
        in.clear();
        return end < 0 ? Reply.problem(431, "Request Header Fields Too Large") : Reply.to(head, site);
    }

    private int headEnd() {
        byte[] all = in.array();
        for (int i = 0; i + END.length <= in.position(); i++) {
            if (all[i] == END[0] && all[i + 1] == END[1] && all[i + 2] == END[2] && all[i + 3] == END[3]) {
                return i;
            }
        }
        return -1;
    }
}
