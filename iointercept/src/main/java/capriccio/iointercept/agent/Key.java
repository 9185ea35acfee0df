package capriccio.iointercept.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A setting of the agent. {@link #ALL} is the one table behind parsing, help, error messages and the module's README.
 *
 * @param name the key in {@code key=value}, {@code -Dcapriccio.key} and, in capitals, {@code CAPRICCIO_KEY}
 * @param otherwise the value where none is given, in words
 * @param range the values that are taken, in words
 * @param meaning one line without a full stop
 */
record Key(String name, String otherwise, String range, String meaning) {
    private static final String TRUTH = "true, false";

    static final List<Key> ALL = List.of(
            new Key("admission", "on with policy=graph", "on, off", "while a resource is at its limit, connections and threads wait before they begin"),
            new Key("backend", "weave", "weave, jdk, virtual", "who keeps the frames of suspended threads: woven code, or the JDK (21 and later); virtual: the program's virtual threads alone are scheduled, and nothing is woven"),
            new Key("cache", "capriccio in the user's cache directory", "a directory, off", "what one start leaves to the next"),
            new Key("carriers", "one for each processor", "1 to 1024", "platform threads that run user threads"),
            new Key("check", "false", TRUTH, "looks before each suspension for frames that would be lost, and names them; slow"),
            new Key("disk", "64", "0 to 10000", "slow operations on files and look-ups of names for which another carrier takes over at once, at most"),
            new Key("graph", "none", "a file", "the blocking graph at exit, as DOT, with JSON beside it"),
            new Key("help", "", "", "prints this table on standard error"),
            new Key("main", "platform", "platform, user", "the kind of thread that main runs on"),
            new Key("platform", "none", "class:GLOB, name:GLOB, site:GLOB, GLOB; several with ; between", "threads that stay platform threads"),
            new Key("policy", "fifo", "fifo, lifo, cohort, roundrobin, graph", "which runnable thread goes next; graph looks at what is scarce"),
            new Key("quantum", "10", "0 to 60000", "milliseconds after which a thread that others wait for yields; 0: only when it blocks"),
            new Key("reachability", "true", TRUTH, "false weaves also what cannot reach a blocking call"),
            new Key("stats", "false", TRUTH, "prints counters at exit"),
            new Key("user", "the program's own", "as of platform", "threads that become user threads; before platform"),
            new Key("verbose", "false", TRUTH, "names each class that could not be woven, and the trace of a failed start"),
            new Key("version", "", "", "prints the version on standard error"),
            new Key("view", "off", "off, 0 to 65535", "port on which a browser on this machine sees the graph live; 0: a free one"),
            new Key("yield", "quantum", "quantum, everywhere, everywhere:N", "everywhere yields at every checkpoint, or every Nth; for tests"));

    /** Null if there is none. */
    static @Nullable Key find(String name) {
        for (Key key : ALL) {
            if (key.name.equals(name)) {
                return key;
            }
        }
        return null;
    }

    /** Not a setting but a question: given alone, without a value, as an agent's argument. */
    boolean isQuestion() {
        return range.isEmpty();
    }

    /** The names, in order. */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Key key : ALL) {
            names.add(key.name);
        }
        return names;
    }

    /** The table for a terminal. */
    static String help() {
        StringBuilder text = new StringBuilder();
        for (Key key : ALL) {
            text.append("  ").append(key.name).append(" ".repeat(14 - key.name.length())).append(key.meaning).append('\n');
            if (!key.isQuestion()) {
                text.append(" ".repeat(16)).append(key.range).append("; default: ").append(key.otherwise).append('\n');
            }
        }
        return text.toString();
    }

    /** The table as Markdown. */
    static String markdown() {
        StringBuilder text = new StringBuilder("| key | default | values | |\n|---|---|---|---|\n");
        for (Key key : ALL) {
            text.append("| `").append(key.name).append("` | ").append(key.otherwise).append(" | ").append(key.range)
                    .append(" | ").append(key.meaning).append(" |\n");
        }
        return text.toString();
    }

    /** The key that {@code wrong} was most likely meant to be. */
    static String nearest(String wrong) {
        return nearest(wrong, names());
    }

    static String nearest(String wrong, List<String> candidates) {
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int d = distance(wrong.toLowerCase(Locale.ROOT), candidate);
            if (d < bestDistance) {
                bestDistance = d;
                best = candidate;
            }
        }
        return best;
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(Math.min(row[j - 1], above) + 1, change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
