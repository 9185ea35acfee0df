package capriccio.iointercept.real;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.AutomatonMatcher;
import dk.brics.automaton.AutomatonProvider;
import dk.brics.automaton.RegExp;
import dk.brics.automaton.RunAutomaton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** dk.brics.automaton: generated expressions to minimal automata, their algebra, and all matches in a text. */
public final class RegexAutomata {
    private static final int COPIES = 3;

    private RegexAutomata() {}

    /** Argument: how many expressions. */
    public static void main(String[] args) throws Exception {
        int expressions = Integer.parseInt(args[0]);
        System.out.print(Copies.of(COPIES, copy -> run(expressions)));
    }

    private static String run(int expressions) {
        StringBuilder out = new StringBuilder();
        List<Automaton> seen = new ArrayList<>();
        for (int i = 0; i < expressions; i++) {
            Random random = new Random(i);
            String expression = expression(random, 4);
            Automaton a = new RegExp(expression).toAutomaton(new Named());
            a.minimize();
            out.append(expression).append(' ').append(a.getNumberOfStates()).append(' ')
                    .append(a.getNumberOfTransitions()).append(' ').append(a.getShortestExample(true));
            if (!seen.isEmpty()) {
                Automaton b = seen.get(random.nextInt(seen.size()));
                out.append(' ').append(a.intersection(b).isEmpty()).append(' ').append(a.minus(b).getNumberOfStates())
                        .append(' ').append(a.union(b).equals(b.union(a))).append(' ').append(a.subsetOf(b));
            }
            out.append(' ').append(matches(a, text(random))).append('\n');
            seen.add(a);
        }
        return out.toString();
    }

    private static String matches(Automaton a, String text) {
        StringBuilder found = new StringBuilder();
        AutomatonMatcher m = new RunAutomaton(a).newMatcher(text);
        while (m.find()) {
            found.append(m.start()).append('-').append(m.end()).append(',');
        }
        return found.toString();
    }

    private static String expression(Random random, int depth) {
        if (depth == 0) {
            return switch (random.nextInt(6)) {
                case 0 -> "[a-c]";
                case 1 -> ".";
                case 2 -> "<word>";
                case 3 -> "<1-20>";
                default -> String.valueOf((char) ('a' + random.nextInt(4)));
            };
        }
        String one = expression(random, depth - 1);
        return switch (random.nextInt(7)) {
            case 0 -> "(" + one + "|" + expression(random, depth - 1) + ")";
            case 1 -> "(" + one + ")*";
            case 2 -> "(" + one + "){1,3}";
            case 3 -> "(" + one + "&" + expression(random, depth - 1) + ")";
            case 4 -> "(" + one + ")?" + expression(random, depth - 1);
            default -> one + expression(random, depth - 1);
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            text.append(random.nextInt(8) == 0 ? (char) ('0' + random.nextInt(10)) : (char) ('a' + random.nextInt(5)));
        }
        return text.toString();
    }

    /** Asked from deep inside of the translation; suspends. */
    @SuppressWarnings("ThreadPriorityCheck") // to yield is the point
    private static final class Named implements AutomatonProvider {
        @Override
        public Automaton getAutomaton(String name) throws IOException {
            Thread.yield();
            return new RegExp("[a-d]+").toAutomaton();
        }
    }
}
