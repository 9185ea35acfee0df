package capriccio.continuations.runtime;

import java.util.HashSet;
import java.util.Set;

/** The table of all suspend points. Registration is rare and locked; lookup is one array load. */
public final class Sites {
    private static volatile Site[] table = new Site[4096];
    private static int count;
    /** "samName implName" pairs of every lambda and method reference woven: the frames whose proxy may be skipped. */
    private static final HashSet<String> lambdaPairs = new HashSet<>();

    private Sites() {}

    /** Runs {@code registrations}, whose ids follow one another, as woven code takes those of a method to do. */
    public static synchronized void together(Runnable registrations) {
        registrations.run();
    }

    /** Adds a suspend point and returns its id. */
    public static synchronized int register(
            WovenMethod method, int ordinal, int line, String owner, String name, String descriptor, int prims, int refs) {
        Site[] current = table;
        if (count == current.length) {
            Site[] grown = new Site[count * 2];
            System.arraycopy(current, 0, grown, 0, count);
            current = grown;
        }
        int id = count++;
        current[id] = new Site(id, method, ordinal, line, owner, name, descriptor, prims, refs);
        table = current; // volatile write publishes the entry
        return id;
    }

    /** Records that an object of a functional interface forwards {@code samName} to {@code implementation}. */
    public static synchronized void registerLambda(String samName, String implementation) {
        lambdaPairs.add(samName.concat(" ").concat(implementation));
    }

    public static Site get(int id) {
        return table[id];
    }

    public static synchronized int count() {
        return count;
    }

    /**
     * True if {@code inner} may be the next saved frame under {@code outer}: the call names that method, or a lambda's
     * proxy, which saves nothing, stood between.
     */
    static boolean mayCall(Site outer, Site inner) {
        if (outer.provedInner == inner) {
            return true;
        }
        WovenMethod callee = inner.method;
        boolean ok = outer.calleeName.equals("<init>")
                ? callee.name.equals("<init>") // nothing overrides it
                        && callee.className.equals(outer.calleeOwner)
                        && callee.descriptor.equals(outer.calleeDescriptor)
                : (callee.name.equals(outer.calleeName) && sameParameters(callee.descriptor, outer.calleeDescriptor))
                        || isLambda(outer.calleeName, callee.name);
        if (ok) {
            outer.provedInner = inner;
        }
        return ok;
    }

    private static boolean sameParameters(String a, String b) {
        return a.regionMatches(0, b, 0, b.indexOf(')') + 1);
    }

    private static synchronized boolean isLambda(String samName, String implementation) {
        return forwards(samName, implementation, new HashSet<>());
    }

    /** Directly, or by a reference to a method that another lambda implements: {@code Executor e = Runnable::run}. */
    private static boolean forwards(String samName, String implementation, Set<String> seen) {
        if (lambdaPairs.contains(samName.concat(" ").concat(implementation))) {
            return true;
        }
        String start = samName.concat(" ");
        for (String pair : lambdaPairs) {
            if (pair.startsWith(start)) {
                String next = pair.substring(start.length());
                if (seen.add(next) && forwards(next, implementation, seen)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * True if {@code outermost} can be the first frame of a thread: a {@code run}, or what a lambda of that name runs, or
     * the program's {@code main}.
     */
    static boolean isBody(Site outermost) {
        WovenMethod m = outermost.method;
        return m.name.equals("run") || isLambda("run", m.name)
                || (m.name.equals("main") && m.descriptor.equals("([Ljava/lang/String;)V"));
    }
}
