package seda.sandStorm.lib.Gnutella;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a peer has sent so far: first its words of the handshake, then packets, split anywhere. Holds one packet at most.
 * Confined to the server's stage.
 */
final class PacketReader implements GnutellaConst {
    private final byte[] words;
    private final byte[] header = new byte[PACKET_HEADER_SIZE];
    private int wordsSeen;
    private int headerSeen;
    private byte[] payload; // null until the header is complete
    private int payloadSeen;

    /** A reader that first expects {@code words}. */
    PacketReader(String words) {
        this.words = words.getBytes(US_ASCII);
    }

    boolean isShaken() {
        return wordsSeen == words.length;
    }

    /**
     * Takes bytes of the handshake.
     *
     * @throws ProtocolException if they are others than expected
     */
    void shake(ByteBuffer in) throws ProtocolException {
        while (in.hasRemaining() && !isShaken()) {
            if (in.get() != words[wordsSeen++]) {
                throw new ProtocolException("no Gnutella 0.4 handshake");
            }
        }
    }

    /**
     * Takes bytes, and adds the packets that they complete. A packet of an unknown function, or whose payload is not one of
     * its function, is left out: where the next one begins is known all the same.
     *
     * @throws ProtocolException if a length is negative or beyond the limit, so that it is not
     */
    void read(ByteBuffer in, List<GnutellaPacket> packets) throws ProtocolException {
        while (in.hasRemaining()) {
            if (payload == null) {
                headerSeen += take(in, header, headerSeen);
                if (headerSeen == PACKET_HEADER_SIZE) {
                    beginPayload();
                }
            } else {
                payloadSeen += take(in, payload, payloadSeen);
            }
            if (payload != null && payloadSeen == payload.length) {
                end(packets);
            }
        }
    }

    private static int take(ByteBuffer in, byte[] to, int from) {
        int count = Math.min(in.remaining(), to.length - from);
        in.get(to, from, count);
        return count;
    }

    private void beginPayload() throws ProtocolException {
        int length = GnutellaPacket.payloadLength(header);
        if (length < 0 || length > MAX_PAYLOAD_SIZE) {
            throw new ProtocolException("a payload of " + length + " bytes; there may be " + MAX_PAYLOAD_SIZE);
        }
        payload = new byte[length];
    }

    private void end(List<GnutellaPacket> packets) {
        try {
            GnutellaPacket packet = GnutellaPacket.of(header, payload);
            if (packet != null) {
                packets.add(packet);
            }
        } catch (IllegalArgumentException | UnknownHostException e) {
            // not a packet of its function: hostile or broken, and nobody to tell
        }
        headerSeen = 0;
        payload = null;
        payloadSeen = 0;
    }

    /** A peer does not speak Gnutella 0.4. */
    static final class ProtocolException extends Exception {
        private static final long serialVersionUID = 1;

        ProtocolException(String message) {
            super(message);
        }
    }
}
