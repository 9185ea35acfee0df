package capriccio.bench.programs;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.AutomatonMatcher;
import dk.brics.automaton.RegExp;
import dk.brics.automaton.RunAutomaton;
import java.util.Random;

/** dk.brics.automaton: generated expressions to minimal automata, their algebra, and all matches in a text. */
final class RegexAutomata implements Program {
    private static final int EXPRESSIONS = 20;

    private final String text;

    RegexAutomata() {
        Random random = new Random(3);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            all.append(random.nextInt(8) == 0 ? (char) ('0' + random.nextInt(10)) : (char) ('a' + random.nextInt(5)));
        }
        text = all.toString();
    }

    @Override
    public long run() {
        long sum = 0;
        Automaton last = Automaton.makeEmpty();
        for (int i = 0; i < EXPRESSIONS; i++) {
            Automaton a = new RegExp(expression(new Random(i), 3)).toAutomaton();
            a.minimize();
            sum += a.getNumberOfStates() + a.minus(last).getNumberOfStates() + (a.intersection(last).isEmpty() ? 1 : 0);
            AutomatonMatcher m = new RunAutomaton(a).newMatcher(text);
            while (m.find()) {
                sum += m.end() - m.start();
            }
            last = a;
        }
        return sum;
    }

    private static String expression(Random random, int depth) {
        if (depth == 0) {
            return switch (random.nextInt(5)) {
                case 0 -> "[a-c]";
                case 1 -> ".";
                case 2 -> "<1-20>";
                default -> String.valueOf((char) ('a' + random.nextInt(4)));
            };
        }
        String one = expression(random, depth - 1);
        return switch (random.nextInt(6)) {
            case 0 -> "(" + one + "|" + expression(random, depth - 1) + ")";
            case 1 -> "(" + one + ")*";
            case 2 -> "(" + one + "){1,3}";
            case 3 -> "(" + one + ")?" + expression(random, depth - 1);
            default -> one + expression(random, depth - 1);
        };
    }
}
