package capriccio.seda.control;

import seda.sandStorm.api.SandstormConfigIF;

/**
 * Whether the known faults of the release of 2002 are kept: {@code global.faithful}, false by default. They are the cap
 * of a rate at 1,000/s, the thread-pool controller that acts on every fourth pass only, batch targets and average thread
 * counts in integers, which cannot grow from small values, classes counted by how many targets are set, and response-time
 * controllers that admit more than can be served within the target.
 */
public final class Faithful {
    private static final String KEY = "global.faithful";

    // Rate predicates that an application makes have no configuration to look at: theirs is the running runtime's.
    private static volatile boolean inForce;

    private Faithful() {}

    /** What the configuration says. */
    public static boolean in(SandstormConfigIF config) {
        return config.getBoolean(KEY, false);
    }

    /** Makes what the configuration says hold for the predicates that applications create from now on. */
    public static void adopt(SandstormConfigIF config) {
        inForce = in(config);
    }

    /** What {@link #adopt} saw last; false before. */
    public static boolean inForce() {
        return inForce;
    }
}
