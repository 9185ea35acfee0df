package capriccio.iointercept.agent;

import capriccio.continuations.runtime.Scheduler;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The agent's settings, the keys of {@link Key}: {@code key=value,key=value} after {@code -javaagent:capriccio.jar=}, or
 * {@code -Dcapriccio.key=value}, or {@code CAPRICCIO_KEY=value} in the environment; the first of these wins. A key without
 * a value is true.
 *
 * @param backend what keeps the frames of a thread that has suspended
 * @param carriers platform threads that run user threads, 1 to 1024; 0 if not given: one for each processor
 * @param verbose prints what was woven and what pins
 * @param graph file that receives the blocking graph as DOT at exit, with a JSON file beside it; empty for none
 * @param stats prints counters at exit
 * @param policy which runnable thread goes next
 * @param admission new work waits at the entry while a resource is at its limit; only with the policy {@code graph}
 * @param quantum milliseconds after which a thread yields at a checkpoint if others wait; 0: never
 * @param disk how many native calls at a time have another carrier take over at once, at most
 * @param yieldEvery a thread yields at every so-many-th checkpoint, whatever its quantum; 0: not
 * @param cache directory for what one start leaves to the next; null for none
 * @param reachability only what can reach a blocking point is woven
 * @param check each suspension walks the stack first: a frame that would be lost pins and is reported
 * @param user patterns of threads that are user threads
 * @param platform patterns of threads that are not
 * @param view port of the live view, 0 for any; {@link #NO_VIEW} for none
 * @param mainOnUserThread the program's {@code main} runs on a user thread
 */
record AgentOptions(
        Frames backend,
        int carriers,
        boolean verbose,
        String graph,
        boolean stats,
        String policy,
        boolean admission,
        int quantum,
        int disk,
        int yieldEvery,
        @Nullable Path cache,
        boolean reachability,
        boolean check,
        String user,
        String platform,
        int view,
        boolean mainOnUserThread) {
    static final int NO_VIEW = -1;

    /** The backends. */
    enum Frames {
        /** Woven code saves them. */
        WEAVE,
        /** The JDK's own continuations, one for each user thread. */
        JDK,
        /** The program's virtual threads, which alone are scheduled then. */
        VIRTUAL
    }

    /** Of system properties; those with another dot in the name are for tests. */
    private static final String PREFIX = "capriccio.";

    /**
     * From the agent's arguments, the system properties and the environment.
     *
     * @throws IllegalArgumentException naming the key, or the value and what is taken instead
     */
    static AgentOptions parse(@Nullable String arguments) {
        return parse(arguments, System.getProperties(), System.getenv());
    }

    static AgentOptions parse(@Nullable String arguments, Properties properties, Map<String, String> environment) {
        checkNames(properties);
        Given given = new Given(pairs(arguments), properties, environment);
        String policy = given.choice("policy", "fifo", "lifo", "cohort", "roundrobin", "graph");
        return new AgentOptions(
                Frames.valueOf(given.choice("backend", "weave", "jdk", "virtual").toUpperCase(Locale.ROOT)),
                given.number("carriers", 1, 1024, 0),
                given.truth("verbose", false),
                given.value("graph", ""),
                given.truth("stats", false),
                policy,
                admission(given, policy),
                given.number("quantum", 0, 60_000, 10),
                given.number("disk", 0, 10_000, Scheduler.DEFAULT_HAND_OVERS),
                yieldEvery(given.value("yield", "quantum")),
                cache(given.value("cache", ""), environment),
                given.truth("reachability", true),
                given.truth("check", false),
                given.value("user", ""),
                given.value("platform", ""),
                view(given.value("view", "off")),
                given.choice("main", "platform", "user").equals("user"));
    }

    /** True if threads are user threads whose frames the JDK keeps. */
    boolean jdk() {
        return backend == Frames.JDK;
    }

    /** The pairs of the agent's arguments, as given. */
    static Map<String, String> pairs(@Nullable String arguments) {
        Map<String, String> pairs = new LinkedHashMap<>();
        String rest = arguments == null ? "" : arguments;
        for (int start = 0; start <= rest.length(); ) {
            int comma = rest.indexOf(',', start);
            int end = comma < 0 ? rest.length() : comma;
            String pair = rest.substring(start, end).trim();
            start = end + 1;
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = (equals < 0 ? pair : pair.substring(0, equals)).trim();
            if (Key.find(name) == null) {
                throw unknown("key '" + name + "'", name);
            }
            pairs.put(name, equals < 0 ? "true" : pair.substring(equals + 1).trim());
        }
        return pairs;
    }

    private static void checkNames(Properties properties) {
        for (String property : properties.stringPropertyNames()) {
            if (property.startsWith(PREFIX) && property.indexOf('.', PREFIX.length()) < 0) {
                String name = property.substring(PREFIX.length());
                Key key = Key.find(name);
                if (key == null || key.isQuestion()) {
                    throw unknown("-D" + property, name);
                }
            }
        }
    }

    private static IllegalArgumentException unknown(String what, String name) {
        return new IllegalArgumentException(
                "unknown " + what + "; did you mean '" + Key.nearest(name) + "'? Keys: " + String.join(", ", Key.names()));
    }

    /** Where values come from. */
    private record Given(Map<String, String> pairs, Properties properties, Map<String, String> environment) {
        @Nullable String find(String key) {
            String value = pairs.get(key);
            if (value == null) {
                value = properties.getProperty(PREFIX + key);
            }
            return value == null ? environment.get("CAPRICCIO_" + key.toUpperCase(Locale.ROOT)) : value;
        }

        String value(String key, String otherwise) {
            String value = find(key);
            return value == null ? otherwise : value;
        }

        String choice(String key, String otherwise, String... others) {
            String value = value(key, otherwise);
            if (!value.equals(otherwise) && !List.of(others).contains(value)) {
                throw new IllegalArgumentException(
                        key + "=" + value + " is neither " + otherwise + " nor " + String.join(" nor ", others));
            }
            return value;
        }

        boolean truth(String key, boolean otherwise) {
            return choice(key, String.valueOf(otherwise), String.valueOf(!otherwise)).equals("true");
        }

        int number(String key, int least, int most, int otherwise) {
            String value = find(key);
            return value == null ? otherwise : AgentOptions.number(key + "=" + value, value, least, most);
        }
    }

    /** How many carriers there are at the start. */
    int carriersOrProcessors() {
        return carriers > 0 ? carriers : Runtime.getRuntime().availableProcessors();
    }

    /** The same for the default backend. */
    AgentOptions onWovenCode() {
        return new AgentOptions(Frames.WEAVE, carriers, verbose, graph, stats, policy, admission, quantum, disk, yieldEvery, cache, reachability,
                check, user, platform, view, mainOnUserThread);
    }

    private static int view(String value) {
        return value.equals("off") ? NO_VIEW : number("view=" + value, value, 0, 65_535);
    }

    /** Other policies have no limits at which something could wait. */
    private static boolean admission(Given given, String policy) {
        boolean on = given.choice("admission", policy.equals("graph") ? "on" : "off", "on", "off").equals("on");
        if (on && !policy.equals("graph")) {
            throw new IllegalArgumentException("admission=on needs policy=graph, but policy is " + policy);
        }
        return on;
    }

    private static int yieldEvery(String value) {
        String everywhere = "everywhere";
        if (value.equals("quantum")) {
            return 0;
        } else if (value.equals(everywhere)) {
            return 1;
        } else if (value.startsWith(everywhere + ":")) {
            return number("yield=" + value, value.substring(everywhere.length() + 1), 1, Integer.MAX_VALUE);
        }
        throw new IllegalArgumentException("yield=" + value + " is none of quantum, everywhere and everywhere:N");
    }

    private static int number(String given, String value, int least, int most) {
        String complaint = given + " is not a number from " + least + " to " + most;
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

    private static @Nullable Path cache(String value, Map<String, String> environment) {
        if (value.equals("off")) {
            return null;
        }
        try {
            if (!value.isEmpty()) {
                return Path.of(value);
            }
            String caches = environment.get("XDG_CACHE_HOME");
            Path home = caches != null && !caches.isEmpty() ? Path.of(caches) : Path.of(System.getProperty("user.home", "."), ".cache");
            return home.resolve("capriccio");
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("cache=" + value + " is neither a directory nor off", e);
        }
    }
}
