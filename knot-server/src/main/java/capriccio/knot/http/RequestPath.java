package capriccio.knot.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Turns the path of a request target into the normalised path of {@link Request#path}. */
final class RequestPath {
    private RequestPath() {}

    /**
     * Decodes, then normalises, so that an encoded dot or slash gains nothing.
     *
     * @throws BadRequestException with 400 for bad escapes, control characters and paths above the root
     */
    static String of(String raw) throws BadRequestException {
        if (isPlain(raw)) {
            return raw;
        }
        String decoded = raw.indexOf('%') < 0 ? raw : decode(raw);
        for (int i = 0; i < decoded.length(); i++) {
            if (Character.isISOControl(decoded.charAt(i))) {
                throw new BadRequestException(400, "control character in the path");
            }
        }
        return normalise(decoded);
    }

    /** Whether the path consists only of characters and segments that stand for themselves. */
    private static boolean isPlain(String path) {
        char previous = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || c <= ' ' || c >= 0x7f || (previous == '/' && (c == '/' || c == '.'))) {
                return false;
            }
            previous = c;
        }
        return path.startsWith("/");
    }

    private static String decode(String raw) throws BadRequestException {
        byte[] source = raw.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(source.length);
        for (int i = 0; i < source.length; i++) {
            if (source[i] != '%') {
                decoded.put(source[i]);
                continue;
            }
            int high = i + 2 < source.length ? Character.digit((char) source[i + 1], 16) : -1;
            int low = i + 2 < source.length ? Character.digit((char) source[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new BadRequestException(400, "bad percent escape in the path");
            }
            decoded.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new BadRequestException(400, "path is not UTF-8");
        }
    }

    private static String normalise(String path) throws BadRequestException {
        if (!path.startsWith("/")) {
            throw new BadRequestException(400, "path must begin with a slash");
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.split("/", -1);
        for (String segment : segments) {
            if (segment.equals("..")) {
                if (kept.pollLast() == null) {
                    throw new BadRequestException(400, "path leaves the root");
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        String last = segments[segments.length - 1];
        boolean directory = last.isEmpty() || last.equals(".") || last.equals("..");
        return kept.isEmpty() ? "/" : "/" + String.join("/", kept) + (directory ? "/" : "");
    }
}
