package capriccio.continuations.test;

/** Defines one generated class, woven or not. */
final class BytesLoader extends ClassLoader {
    BytesLoader() {
        super(BytesLoader.class.getClassLoader());
    }

    Class<?> define(String name, byte[] file, boolean woven) {
        byte[] bytes = woven ? TestRuntime.WEAVER.weave(this, file, false) : file;
        if (bytes == null) {
            throw new AssertionError("nothing to weave in " + name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
