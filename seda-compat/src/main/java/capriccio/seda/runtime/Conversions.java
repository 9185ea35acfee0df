package capriccio.seda.runtime;

import org.jspecify.annotations.Nullable;

/** How the configuration of 2002 reads numbers and lists out of strings. */
public final class Conversions {
    private Conversions() {}

    /** The default when absent or not an int. */
    public static int toInt(@Nullable String value, int defaultValue) {
        try {
            return value == null ? defaultValue : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            return defaultValue;
        }
    }

    /** The default when absent or not a double. */
    public static double toDouble(@Nullable String value, double defaultValue) {
        try {
            return value == null ? defaultValue : Double.parseDouble(value);
        } catch (NumberFormatException e) {
            return defaultValue;
        }
    }

    /** True for {@code true} and {@code TRUE} only; the default when absent. */
    public static boolean toBoolean(@Nullable String value, boolean defaultValue) {
        return value == null ? defaultValue : value.equals("true") || value.equals("TRUE");
    }

    /** The words of the value; null when absent. */
    public static String @Nullable [] toList(@Nullable String value) {
        return value == null ? null : value.trim().split("\\s+", 0);
    }
}
