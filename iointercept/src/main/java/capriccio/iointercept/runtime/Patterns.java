package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.ThreadSnapshot;
import capriccio.continuations.runtime.UserThread;
import java.util.ArrayList;
import java.util.List;

/**
 * Names of threads: {@code class:GLOB} is the thread's class or its task's, {@code name:GLOB} its name, {@code site:GLOB}
 * the method of the program that starts it, as {@code class.method}; a glob alone is a class or a name. In a glob {@code *}
 * stands for any characters, {@code ?} for one. Several are separated by semicolons. Never woven.
 */
public final class Patterns {
    private static final int ANY = 0;
    private static final int CLASS = 1;
    private static final int NAME = 2;
    private static final int SITE = 3;
    private static final String[] PREFIXES = {"", "class:", "name:", "site:"};

    private record Pattern(int kind, String glob) {}

    private final List<Pattern> patterns = new ArrayList<>();
    private boolean sites;

    /** @throws IllegalArgumentException if a pattern is empty */
    public Patterns(String text) {
        int start = 0;
        while (!text.isEmpty() && start <= text.length()) {
            int semicolon = text.indexOf(';', start);
            int end = semicolon < 0 ? text.length() : semicolon;
            add(text.substring(start, end).trim());
            start = end + 1;
        }
    }

    private void add(String pattern) {
        int kind = ANY;
        for (int i = SITE; i > ANY && kind == ANY; i--) {
            if (pattern.startsWith(PREFIXES[i])) {
                kind = i;
            }
        }
        String glob = pattern.substring(PREFIXES[kind].length());
        if (glob.isEmpty()) {
            throw new IllegalArgumentException("a pattern is empty");
        }
        sites |= kind == SITE;
        patterns.add(new Pattern(kind, glob));
    }

    boolean isEmpty() {
        return patterns.isEmpty();
    }

    /** Of a thread that the caller starts. */
    boolean match(Thread thread, String taskClass) {
        String type = thread.getClass().getName();
        String site = sites ? starter() : "";
        for (int i = 0; i < patterns.size(); i++) {
            Pattern p = patterns.get(i);
            boolean matches = p.kind == SITE
                    ? matches(p.glob, site)
                    : (p.kind != NAME && (matches(p.glob, type) || matches(p.glob, taskClass)))
                            || (p.kind != CLASS && matches(p.glob, thread.getName()));
            if (matches) {
                return true;
            }
        }
        return false;
    }

    /** The innermost frame that is neither the JDK's nor the agent's; empty if there is none. */
    private static String starter() {
        UserThread u = UserThread.current();
        StackTraceElement[] trace = u == null ? new Exception().getStackTrace() : ThreadSnapshot.ownTrace(u);
        for (StackTraceElement e : trace) {
            String type = e.getClassName();
            if (e.getModuleName() == null && !type.startsWith("java.") && !type.startsWith("capriccio.iointercept.runtime.")) {
                return type.concat(".").concat(e.getMethodName());
            }
        }
        return "";
    }

    /** Without backtracking but to the last star. */
    public static boolean matches(String glob, String text) {
        int g = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                resume = t;
            } else if (g < glob.length() && (glob.charAt(g) == '?' || glob.charAt(g) == text.charAt(t))) {
                g++;
                t++;
            } else if (star >= 0) {
                g = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
