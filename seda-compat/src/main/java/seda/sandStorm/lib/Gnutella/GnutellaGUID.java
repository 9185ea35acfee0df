package seda.sandStorm.lib.Gnutella;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Sixteen bytes that name a packet, or a servent. Immutable. */
public class GnutellaGUID implements GnutellaConst {
    static final int SIZE = 16;

    private final byte[] bytes;

    /** A random one. */
    public GnutellaGUID() {
        bytes = new byte[SIZE];
        ThreadLocalRandom.current().nextBytes(bytes);
    }

    /** Copies the sixteen bytes from {@code offset} on. */
    public GnutellaGUID(byte[] from, int offset) {
        if (offset < 0 || offset > from.length - SIZE) {
            throw new IllegalArgumentException("no " + SIZE + " bytes at " + offset + " of " + from.length);
        }
        bytes = Arrays.copyOfRange(from, offset, offset + SIZE);
    }

    /** Writes the sixteen bytes from {@code offset} on. */
    public void dump(byte[] to, int offset) {
        System.arraycopy(bytes, 0, to, offset, SIZE);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GnutellaGUID guid && Arrays.equals(bytes, guid.bytes);
    }
}
