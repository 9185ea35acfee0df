package capriccio.iointercept.agent;

import capriccio.continuations.runtime.SiteBlock;
import capriccio.continuations.weave.WovenClass;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One result in the {@link Store}, mostly a class.
 *
 * @param file the class file; null if the class stays as it is
 * @param firstSite id of its first suspend point
 * @param sites how many it has
 * @param encoded the suspend points, as {@link SiteBlock} writes them
 * @param pins as in {@link WovenClass}
 * @param messages as in {@link WovenClass}
 * @param doubled true if the monitors of the class are doubled
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Kept(
        byte @Nullable [] file, int firstSite, int sites, byte[] encoded, int[] pins, String[] messages, boolean doubled) {
    /** What an entry is about. */
    enum Kind {
        /** A class of the JDK, or of the runtime, that is woven. */
        JDK,
        /** A class of the JDK that was loaded before the agent, to be guarded or doubled. */
        LOADED,
        /** The same for one that is loading, by its content. */
        LOADING,
        /** A class of the JDK, guarded and doubled because the program locks one of its instances. */
        DOUBLED,
        /** A class of the program, by its content. */
        PROGRAM,
        /** The twin of a method. */
        TWIN,
        /** The analysis of the class path. */
        ANALYSIS
    }

    private static final byte[] NONE = {};
    private static final int HAS_FILE = 1;
    private static final int DOUBLED = 2;

    static Kept of(WovenClass woven) {
        boolean tells = woven.sites() > 0 || !woven.lambdas().isEmpty();
        byte[] encoded = tells ? SiteBlock.encode(woven.firstSite(), woven.sites(), woven.lambdas()) : NONE;
        return new Kept(woven.file(), woven.firstSite(), woven.sites(), encoded, woven.pins(),
                woven.messages().toArray(new String[0]), false);
    }

    static Kept of(byte @Nullable [] file, boolean doubled) {
        return new Kept(file, 0, 0, NONE, new int[0], new String[0], doubled);
    }

    /** As the guarded class that it is. */
    Kept doubled(boolean now) {
        return new Kept(file, firstSite, sites, encoded, pins, messages, now);
    }

    /** True if there is nothing to write down but that there is nothing. */
    boolean isEmpty() {
        return file == null && encoded.length == 0 && messages.length == 0 && !doubled;
    }

    byte[] toBytes() {
        byte[] code = file == null ? NONE : file;
        byte[][] lines = new byte[messages.length][];
        int kinds = 0;
        for (int n : pins) {
            kinds += n == 0 ? 0 : 1;
        }
        int size = 1 + (6 + 2 * kinds) * Integer.BYTES + encoded.length + code.length;
        for (int i = 0; i < lines.length; i++) {
            lines[i] = messages[i].getBytes(StandardCharsets.UTF_8);
            size += Integer.BYTES + lines[i].length;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put((byte) ((file == null ? 0 : HAS_FILE) | (doubled ? DOUBLED : 0)));
        out.putInt(firstSite).putInt(sites).putInt(pins.length).putInt(kinds).putInt(lines.length).putInt(encoded.length);
        for (int i = 0; i < pins.length; i++) {
            if (pins[i] != 0) {
                out.putInt(i).putInt(pins[i]);
            }
        }
        for (byte[] line : lines) {
            out.putInt(line.length).put(line);
        }
        return out.put(encoded).put(code).array();
    }

    /** What {@link #toBytes} wrote. */
    static Kept parse(byte[] bytes, int from) {
        Reader in = new Reader(bytes, from + 1);
        int flags = bytes[from];
        int firstSite = in.number();
        int sites = in.number();
        int[] pins = new int[in.number()];
        int kinds = in.number();
        String[] messages = new String[in.number()];
        int encoded = in.number();
        for (int i = 0; i < kinds; i++) {
            int reason = in.number();
            pins[reason] = in.number();
        }
        for (int i = 0; i < messages.length; i++) {
            messages[i] = new String(in.bytes(in.number()), StandardCharsets.UTF_8);
        }
        byte[] points = encoded == 0 ? NONE : in.bytes(encoded);
        byte[] file = (flags & HAS_FILE) == 0 ? null : in.bytes(bytes.length - in.at);
        return new Kept(file, firstSite, sites, points, pins, messages, (flags & DOUBLED) != 0);
    }

    /** No buffer: thousands of classes are read while nothing is compiled yet. */
    private static final class Reader {
        private final byte[] bytes;
        int at;

        Reader(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        int number() {
            byte[] b = bytes;
            int i = at;
            at = i + Integer.BYTES;
            return b[i] << 24 | (b[i + 1] & 0xFF) << 16 | (b[i + 2] & 0xFF) << 8 | (b[i + 3] & 0xFF);
        }

        byte[] bytes(int length) {
            byte[] part = new byte[length];
            System.arraycopy(bytes, at, part, 0, length);
            at += length;
            return part;
        }
    }
}
