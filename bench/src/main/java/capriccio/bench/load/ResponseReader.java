package capriccio.bench.load;

import capriccio.bench.fileset.FileSet;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads one response after the other and compares each body with the file that was asked for, without copying it.
 *
 * <p>Use: {@link #expect}, then {@link #feed} with bytes as they come until it returns true.
 */
final class ResponseReader {
    private static final int MAX_HEADER = 8_192;
    private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.', '1', ' '};
    private static final byte[] LENGTH = {'c', 'o', 'n', 't', 'e', 'n', 't', '-', 'l', 'e', 'n', 'g', 't', 'h', ':'};
    private static final byte[] CONNECTION = {'c', 'o', 'n', 'n', 'e', 'c', 't', 'i', 'o', 'n', ':'};
    private static final int NOT_SEEN = -1;
    private static final int UNAVAILABLE = 503;

    private final ByteBuffer block;
    private byte[] header = new byte[256];
    private int headerLength;
    private boolean inBody;
    private int at;
    private int end;
    private int size;
    private boolean closing;
    private boolean compares;
    private boolean refusal;

    /** @param block the file set's bytes; its position and limit are moved */
    ResponseReader(ByteBuffer block) {
        this.block = block;
    }

    /** Begins a response that must be {@code entry}. */
    void expect(FileSet.Entry entry) {
        headerLength = 0;
        inBody = false;
        closing = false;
        size = entry.size();
        at = entry.offset();
        end = at + size;
        compares = true;
        refusal = false;
    }

    /** Begins a response of any length and content, which may be a refusal. */
    void expectAny() {
        headerLength = 0;
        inBody = false;
        closing = false;
        compares = false;
        refusal = false;
    }

    /** Whether the last response was a refusal. */
    boolean isRefusal() {
        return refusal;
    }

    /** Of the body. */
    int size() {
        return size;
    }

    /** Whether the last response said that the server will close the connection. */
    boolean isClosing() {
        return closing;
    }

    /**
     * Takes what is in {@code bytes}.
     *
     * @return whether the response is complete
     * @throws LoadException if this is not the response that was expected
     */
    boolean feed(ByteBuffer bytes) throws LoadException {
        if (!inBody && !readHeader(bytes)) {
            return false;
        }
        if (bytes.remaining() > end - at) {
            throw new LoadException(ErrorKind.PROTOCOL, (bytes.remaining() - (end - at)) + " bytes after the response");
        }
        int length = bytes.remaining();
        if (compares) {
            compare(bytes, length);
        }
        bytes.position(bytes.limit());
        at += length;
        return at == end;
    }

    private void compare(ByteBuffer bytes, int length) throws LoadException {
        block.limit(at + length).position(at);
        int difference = bytes.mismatch(block);
        if (difference >= 0) {
            int place = size - (end - at) + difference;
            throw new LoadException(ErrorKind.WRONG_BYTES, "body differs at byte " + place + " of " + size);
        }
    }

    private boolean readHeader(ByteBuffer bytes) throws LoadException {
        while (bytes.hasRemaining()) {
            if (headerLength == header.length) {
                if (headerLength >= MAX_HEADER) {
                    throw new LoadException(ErrorKind.PROTOCOL, "header longer than " + MAX_HEADER + " bytes");
                }
                header = Arrays.copyOf(header, 2 * headerLength);
            }
            byte b = bytes.get();
            header[headerLength++] = b;
            if (b == '\n' && headerLength >= 4 && header[headerLength - 3] == '\n') {
                parseHeader();
                inBody = true;
                return true;
            }
        }
        return false;
    }

    private void parseHeader() throws LoadException {
        if (!startsWith(0, VERSION)) {
            throw new LoadException(ErrorKind.PROTOCOL, "the response does not begin with HTTP/1.1");
        }
        int status = number(VERSION.length);
        refusal = !compares && status == UNAVAILABLE;
        if (status != 200 && !refusal) {
            throw new LoadException(ErrorKind.STATUS, "status " + status);
        }
        int length = NOT_SEEN;
        for (int i = 0; i < headerLength; i++) {
            if (header[i] == '\n') {
                if (startsWith(i + 1, LENGTH)) {
                    length = number(i + 1 + LENGTH.length);
                } else if (startsWith(i + 1, CONNECTION)) {
                    closing = firstLetter(i + 1 + CONNECTION.length) == 'c';
                }
            }
        }
        if (length == NOT_SEEN) {
            throw new LoadException(ErrorKind.PROTOCOL, "no Content-Length");
        }
        if (!compares) {
            size = length;
            at = 0;
            end = length;
        } else if (length != size) {
            throw new LoadException(ErrorKind.WRONG_LENGTH, "Content-Length " + length + ", the file has " + size);
        }
    }

    /** Compares with lower-case {@code name}, ignoring the case of letters. */
    private boolean startsWith(int from, byte[] name) {
        if (from + name.length > headerLength) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            int b = header[from + i];
            if (b != name[i] && (b | 0x20) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private int firstLetter(int from) {
        int i = from;
        while (i < headerLength && header[i] == ' ') {
            i++;
        }
        return i < headerLength ? header[i] | 0x20 : 0;
    }

    private int number(int from) {
        int i = from;
        while (i < headerLength && header[i] == ' ') {
            i++;
        }
        int value = 0;
        while (i < headerLength && header[i] >= '0' && header[i] <= '9' && value < 100_000_000) {
            value = value * 10 + header[i++] - '0';
        }
        return value;
    }
}
