package capriccio.iointercept.agent;

import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.PinnedFrame;
import capriccio.continuations.runtime.Sites;
import capriccio.continuations.runtime.WovenMethod;
import capriccio.continuations.weave.Brackets;
import capriccio.continuations.weave.TraceHooks;
import capriccio.continuations.weave.TwinFactory;
import capriccio.continuations.weave.WovenClass;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each class: from the {@link Store} if an earlier start had the same one, else by the {@link Tools}.
 * Thread-safe.
 */
final class Weaving implements TwinFactory.Files, PinnedFrame.Woven {
    /** Runtime classes whose methods suspend: woven like the JDK's. */
    static final Set<String> RUNTIME = Set.of(
            "capriccio/continuations/runtime/Monitors",
            "capriccio/continuations/runtime/ManagedBlocks",
            "capriccio/iointercept/runtime/ThreadHooks",
            "capriccio/iointercept/runtime/SocketHooks",
            "capriccio/iointercept/runtime/SelectorHooks",
            "capriccio/iointercept/runtime/Entrance",
            "capriccio/iointercept/runtime/Rehearsal",
            "capriccio/iointercept/runtime/FileHooks",
            "capriccio/iointercept/runtime/Probe");

    /** True to weave what comes from the store once more and compare; for tests. */
    private static final boolean CHECK = Boolean.getBoolean("capriccio.cache.check");

    /** Makes the tools. */
    interface Workshop {
        Tools open(Store store) throws IOException;
    }

    /** A class whose results are in the store, by name and content. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Home(Kept.Kind kind, long content, byte @Nullable [] original, int firstSite, int sites) {}

    private final Store store;
    private final Workshop workshop;
    private final boolean verbose;
    /** The one loader whose classes depend on nothing but the class path. */
    private final ClassLoader system = ClassLoader.getSystemClassLoader();
    /** By internal name, of classes of the boot loader, the platform's and the system's. */
    private final Map<String, Home> homes = new ConcurrentHashMap<>();

    private final AtomicInteger fromStore = new AtomicInteger();
    private final AtomicInteger fresh = new AtomicInteger();
    private volatile @Nullable Tools tools;
    /** Who makes them. */
    private volatile @Nullable Thread making;
    private volatile @Nullable Runnable beforeWeaving;

    Weaving(Store store, Workshop workshop, boolean verbose) {
        this.store = store;
        this.workshop = workshop;
        this.verbose = verbose;
    }

    void saveFromNowOn() {
        store.saveFromNowOn();
    }

    /** Run once, when the tools exist and before they weave a class that is being loaded. */
    void beforeWeaving(Runnable task) {
        beforeWeaving = task;
    }

    Tools tools() throws IOException {
        Tools made = tools;
        if (made == null) {
            made = make();
            Runnable task = beforeWeaving;
            beforeWeaving = null;
            if (task != null) {
                task.run(); // not under the lock: it loads classes, for which another thread may need the tools
            }
        }
        return made;
    }

    private synchronized Tools make() throws IOException {
        Tools made = tools;
        if (made == null) {
            making = Thread.currentThread();
            try {
                made = workshop.open(store);
                tools = made;
            } finally {
                making = null;
            }
        }
        return made;
    }

    /**
     * True where the tools are being made by the caller, further out: another agent was handed one of their classes, and
     * has loaded one of its own. To weave it would take the tools.
     */
    boolean isMaking() {
        return making == Thread.currentThread();
    }

    /** True for a class of the JDK that is woven, or of the runtime. */
    boolean isWovenJdk(String name) throws IOException {
        if (homes.containsKey(name) || RUNTIME.contains(name) || JdkClasses.isLate(name)) {
            return true;
        } else if (store.has(Kept.Kind.JDK, name)) {
            return true;
        }
        Tools t = tools;
        return t != null && t.jdk.contains(name);
    }

    /** True for such a class, by its binary name, as long as nobody has asked for its woven form. */
    boolean isMissed(String className) throws IOException {
        String name = className.replace('.', '/');
        return !homes.containsKey(name) && isWovenJdk(name);
    }

    /** The woven form of such a class, the same at each call; null if it stays as it is. */
    byte @Nullable [] jdk(String name) throws IOException {
        return jdk(null, Object.class.getModule(), name);
    }

