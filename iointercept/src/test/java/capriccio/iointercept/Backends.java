package capriccio.iointercept;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The backends, as far as the JDK of the tests has them. */
final class Backends {
    static final String WEAVE = "backend=weave";
    static final String JDK = "backend=jdk";

    private Backends() {}

    static boolean hasJdk() {
        return Runtime.version().feature() >= 21;
    }

    /** Skips the calling test where {@link #JDK} needs a newer JDK. */
    static void assumeJdk() {
        assumeTrue(hasJdk(), () -> JDK + " needs JDK 21 or later, this is " + Runtime.version().feature());
    }

    static void assumeHas(String backend) {
        if (backend.equals(JDK)) {
            assumeJdk();
        }
    }
}
