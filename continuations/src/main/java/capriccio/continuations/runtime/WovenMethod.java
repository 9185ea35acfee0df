package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/** A woven method that has suspend points; all its {@link Site}s share it, and its twin, once that is linked. */
public final class WovenMethod {
    final String className;
    final String name;
    final String descriptor;
    final @Nullable ClassLoader loader;
    /** Index of the method in its class file, so that the twin's factory finds it again. */
    final int index;
    /**
     * What its twin leaves in {@link Resume}, as the first letter of a descriptor; {@code L} stands for arrays too. A
     * constructor leaves its object, which the proxy of {@code X::new} would return.
     */
    final char returns;
    /** Written once by the carrier that links it; a second link makes an equal twin, so the race is benign. */
    volatile @Nullable Twin twin;

    public WovenMethod(@Nullable ClassLoader loader, String className, String name, String descriptor, int index) {
        this.loader = loader;
        this.className = className;
        this.name = name;
        this.descriptor = descriptor;
        this.index = index;
        this.returns = name.equals("<init>") ? 'L' : Site.kindOf(descriptor);
    }

    /** Binary name with dots. */
    public String className() {
        return className.replace('/', '.');
    }

    public String internalName() {
        return className;
    }

    public String name() {
        return name;
    }

    public String descriptor() {
        return descriptor;
    }

    public @Nullable ClassLoader loader() {
        return loader;
    }

    public int index() {
        return index;
    }
}
