package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.UserThread;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the wait of the JDK's selectors: a selector's own epoll descriptor becomes readable when a key of it is
 * ready or it is woken up, so that the runtime's poller can watch it. Woven itself, because {@link #pollSelector} suspends.
 */
public final class SelectorHooks {
    private static volatile @Nullable EpollPoller poller;

    private SelectorHooks() {}

    public static void enable(EpollPoller p) {
        poller = p;
    }

    /**
     * {@code EPoll.wait}: the number of events that are now at {@code events}, of at most {@code max}.
     *
     * @param millis 0 to look only, negative to wait for ever
     */
    public static int pollSelector(int epoll, long events, int max, int millis) throws IOException {
        UserThread me = UserThread.current();
        EpollPoller p = poller;
        if (me == null || p == null || millis == 0) {
            return Natives.epollWait(epoll, events, max, millis);
        }
        boolean timed = millis > 0;
        long deadline = timed ? System.nanoTime() + millis * 1_000_000L : 0;
        while (true) {
            int n = Natives.epollWait(epoll, events, max, 0);
            if (n != 0 || (timed && deadline - System.nanoTime() <= 0)) {
                return n;
            }
            Descriptor d = p.selector(epoll); // an event between the look and this one is reported again
            if (d.await(true, me)) {
                await(d, timed, deadline);
            }
        }
    }

    private static void await(Descriptor d, boolean timed, long deadline) {
        try {
            while (!d.isReady(true) && (!timed || deadline - System.nanoTime() > 0)) {
                UserThread.park(timed, deadline);
            }
        } finally {
            d.endAwait(true);
        }
    }
}
