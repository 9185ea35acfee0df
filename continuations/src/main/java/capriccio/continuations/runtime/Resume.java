package capriccio.continuations.runtime;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Passes a callee's result to the frame that waits for it: a twin leaves its result here, the next frame's twin takes
 * it. Called by generated code, hence public.
 */
public final class Resume {
    /** What the last frame returned; J for any integral value that is held in {@link #bits}. */
    long bits;

    @Nullable Object ref;
    @Nullable Throwable thrown;

    Resume() {}

    public static void returnVoid() {}

    public static void returnInt(int value) {
        Carrier.currentOrThrow().resume.bits = value;
    }

    public static void returnLong(long value) {
        Carrier.currentOrThrow().resume.bits = value;
    }

    public static void returnFloat(float value) {
        Carrier.currentOrThrow().resume.bits = Float.floatToRawIntBits(value);
    }

    public static void returnDouble(double value) {
        Carrier.currentOrThrow().resume.bits = Double.doubleToRawLongBits(value);
    }

    public static void returnRef(@Nullable Object value) {
        Carrier.currentOrThrow().resume.ref = value;
    }

    /** At the end of a constructor: whoever sees the object from here on sees its final fields. */
    public static void returnConstructed(Object made) {
        VarHandle.releaseFence();
        Carrier.currentOrThrow().resume.ref = made;
    }

    public static void takeVoid() {
        taking();
    }

    public static int takeInt() {
        return (int) taking().bits;
    }

    public static long takeLong() {
        return taking().bits;
    }

    public static float takeFloat() {
        return Float.intBitsToFloat((int) taking().bits);
    }

    public static double takeDouble() {
        return Double.longBitsToDouble(taking().bits);
    }

    public static @Nullable Object takeRef() {
        Resume r = taking();
        Object value = r.ref;
        r.ref = null;
        return value;
    }

    private static Resume taking() {
        Resume r = Carrier.currentOrThrow().resume;
        Throwable t = r.thrown;
        if (t != null) {
            r.thrown = null;
            Resume.<RuntimeException>sneak(t);
        }
        return r;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void sneak(Throwable t) throws T {
        throw (T) t;
    }

    /** Throws {@code t}, checked or not, if there is one. */
    static void throwIfAny(@Nullable Throwable t) {
        if (t != null) {
            Resume.<RuntimeException>sneak(t);
        }
    }

    /** Repeats what a lambda's proxy between two frames would have done to the result. */
    void adapt(char from, char to) {
        if (from == to || (isInt(from) && isInt(to)) || to == 'V') {
            if (to == 'V') {
                ref = null;
            }
            return;
        }
        if (to == 'L') {
            ref = box(from);
        } else if (from == 'L') {
            unbox(to);
        } else {
            widen(from, to);
        }
    }

    private static boolean isInt(char c) {
        return c == 'I' || c == 'Z' || c == 'B' || c == 'C' || c == 'S';
    }

    private @Nullable Object box(char from) {
        return switch (from) {
            case 'Z' -> (bits & 1) != 0;
            case 'B' -> (byte) bits;
            case 'C' -> (char) bits;
            case 'S' -> (short) bits;
            case 'I' -> (int) bits;
            case 'J' -> bits;
            case 'F' -> Float.intBitsToFloat((int) bits);
            case 'D' -> Double.longBitsToDouble(bits);
            default -> null; // a void method behind a proxy that returns an object
        };
    }

    private void unbox(char to) {
        Object value = ref;
        ref = null;
        if (value instanceof Boolean b) {
            bits = b ? 1 : 0;
        } else if (value instanceof Character c) {
            bits = c;
            widen('I', to);
        } else if (value instanceof Float f) {
            bits = Float.floatToRawIntBits(f);
            widen('F', to);
        } else if (value instanceof Double d) {
            bits = Double.doubleToRawLongBits(d);
        } else if (value instanceof Number n) {
            bits = n.longValue();
            widen(value instanceof Long ? 'J' : 'I', to);
        } else {
            thrown = value == null ? new NullPointerException("unboxing the result of a lambda") : new ClassCastException(value.getClass().getName());
        }
    }

    private void widen(char from, char to) {
        if (to == 'F' && from != 'F') {
            bits = Float.floatToRawIntBits((float) bits);
        } else if (to == 'D' && from != 'D') {
            bits = Double.doubleToRawLongBits(from == 'F' ? Float.intBitsToFloat((int) bits) : (double) bits);
        }
    }
}
