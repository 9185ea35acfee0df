package capriccio.seda.runtime;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Things with threads that must end when the runtime is shut down: timers, the socket layer. */
public final class Resources {
    private static final Set<Runnable> STOPPERS = ConcurrentHashMap.newKeySet();

    private Resources() {}

    /** Has {@code stopper} run at the next shutdown. */
    public static void register(Runnable stopper) {
        STOPPERS.add(stopper);
    }

    /** Forgets a stopper; unknown ones are ignored. */
    public static void deregister(Runnable stopper) {
        STOPPERS.remove(stopper);
    }

    /** Runs every registered stopper once. */
    public static void stopAll() {
        for (Runnable stopper : List.copyOf(STOPPERS)) {
            if (STOPPERS.remove(stopper)) {
                stopper.run();
            }
        }
    }
}
