package capriccio.continuations.test;

import capriccio.continuations.weave.Weaver;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Defines one generated class, woven or not; or all classes whose names begin alike, from their class files. */
final class BytesLoader extends ClassLoader {
    final Weaver weaver;
    /** What is defined here although the parent has it; null for nothing. */
    private @Nullable String prefix;

    private boolean weaves;

    BytesLoader() {
        this(TestRuntime.WEAVER);
    }

    BytesLoader(Weaver weaver) {
        super(BytesLoader.class.getClassLoader());
        this.weaver = weaver;
    }

    /** A loader with classes of its own for all compiled ones of this prefix. */
    static BytesLoader of(String prefix, Weaver weaver, boolean woven) {
        BytesLoader loader = new BytesLoader(weaver);
        loader.prefix = prefix;
        loader.weaves = woven;
        return loader;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (prefix == null || !name.startsWith(prefix)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            if (findLoadedClass(name) == null) {
                try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    defineAnyway(name, in.readAllBytes(), weaves);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
            return findLoadedClass(name);
        }
    }

    Class<?> define(String name, byte[] file, boolean woven) {
        boolean mustChange = TestRuntime.savesFrames(); // before any code of the class runs, woven or not
        byte[] bytes = woven ? weaver.weave(this, file, false) : file;
        if (bytes == null) {
            if (mustChange) {
                throw new AssertionError("nothing to weave in " + name);
            }
            bytes = file;
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    /** Defines a class that was woven elsewhere. */
    Class<?> defineWoven(String name, byte[] woven) {
        return defineClass(name, woven, 0, woven.length);
    }

    /** The same for a class that may have nothing to weave. */
    void defineAnyway(String name, byte[] file, boolean woven) {
        byte[] bytes = woven ? weaver.weave(this, file, false) : null;
        defineClass(name, bytes == null ? file : bytes, 0, bytes == null ? file.length : bytes.length);
    }
}