    /** The same for a class of any module. */
    byte @Nullable [] jdk(@Nullable ClassLoader loader, Module module, String name) throws IOException {
        Kept kept = store.find(Kept.Kind.JDK, name);
        if (kept == null) {
            byte[] file = classFile(module, name);
            WovenClass woven = tools().weaver.weaveClass(loader, file, true);
            fresh.incrementAndGet();
            kept = Kept.of(woven);
            store.put(Kept.Kind.JDK, name, kept);
            homes.put(name, new Home(Kept.Kind.JDK, 0, null, kept.firstSite(), kept.sites()));
            return woven.file();
        }
        if (homes.putIfAbsent(name, new Home(Kept.Kind.JDK, 0, null, kept.firstSite(), kept.sites())) == null) {
            adopt(kept, loader, name);
            if (CHECK) {
                check(kept, loader, name, classFile(module, name), true);
            }
        }
        return kept.file();
    }

    private static byte[] classFile(Module module, String name) throws IOException {
        byte[] file = RUNTIME.contains(name) ? runtimeFile(name) : JdkClasses.classFile(module, name);
        if (file == null) {
            throw new IllegalStateException("this JDK has no class " + name);
        }
        return file;
    }

    /** The JVM drops the frames of boot classes, which it does not verify: the agent's jar has the whole file. */
    private static byte @Nullable [] runtimeFile(String name) throws IOException {
        try (java.io.InputStream in = Weaving.class.getResourceAsStream("/" + name + ".class")) {
            return in == null ? null : in.readAllBytes();
        }
    }

    /** What becomes of a class of the program; null if it stays as it is. */
    byte @Nullable [] program(@Nullable ClassLoader loader, String name, byte[] file) throws IOException {
        if (loader != system || !store.keeps()) {
            fresh.incrementAndGet();
            return tools().weaver.weave(loader, file, false);
        }
        long content = Store.content(file);
        Kept kept = store.find(Kept.Kind.PROGRAM, name, content);
        if (kept != null) {
            if (kept.sites() > 0) {
                homes.put(name, new Home(Kept.Kind.PROGRAM, content, file, kept.firstSite(), kept.sites()));
            }
            adopt(kept, loader, name);
            if (CHECK) {
                check(kept, loader, name, file, false);
            }
            return kept.file();
        }
        Tools t = tools();
        WovenClass woven = t.weaver.weaveClass(loader, file, false);
        fresh.incrementAndGet();
        if (t.isKnown(name, file)) {
            kept = Kept.of(woven);
            homes.put(name, new Home(Kept.Kind.PROGRAM, content, file, kept.firstSite(), kept.sites()));
            store.put(Kept.Kind.PROGRAM, name, content, kept);
        }
        return woven.file();
    }

    private void check(Kept kept, @Nullable ClassLoader loader, String name, byte[] original, boolean retransformed) throws IOException {
        byte[] woven = kept.file();
        if (woven != null) {
            tools().weaver.reweave(loader, original, retransformed, woven, kept.firstSite());
        } else if (tools().weaver.weave(loader, original, retransformed) != null) {
            throw new IllegalStateException("the cache leaves " + name + " as it is, and the weaver does not");
        }
    }

    private void adopt(Kept kept, @Nullable ClassLoader loader, String name) {
        if (kept.encoded().length > 0) {
            Sites.define(kept.firstSite(), kept.sites(), loader, name, kept.encoded());
        }
        fromStore.incrementAndGet();
        count(kept);
    }

    @Override
    public boolean contains(String internalName) {
        try {
            return isWovenJdk(internalName);
        } catch (IOException e) {
            return false; // of the cache: what pins is not known then
        }
    }

    /** Classes that came from the cache. */
    long fromCache() {
        return fromStore.get();
    }

    /** Classes that were woven in this run. */
    long woven() {
        return fresh.get();
    }

    /** In words, how many classes came from where. */
    String counts() {
        return "classes from the cache " + fromStore + ", woven " + fresh;
    }

    private void count(Kept kept) {
        Pin.countSites(kept.pins());
        for (String line : verbose ? kept.messages() : new String[0]) {
            System.err.println("[capriccio] " + line);
        }
    }

