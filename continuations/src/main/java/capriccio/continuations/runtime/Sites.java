package capriccio.continuations.runtime;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table of all suspend points. Registration is rare and locked; lookup is one array load, and two for a class whose
 * loader may go: its suspend points live as long as the loader, or as a frame that is saved at one.
 */
public final class Sites {
    /** Null where no suspend point is, and where one of {@link #blocks} was not needed yet. */
    private static volatile @Nullable Site[] table = new Site[4096];
    /** Those of classes that may be unloaded. Written, as {@link #table}, under the lock, and published by that. */
    private static volatile @Nullable SiteRef[] passing = new SiteRef[4096];

    private static int count;
    /**
     * By id, of classes whose suspend points have never been needed. Arrays: they are looked at while frames are saved,
     * when nothing may load a class.
     */
    private static @Nullable SiteBlock[] blocks = new SiteBlock[0];
    /** Every class that came as a {@link SiteBlock}, in order. */
    private static final ArrayList<SiteBlock> encodedClasses = new ArrayList<>();
    /** Of those, the ones whose lambdas are not yet known. */
    private static final ArrayList<SiteBlock> unknownLambdas = new ArrayList<>();
    /** "samName implName" pairs of every lambda and method reference woven: the frames whose proxy may be skipped. */
    private static final HashSet<String> lambdaPairs = new HashSet<>();

    private Sites() {}

    /** Takes the next {@code n} ids, and returns the first. */
    public static synchronized int allocate(int n) {
        int first = count;
        count += n;
        if (count > table.length) {
            table = Arrays.copyOf(table, Math.max(count, table.length * 2));
            passing = Arrays.copyOf(passing, table.length);
        }
        return first;
    }

    /** Gives an id that was allocated its suspend point. */
    public static synchronized void define(
            int id, WovenMethod method, int ordinal, int line, String owner, String name, String descriptor, int prims, int refs) {
        Site site = new Site(id, method, ordinal, line, owner, name, descriptor, prims, refs);
        put(id, new Site[] {site}, method.loader == null ? null : LoaderAnchor.of(method.loader));
    }

    /** Enters the suspend points from {@code first} on, which an anchor keeps if their class may be unloaded. */
    private static void put(int first, Site[] sites, @Nullable LoaderAnchor anchor) {
        if (anchor == null) {
            @Nullable Site[] current = table;
            System.arraycopy(sites, 0, current, first, sites.length);
            table = current; // volatile write publishes the entries
            return;
        }
        anchor.add(sites);
        @Nullable SiteRef[] current = passing;
        for (int i = 0; i < sites.length; i++) {
            current[first + i] = new SiteRef(sites[i]);
        }
        passing = current;
    }

    /** Gives {@code count} allocated ids the suspend points of one class, as {@link SiteBlock#encode} wrote them. */
    public static synchronized void define(int first, int count, @Nullable ClassLoader loader, String className, byte[] encoded) {
        if (blocks.length < table.length) {
            blocks = Arrays.copyOf(blocks, table.length);
        }
        if (count > 0 && isDefined(first)) {
            return; // the JVM asked for the class again
        }
        SiteBlock block = new SiteBlock(first, count, loader, className, encoded);
        Arrays.fill(blocks, first, first + count, block);
        encodedClasses.add(block);
        if (block.hasLambdas()) {
            unknownLambdas.add(block);
        }
    }

    /** Records that an object of a functional interface forwards {@code samName} to {@code implementation}. */
    public static synchronized void registerLambda(String samName, String implementation) {
        lambdaPairs.add(samName.concat(" ").concat(implementation));
    }

    public static Site get(int id) {
        Site site = table[id];
        if (site != null) {
            return site;
        }
        site = passing(id);
        return site != null ? site : resolve(id);
    }

    private static @Nullable Site passing(int id) {
        SiteRef ref = passing[id];
        return ref == null ? null : ref.get();
    }

    /** Its name, for people. */
    static String label(int id) {
        Site site = find(id);
        return site == null ? "a class that was unloaded" : site.toString();
    }

    /** Null if its class was unloaded, or never came. */
    public static synchronized @Nullable Site find(int id) {
        SiteBlock block = id < blocks.length ? blocks[id] : null;
        Site site = table[id];
        return site != null ? site : block != null && !block.isUnloaded() ? resolve(id) : passing(id);
    }

    private static synchronized Site resolve(int id) {
        Site known = table[id] != null ? table[id] : passing(id);
        if (known != null) {
            return known;
        }
        SiteBlock block = id < blocks.length ? blocks[id] : null;
        if (block == null) {
            throw new IllegalStateException("there is no suspend point ".concat(Integer.toString(id)));
        }
        Site[] sites = decode(block);
        put(block.first, sites, block.anchor());
        Arrays.fill(blocks, block.first, block.first + sites.length, null);
        return sites[id - block.first];
    }

    /** Frames may have left the stack already: the reserve is for that. */
    private static Site[] decode(SiteBlock block) {
        for (int failures = 1; ; failures++) {
            try {
                return block.decode();
            } catch (OutOfMemoryError e) {
                if (!HeapReserve.mayTryAgain(failures)) {
                    throw e;
                }
            }
        }
    }

    /** The class that came encoded as the {@code n}th; null if there are fewer. */
    static synchronized @Nullable SiteBlock encodedClass(int n) {
        return n < encodedClasses.size() ? encodedClasses.get(n) : null;
    }

    /** False for an id that was taken for a class that has not come. */
    static synchronized boolean isDefined(int id) {
        return table[id] != null || passing[id] != null || (id < blocks.length && blocks[id] != null);
    }

    private static final class SiteRef extends WeakReference<Site> {
        SiteRef(Site site) {
            super(site);
        }
    }

    public static synchronized int count() {
        return count;
    }

    /**
     * True if {@code inner} may be the next saved frame under {@code outer}: the call names that method, or a lambda's
     * proxy, which saves nothing, stood between.
     */
    static boolean mayCall(Site outer, Site inner) {
        if (outer.provedInner == inner.id) {
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
            outer.provedInner = inner.id;
        }
        return ok;
    }

    private static boolean sameParameters(String a, String b) {
        return a.regionMatches(0, b, 0, b.indexOf(')') + 1);
    }

    private static synchronized boolean isLambda(String samName, String implementation) {
        for (SiteBlock block : unknownLambdas) {
            String[] names = block.lambdas();
            for (int i = 0; i < names.length; i += 2) {
                registerLambda(names[i], names[i + 1]);
            }
        }
        unknownLambdas.clear();
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
