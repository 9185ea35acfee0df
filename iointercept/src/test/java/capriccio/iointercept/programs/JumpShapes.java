package capriccio.iointercept.programs;

import static capriccio.iointercept.programs.Hop.hop;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Loops, switches, branches and recursion. */
final class JumpShapes {
    private JumpShapes() {}

    static void all(Map<String, Callable<Object>> shapes) {
        shapes.put("nestedLoops", JumpShapes::nestedLoops);
        shapes.put("labelledLoops", JumpShapes::labelledLoops);
        shapes.put("doWhile", JumpShapes::doWhile);
        shapes.put("forEach", JumpShapes::forEach);
        shapes.put("intSwitch", JumpShapes::intSwitch);
        shapes.put("stringAndEnumSwitch", JumpShapes::stringAndEnumSwitch);
        shapes.put("ternariesAndShortCircuits", JumpShapes::ternariesAndShortCircuits);
        shapes.put("recursion", () -> recurse(500));
        shapes.put("recursionThroughFinally", JumpShapes::recursionThroughFinally);
        shapes.put("mutualRecursion", () -> even(40));
    }

    private static Object nestedLoops() {
        int sum = 0;
        for (int i = 0; i < 4; i++) {
            for (int j = hop(i); j < 4; j++) {
                for (int k = 0; k < hop(2); k++) {
                    sum = 31 * sum + i * 100 + j * 10 + k;
                }
            }
        }
        return sum;
    }

    private static Object labelledLoops() {
        StringBuilder path = new StringBuilder();
        outer:
        for (int i = 0; ; i++) {
            for (int j = 0; j < 5; j++) {
                if (hop(j) == 2) {
                    continue;
                }
                if (i == 1 && hop(j) == 3) {
                    continue outer;
                }
                if (hop(i * j) > 10) {
                    break outer;
                }
                path.append(i).append(j).append(' ');
            }
        }
        return path.toString();
    }

    private static Object doWhile() {
        int n = 27;
        int steps = 0;
        do {
            n = n % 2 == 0 ? hop(n / 2) : hop(3 * n + 1);
            steps++;
        } while (hop(n) != 1 && steps < 20);
        return steps * 1_000_000L + n;
    }

    private static Object forEach() {
        long sum = 0;
        for (String text : List.of("1", "22", "333")) {
            sum = sum * 10 + Integer.parseInt(hop(text));
        }
        for (Iterator<Integer> it = List.of(4, 5).iterator(); hop(it.hasNext()); ) {
            sum = sum * 10 + hop(it.next());
        }
        for (int i : new int[] {6, 7}) {
            sum = sum * 10 + hop(i);
        }
        return sum;
    }

    @SuppressWarnings("fallthrough") // a shape to test
    private static Object intSwitch() {
        int sum = 0;
        for (int i = 0; i < 6; i++) {
            switch (hop(i)) {
                case 0:
                    sum += hop(1);
                    break;
                case 1:
                    sum += hop(10);
                    // fall through
                case 2:
                    sum += hop(100);
                    break;
                case 1_000:
                    sum = -1;
                    break;
                default:
                    sum *= hop(2);
            }
        }
        return sum;
    }

    private enum Colour {
        RED,
        GREEN,
        BLUE
    }

    private static Object stringAndEnumSwitch() {
        StringBuilder all = new StringBuilder();
        for (Colour colour : Colour.values()) {
            int code = switch (hop(colour)) {
                case RED -> hop(1);
                case GREEN -> {
                    int twice = hop(2);
                    yield hop(twice) + twice;
                }
                case BLUE -> 3;
            };
            String word = switch (hop(colour.name())) {
                case "RED" -> hop("warm");
                case "BLUE" -> hop("cold");
                default -> "none";
            };
            all.append(code).append(word);
        }
        return all.toString();
    }

    private static Object ternariesAndShortCircuits() {
        int bits = 0;
        for (int i = 0; i < 8; i++) {
            boolean a = hop((i & 1) != 0);
            boolean b = (i & 2) != 0 ? hop(a) : hop(!a);
            boolean c = (hop(a) && hop(b)) || hop((i & 4) != 0);
            bits = (bits << 1) | (c ? hop(1) : hop(0));
        }
        return bits;
    }

    private static long recurse(int depth) {
        if (depth == 0) {
            return hop(1L);
        }
        long below = recurse(depth - 1);
        return (below * 31 + depth) % 1_000_003;
    }

    private static Object recursionThroughFinally() {
        int[] unwound = new int[1];
        int value = throughFinally(60, unwound);
        return value + ":" + unwound[0];
    }

    private static int throughFinally(int depth, int[] unwound) {
        try {
            return depth == 0 ? hop(1) : throughFinally(depth - 1, unwound) + hop(depth);
        } finally {
            unwound[0] += hop(depth);
        }
    }

    private static boolean even(int n) {
        return n == 0 ? hop(true) : odd(hop(n) - 1);
    }

    private static boolean odd(int n) {
        return n == 0 ? hop(false) : even(hop(n) - 1);
    }
}
