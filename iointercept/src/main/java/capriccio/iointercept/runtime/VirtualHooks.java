package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.Blocking;
import capriccio.continuations.runtime.Carrier;
import capriccio.continuations.runtime.OwnVirtuals;
import capriccio.continuations.runtime.Scheduler;

/** What the JDK's own classes ask and tell where its virtual threads run under our scheduler. Called from there, hence public. */
public final class VirtualHooks {
    private VirtualHooks() {}

    /** Virtual threads that the program makes from now on are {@code s}'s, but for those that {@code platform} names and {@code user} does not. */
    public static void enable(Scheduler s, Patterns user, Patterns platform) {
        OwnVirtuals.enable(s, (thread, task) -> Selection.isWanted(user, platform, thread, task.getClass().getName(), () -> true));
    }

    /** Entry of {@code VirtualThread.start}, of whoever starts it. */
    public static void awaitStart() {
        Entrance.awaitVirtualStart();
    }

    /** {@code Net.accept} has returned. */
    public static void accepted(int connections) {
        if (connections > 0) {
            Openings.opened(1);
        }
    }

    /** A socket has been made. */
    public static void opened() {
        Openings.opened(1);
    }

    /** One is being closed. */
    public static void closed() {
        Openings.closed();
    }

    /**
     * {@code Blocker.begin}: the calling thread is about to make a native call that may block.
     *
     * @return false if it is not on a carrier of ours
     */
    public static boolean begin() {
        if (Carrier.currentIndex() < 0) {
            return false;
        }
        Blocking.enter();
        return true;
    }

    /** {@code Blocker.end} of what has begun; as that. */
    public static boolean end() {
        if (Carrier.currentIndex() < 0) {
            return false;
        }
        Blocking.exit();
        return true;
    }
}