    /** What becomes of a loading class of the JDK that is not woven, or not of the boot loader; null if it stays as it is. */
    byte @Nullable [] loading(Doubling doubling, Module module, String name, byte[] file) throws IOException {
        if (isWovenJdk(name)) {
            return jdk(module.getClassLoader(), module, name);
        }
        long content = Store.content(file);
        Kept kept = store.find(Kept.Kind.LOADING, name, content);
        if (kept == null) {
            byte[] doubled = Doubling.loading(module.getName(), name, file);
            kept = guarded(name, file, doubled);
            if (module.isNamed()) {
                store.put(Kept.Kind.LOADING, name, content, kept);
                if (Doubling.isSameAtStart(module.getName(), name)) {
                    store.put(Kept.Kind.LOADED, name, kept);
                }
            }
        } else {
            count(kept);
        }
        doubling.loaded(module.getName(), name, kept.doubled());
        return kept.file();
    }

    /** A class whose monitors are doubled keeps its guards and brackets, or gets them. */
    Kept guarded(String name, byte[] file, byte @Nullable [] doubled) throws IOException {
        Tools t = tools();
        byte[] changed = doubled;
        if (BlockingPoints.areIn(name)) {
            byte[] bracketed = Brackets.weave(t.rules, doubled == null ? file : doubled);
            changed = bracketed == null ? doubled : bracketed;
        }
        if (TraceHooks.areIn(name)) {
            changed = TraceHooks.weave(changed == null ? file : changed);
        }
        byte[] from = changed == null ? file : changed;
        WovenClass guarded = t.guards.concerns(name) && t.guards.mayNeed(from) ? t.weaver.guard(from, t.guards::methods) : null;
        return guarded == null || guarded.file() == null
                ? Kept.of(changed, doubled != null)
                : Kept.of(guarded).doubled(doubled != null);
    }

    /** A result on a loaded class of the JDK; null if there is none. */
    @Nullable Kept find(Kept.Kind kind, String name) {
        Kept kept = store.find(kind, name);
        if (kept != null) {
            count(kept);
        }
        return kept;
    }

    /** The same result, for a start at which the class loads later. */
    void putLoading(String name, byte[] file, Kept kept) {
        store.put(Kept.Kind.LOADING, name, Store.content(file), kept);
    }

    void put(Kept.Kind kind, String name, Kept kept) {
        store.put(kind, name, kept);
    }

    @Override
    public byte[] twin(WovenMethod method, Class<?> host) {
        try {
            Home home = isKnown(method.loader()) ? homes.get(method.internalName()) : null;
            if (home == null) {
                return tools().weaver.twin(method, host);
            }
            String name = method.internalName() + "#" + method.index();
            long content = (long) home.firstSite << 32 | home.sites; // twins name the suspend points by number
            Kept kept = store.find(Kept.Kind.TWIN, name, content);
            byte[] file = kept == null ? null : kept.file();
            if (file == null) {
                Tools t = tools();
                if (!t.weaver.hasWoven(method.loader(), method.internalName())) {
                    weaveAgain(t, method, home, host.getModule());
                }
                file = t.weaver.twin(method, host);
                store.put(Kept.Kind.TWIN, name, content, Kept.of(file, false));
            }
            return file;
        } catch (IOException e) {
            throw new IllegalStateException("no twin for " + method.className() + "." + method.name(), e);
        }
    }

    private boolean isKnown(@Nullable ClassLoader loader) {
        return loader == null || loader == system || loader == ClassLoader.getPlatformClassLoader();
    }

    private void weaveAgain(Tools t, WovenMethod method, Home home, Module module) throws IOException {
        String name = method.internalName();
        Kept kept = store.find(home.kind, name, home.content);
        byte[] woven = kept == null ? null : kept.file();
        byte[] original = home.kind == Kept.Kind.JDK ? classFile(module, name) : home.original;
        if (woven == null || original == null) {
            throw new IOException("the cache has lost " + method.className());
        }
        t.weaver.reweave(method.loader(), original, home.kind == Kept.Kind.JDK, woven, home.firstSite);
    }
}
