package capriccio.iointercept.agent;

import capriccio.continuations.weave.CallRules;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Weaves and guards the classes of the JDK that are loaded. Those that are not yet are left to load by themselves, but
 * for one case: the JVM offers no class to a transformer that loads while a transformer runs on the same thread. Looking
 * into the store loads nothing; weaving does. So all that is to be woven is loaded before anything is woven during a
 * load.
 */
final class JdkWeaving implements Runnable {
    private final Instrumentation instrumentation;
    private final Weaving weaving;
    private final Doubling doubling;
    private final WeavingTransformer transformer;
    private final Set<Class<?>> seen = new HashSet<>();
    private final List<Class<?>> prepared = new ArrayList<>();

    JdkWeaving(Instrumentation instrumentation, Weaving weaving, Doubling doubling, WeavingTransformer transformer) {
        this.instrumentation = instrumentation;
        this.weaving = weaving;
        this.doubling = doubling;
        this.transformer = transformer;
    }

    /** Loads all that is to be woven, but for what nothing loads before the program does. */
    static void loadAll(Set<String> names) throws ClassNotFoundException {
        for (String name : names) {
            load(name);
        }
        for (String name : Weaving.RUNTIME) {
            Class.forName(name.replace('/', '.'), false, null);
        }
    }

    /** The same for one. */
    static void load(String name) throws ClassNotFoundException {
        if (!JdkClasses.isLate(name)) {
            Class.forName(name.replace('/', '.'), false, null);
        }
    }

    /**
     * Finds out what becomes of the classes that are loaded, but for those that it has seen; they stay as they are for now.
     *
     * @throws IllegalStateException naming a class that is to be woven and cannot be: better now than by a lost frame later
     */
    void prepareAll() throws IOException {
        for (Class<?> c : instrumentation.getAllLoadedClasses()) {
            if (seen.add(c) && prepare(c)) {
                prepared.add(c);
            }
        }
    }

    /** With the transformer in place, weaves and guards what was loaded before, and what that loads. */
    void retransformAll() throws IOException, UnmodifiableClassException {
        prepareAll();
        retransform(prepared);
        prepared.clear();
        seen.clear();
        retransformMissed();
    }

    /** With the transformer in place, weaves one class of the runtime before all others. */
    void retransformFirst(Class<?> type) throws IOException, UnmodifiableClassException {
        if (seen.add(type) && prepare(type)) {
            prepared.add(type);
        }
        if (prepared.remove(type)) {
            retransform(List.of(type));
        }
    }

    /** What is to be woven and was not offered to the transformer. */
    void retransformMissed() throws IOException, UnmodifiableClassException {
        while (true) {
            List<Class<?>> batch = new ArrayList<>();
            for (Class<?> c : instrumentation.getAllLoadedClasses()) {
                if (isOfJdk(c) && !c.isHidden() && weaving.isMissed(c.getName()) && prepare(c)) {
                    batch.add(c);
                }
            }
            if (batch.isEmpty()) {
                return;
            }
            retransform(batch);
        }
    }

    private static boolean isOfJdk(Class<?> c) {
        ClassLoader loader = c.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    /** True if there is something to do, and the transformer knows it. */
    private boolean prepare(Class<?> c) throws IOException {
        if (c.isArray() || c.isPrimitive() || c.isHidden() || !isOfJdk(c)) {
            return false; // a hidden class, such as a lambda's, has no file to weave
        }
        String name = c.getName().replace('.', '/');
        Watcher.onLoad(name);
        byte[] file = null;
        if (weaving.isWovenJdk(name)) {
            file = weaving.jdk(c.getClassLoader(), c.getModule(), name);
        } else if (CallRules.isJdk(name) && !name.startsWith("java/lang/invoke/") && !name.startsWith("jdk/internal/")
                && instrumentation.isModifiableClass(c)) {
            file = doubling.atStart(c, name).file();
        }
        if (file == null) {
            return false;
        }
        transformer.prepare(name, file);
        return true;
    }

    /** One batch; if the JVM refuses it, one by one, to name the class. */
    private void retransform(List<Class<?>> batch) throws UnmodifiableClassException {
        try {
            instrumentation.retransformClasses(batch.toArray(new Class<?>[0]));
        } catch (LinkageError | UnsupportedOperationException e) {
            for (Class<?> type : batch) {
                retransformAlone(type);
            }
        } finally {
            for (Class<?> type : batch) {
                transformer.takeBack(type.getName().replace('.', '/'));
            }
        }
    }

    /** Another agent may have added members to a class that is not the boot loader's: then it is not what it was in the image. */
    private void retransformAlone(Class<?> type) throws UnmodifiableClassException {
        try {
            try {
                instrumentation.retransformClasses(type);
            } catch (UnsupportedOperationException e) {
                if (type.getClassLoader() == null || weaving.isMissed(type.getName())) {
                    throw e;
                }
                transformer.prepareChanged(type.getName().replace('.', '/'));
                instrumentation.retransformClasses(type);
            }
        } catch (LinkageError | UnsupportedOperationException | IOException e) {
            throw new IllegalStateException(type.getName() + " cannot be woven on JDK " + Runtime.version() + ": " + e, e);
        }
    }

    /** Before a class is woven as it loads, which is where this runs. */
    @Override
    public void run() {
        try {
            new LateLoading(this, weaving.tools().jdk).await();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e); // the tools are made before this is asked for
        }
    }
}
