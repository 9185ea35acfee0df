package capriccio.continuations.test;

import capriccio.continuations.weave.Weaver;

/** Defines one generated class, woven or not. */
final class BytesLoader extends ClassLoader {
    final Weaver weaver;

    BytesLoader() {
        this(TestRuntime.WEAVER);
    }

    BytesLoader(Weaver weaver) {
        super(BytesLoader.class.getClassLoader());
        this.weaver = weaver;
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

    /** The same for a class that may have nothing to weave. */
    void defineAnyway(String name, byte[] file, boolean woven) {
        byte[] bytes = woven ? weaver.weave(this, file, false) : null;
        defineClass(name, bytes == null ? file : bytes, 0, bytes == null ? file.length : bytes.length);
    }
}
