package capriccio.iointercept.agent;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The agent's settings: {@code key=value,key=value} after {@code -javaagent:capriccio.jar=}, or {@code
 * -Dcapriccio.key=value}, or {@code CAPRICCIO_KEY=value} in the environment; the first of these wins.
 *
 * @param jdk true if the JDK's own continuations keep the frames, false for woven code
 * @param carriers platform threads that run user threads, 1 to 1024; 0 if not given: one for each processor
 * @param verbose prints what was woven and what pins
 * @param graph file that receives the blocking graph as DOT at exit, with a JSON file beside it; empty for none
 * @param stats prints counters at exit
 * @param quantum milliseconds after which a thread yields at a checkpoint if others wait; 0: never
 * @param yieldEvery a thread yields at every so-many-th checkpoint, whatever its quantum; 0: not
 * @param cache directory for what one start leaves to the next; null for none
 * @param reachability only what can reach a blocking point is woven
 * @param check each suspension walks the stack first: a frame that would be lost pins and is reported
 * @param mainOnUserThread the program's {@code main} runs on a user thread
 */
record AgentOptions(
        boolean jdk,
        int carriers,
        boolean verbose,
        String graph,
        boolean stats,
        int quantum,
        int yieldEvery,
        @Nullable Path cache,
        boolean reachability,
        boolean check,
        boolean mainOnUserThread) {
    /** Key, what it means and its default: the one list behind parsing, help and error messages. */
    private static final Map<String, String> KEYS = keys();

    private static final String UNSET = "unset";

    private static Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("backend", "weave: woven code keeps the frames of suspended threads; jdk: the JDK does, 21 and later (default: weave)");
        keys.put("carriers", "platform threads that run user threads (default: one for each processor)");
        keys.put("cache", "directory for what one start leaves to the next, or off (default: the user's cache directory)");
        keys.put("check", "true looks before each suspension for frames that would be lost, and names them; slow (default: false)");
        keys.put("graph", "file for the blocking graph at exit, as DOT, with JSON beside it (default: none)");
        keys.put("main", "user runs main on a user thread as well, platform does not (default: platform)");
        keys.put("quantum", "milliseconds after which a thread that others wait for yields; 0: only when it blocks (default: 10)");
        keys.put("reachability", "false weaves also what cannot reach a blocking call (default: true)");
        keys.put("stats", "true prints counters at exit (default: false)");
        keys.put("verbose", "true prints each class that could not be woven, with the reason (default: false)");
        keys.put("yield", "quantum, or everywhere: at every checkpoint; everywhere:N: at every Nth (default: quantum)");
        return keys;
    }

    static String help() {
        StringBuilder text = new StringBuilder("usage: java -javaagent:capriccio.jar[=key=value,...] -jar your-server.jar\n       java -jar capriccio.jar analyze JAR...\n\n");
        KEYS.forEach((key, meaning) -> text.append(String.format(Locale.ROOT, "  %-12s %s%n", key, meaning)));
        return text.append("\nEach key can also be given as -Dcapriccio.KEY or in the environment as CAPRICCIO_KEY.\n").toString();
    }

    /**
     * @throws IllegalArgumentException naming the key, or the value and what was expected
     */
    static AgentOptions parse(@Nullable String arguments) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String pair : (arguments == null ? "" : arguments).split(",", -1)) {
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String key = (equals < 0 ? pair : pair.substring(0, equals)).trim();
            if (!KEYS.containsKey(key)) {
                throw new IllegalArgumentException(
                        "unknown key '" + key + "'; did you mean '" + nearest(key) + "'? Keys: " + KEYS.keySet());
            }
            given.put(key, equals < 0 ? "true" : pair.substring(equals + 1).trim());
        }
        return new AgentOptions(
                backend(given),
                integer(given, "carriers", 1, 1024, 0),
                truth(given, "verbose"),
                value(given, "graph", ""),
                truth(given, "stats"),
                integer(given, "quantum", 0, 60_000, 10),
                yieldEvery(value(given, "yield", "quantum")),
                cache(value(given, "cache", "")),
                truth(given, "reachability", true),
                truth(given, "check"),
                mainOnUserThread(value(given, "main", "platform")));
    }

    /** The same for the default backend. */
    AgentOptions onWovenCode() {
        return new AgentOptions(false, carriers, verbose, graph, stats, quantum, yieldEvery, cache, reachability, check, mainOnUserThread);
    }

    private static int yieldEvery(String value) {
        String everywhere = "everywhere";
        if (value.equals("quantum")) {
            return 0;
        } else if (value.equals(everywhere)) {
            return 1;
        } else if (value.startsWith(everywhere + ":")) {
            return number("yield=everywhere", value.substring(everywhere.length() + 1), 1, Integer.MAX_VALUE);
        }
        throw new IllegalArgumentException("yield=" + value + " is none of quantum, everywhere and everywhere:N");
    }

    private static boolean mainOnUserThread(String value) {
        if (!value.equals("user") && !value.equals("platform")) {
            throw new IllegalArgumentException("main=" + value + " is neither user nor platform");
        }
        return value.equals("user");
    }

    private static String value(Map<String, String> given, String key, String otherwise) {
        String value = given.get(key);
        if (value == null) {
            value = System.getProperty("capriccio." + key);
        }
        if (value == null) {
            value = System.getenv("CAPRICCIO_" + key.toUpperCase(Locale.ROOT));
        }
        return value == null ? otherwise : value;
    }

    private static boolean backend(Map<String, String> given) {
        String value = value(given, "backend", "weave");
        if (!value.equals("weave") && !value.equals("jdk")) {
            throw new IllegalArgumentException("backend=" + value + " is neither weave nor jdk");
        }
        return value.equals("jdk");
    }

    private static int integer(Map<String, String> given, String key, int least, int most, int otherwise) {
        String value = value(given, key, UNSET);
        return value.equals(UNSET) ? otherwise : number(key, value, least, most);
    }

    private static int number(String key, String value, int least, int most) {
        String complaint = key + "=" + value + " is not a number from " + least + " to " + most;
        try {
            int n = Integer.parseInt(value);
            if (n >= least && n <= most) {
                return n;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(complaint, e);
        }
        throw new IllegalArgumentException(complaint);
    }

    private static @Nullable Path cache(String value) {
        if (value.equals("off")) {
            return null;
        }
        if (!value.isEmpty()) {
            return Path.of(value);
        }
        String caches = System.getenv("XDG_CACHE_HOME");
        Path home = caches != null && !caches.isEmpty() ? Path.of(caches) : Path.of(System.getProperty("user.home", "."), ".cache");
        return home.resolve("capriccio");
    }

    private static boolean truth(Map<String, String> given, String key) {
        return truth(given, key, false);
    }

    private static boolean truth(Map<String, String> given, String key, boolean otherwise) {
        String value = value(given, key, otherwise ? "true" : "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(key + "=" + value + " is neither true nor false");
        }
        return value.equals("true");
    }

    private static String nearest(String wrong) {
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String key : KEYS.keySet()) {
            int d = distance(wrong, key);
            if (d < bestDistance) {
                bestDistance = d;
                best = key;
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
