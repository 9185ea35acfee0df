package seda.sandStorm.lib.Gnutella;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** One file among {@link GnutellaQueryHitsPacket}. */
public class GnutellaQueryHit {
    private static final int OFFSET_NAME = 8;
    /** Two zero bytes end the name. */
    private static final int END = 2;

    public int index;
    public int size;
    public String filename;

    /** @throws IllegalArgumentException if there is no whole hit at {@code offset} */
    public GnutellaQueryHit(byte[] from, int offset) {
        int end = offset + OFFSET_NAME;
        while (end < from.length - 1 && (from[end] != 0 || from[end + 1] != 0)) {
            end++;
        }
        if (offset < 0 || end >= from.length - 1) {
            throw new IllegalArgumentException("no query hit at " + offset + " of " + from.length + " bytes");
        }
        index = GnutellaPacket.readLEInt(from, offset);
        size = GnutellaPacket.readLEInt(from, offset + 4);
        filename = new String(from, offset + OFFSET_NAME, end - offset - OFFSET_NAME, ISO_8859_1);
    }

    /** {@code size} is in bytes. */
    public GnutellaQueryHit(int index, int size, String filename) {
        this.index = index;
        this.size = size;
        this.filename = filename;
    }

    /** Bytes that {@link #dump} writes. */
    int length() {
        return OFFSET_NAME + filename.length() + END;
    }

    /** Writes the hit from {@code offset} on. */
    public void dump(byte[] to, int offset) {
        GnutellaPacket.writeLEInt(index, to, offset);
        GnutellaPacket.writeLEInt(size, to, offset + 4);
        byte[] name = filename.getBytes(ISO_8859_1);
        System.arraycopy(name, 0, to, offset + OFFSET_NAME, name.length);
        GnutellaPacket.writeLEShort(0, to, offset + OFFSET_NAME + name.length);
    }
}
