package capriccio.knot.http;

import org.jspecify.annotations.Nullable;

/**
 * A range of a page's bytes, both ends included.
 *
 * @param first beyond {@code last} if no byte of the page is in the range
 */
record ByteRange(int first, int last) {
    private static final ByteRange UNSATISFIABLE = new ByteRange(0, -1);
    private static final String UNIT = "bytes=";

    /** Reads a Range field against a page's length; null means that the field is to be ignored. */
    static @Nullable ByteRange parse(String field, int length) {
        int dash = field.indexOf('-');
        if (!field.regionMatches(true, 0, UNIT, 0, UNIT.length()) || dash < 0) {
            return null;
        }
        long from = number(field.substring(UNIT.length(), dash).strip());
        long to = number(field.substring(dash + 1).strip());
        if (from == INVALID || to == INVALID || (from == ABSENT && to == ABSENT)) {
            return null;
        }
        if (from == ABSENT) {
            return to == 0 || length == 0 ? UNSATISFIABLE : new ByteRange((int) Math.max(0, length - to), length - 1);
        }
        if (to != ABSENT && to < from) {
            return null;
        }
        return from >= length
                ? UNSATISFIABLE
                : new ByteRange((int) from, to == ABSENT ? length - 1 : (int) Math.min(to, length - 1L));
    }

    boolean isSatisfiable() {
        return first <= last;
    }

    int length() {
        return last - first + 1;
    }

    private static final long ABSENT = -1;
    private static final long INVALID = -2;

    /** The digits' value, saturated; several ranges hold a comma and so are invalid, that is, ignored. */
    private static long number(String digits) {
        long value = digits.isEmpty() ? ABSENT : 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return INVALID;
            }
            value = Math.min(value * 10 + digit, Integer.MAX_VALUE * 2L);
        }
        return value;
    }
}
