package capriccio.iointercept.programs;

import static capriccio.iointercept.programs.Hop.hop;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;

/** Values that must survive in locals and on the operand stack. */
final class ValueShapes {
    private int field = 3;
    private long wide = 1L << 40;
    private double real = 1.5;

    private ValueShapes() {}

    static void all(Map<String, Callable<Object>> shapes) {
        shapes.put("wideLocals", ValueShapes::wideLocals);
        shapes.put("narrowLocals", ValueShapes::narrowLocals);
        shapes.put("manyArguments", ValueShapes::manyArguments);
        shapes.put("operandStack", ValueShapes::operandStack);
        shapes.put("compoundAssignment", ValueShapes::compoundAssignment);
        shapes.put("arrays", ValueShapes::arrays);
        shapes.put("newWithBlockingArguments", ValueShapes::newWithBlockingArguments);
        shapes.put("stringConcatenation", ValueShapes::stringConcatenation);
        shapes.put("boxing", ValueShapes::boxing);
        shapes.put("nullsAndCasts", ValueShapes::nullsAndCasts);
        shapes.put("reusedSlots", ValueShapes::reusedSlots);
    }

    private static Object wideLocals() {
        long a = Long.MAX_VALUE - 1;
        int b = 7;
        double c = Math.PI;
        String d = "d";
        long e = hop(a) - b;
        double f = hop(c) * b;
        hop();
        float g = 2.5f;
        hop();
        return a + ":" + b + ":" + c + ":" + d + ":" + e + ":" + f + ":" + g;
    }

    @SuppressWarnings("NarrowingCompoundAssignment") // a shape to test
    private static Object narrowLocals() {
        byte a = -3;
        short b = -30_000;
        char c = 'é';
        boolean d = true;
        float e = -0.0f;
        hop();
        a += 100;
        c++;
        hop();
        return a + ":" + b + ":" + c + ":" + d + ":" + e;
    }

    private static Object manyArguments() {
        return many(hop(1), hop(2L), hop(3.0), hop("4"), hop(5), hop(6L), hop(true), hop(8.5));
    }

    private static String many(int a, long b, double c, String d, int e, long f, boolean g, double h) {
        hop();
        return a + " " + b + " " + c + " " + d + " " + e + " " + f + " " + g + " " + h;
    }

    private static Object operandStack() {
        ValueShapes it = new ValueShapes();
        return it.field * (it.wide - hop(2L) * (it.field + (long) (it.real * hop(4.0)) % hop(5))) + hop(it).field;
    }

    private static Object compoundAssignment() {
        ValueShapes it = new ValueShapes();
        int[] cells = {1, 2, 3};
        int i = 0;
        it.field += hop(10);
        it.wide -= hop(1L);
        it.real *= hop(2.0);
        cells[i++] += hop(i) * 10;
        cells[hop(i)] <<= hop(3);
        String text = "a";
        text += hop("b") + i;
        return it.field + ":" + it.wide + ":" + it.real + ":" + Arrays.toString(cells) + text;
    }

    private static Object arrays() {
        long[] row = {hop(1L), 2, hop(3L)};
        int[][] grid = new int[hop(2)][hop(3)];
        grid[hop(1)][hop(2)] = hop(9);
        Object[] things = {hop("x"), row[hop(2)], hop(new int[] {4})[0]};
        return Arrays.toString(row) + Arrays.deepToString(grid) + Arrays.toString(things);
    }

    private static Object newWithBlockingArguments() {
        StringBuilder text = new StringBuilder(hop("new "));
        text.append(new String(new char[] {(char) hop('a'), 'b'}, hop(0), hop(2)));
        text.append(new Nested(hop(1), new Nested(hop(2), null)).depth());
        return text.toString();
    }

    private static Object stringConcatenation() {
        int i = 1;
        return "a" + hop(i++) + 'b' + hop(2L) + hop("c") + hop(1.5) + i + hop(true) + hop((Object) null);
    }

    private static Object boxing() {
        Integer boxed = hop(127) + 1;
        Long wideBox = hop(1L << 33);
        int back = hop(boxed) + hop(wideBox).intValue();
        Double sum = hop(0.5) + boxed;
        return back + ":" + sum + ":" + boxed.equals(hop(128));
    }

    private static Object nullsAndCasts() {
        Object nothing = null;
        Object text = hop((Object) "text");
        hop();
        String cast = (String) hop(text);
        boolean is = hop(text) instanceof CharSequence sequence && sequence.length() == hop(4);
        return cast + nothing + is;
    }

    /** One slot holds values of different types in turn. */
    private static Object reusedSlots() {
        StringBuilder all = new StringBuilder();
        {
            long first = hop(5L);
            all.append(first);
        }
        {
            String second = hop("s");
            int third = hop(6);
            all.append(second).append(third);
        }
        {
            double fourth = hop(0.25);
            all.append(fourth);
        }
        hop();
        return all.toString();
    }

    private static final class Nested {
        private final int value;
        private final Nested inner;

        Nested(int value, Nested inner) {
            this.value = value;
            this.inner = inner;
        }

        int depth() {
            return inner == null ? hop(value) : value * 10 + inner.depth();
        }
    }
}
