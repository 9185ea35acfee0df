package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/** Woven code saves its frames and returns, one frame after the other; twins resume them. Any JDK from 17 on. */
public final class WovenBackend extends Backend {
    private final Twin.Factory twins;

    public WovenBackend(Twin.Factory twins) {
        this.twins = twins;
    }

    @Override
    boolean suspend(Carrier carrier, UserThread thread) {
        carrier.unwinding = true;
        return true;
    }

    @Override
    boolean unwinds() {
        return true;
    }

    @Override
    boolean waitHoldsCarrier() {
        return true;
    }

    @Override
    long chain(UserThread thread) {
        return thread.stack.chain();
    }

    @Override
    String[] blockedAt(UserThread thread) {
        int[] ids = thread.stack.siteIds();
        String[] places = new String[ids.length];
        for (int i = 0; i < ids.length; i++) {
            places[i] = Sites.get(ids[i]).toString();
        }
        return places;
    }

    @Override
    boolean run(Carrier carrier, UserThread thread) {
        Resume resume = carrier.resume;
        Capture capture = carrier.capture;
        SavedStack stack = thread.stack;
        Throwable thrown = null;
        resume.thrown = null;
        while (true) {
            @Nullable WovenMethod entered = null;
            try {
                if (!thread.begun) {
                    thread.begun = true;
                    thread.runBody();
                } else {
                    Site site = stack.topSite();
                    entered = site.method;
                    Twin twin = entered.twin;
                    if (twin == null) {
                        twin = link(carrier, thread, entered);
                        if (twin == null) {
                            return true;
                        }
                    }
                    stack.pop(site, carrier.chunks);
                    resume.thrown = thrown;
                    thrown = null;
                    twin.resume(stack, site.ordinal);
                }
                if (carrier.unwinding) {
                    carrier.unwinding = false;
                    if (capture.failure == null) {
                        thrown = Chain.check(capture, entered, stack);
                        save(carrier, stack);
                    }
                    if (capture.failure != null) {
                        drop(carrier, thread, capture.failure);
                        return true;
                    }
                    if (thrown == null) {
                        return false;
                    }
                } else if (stack.isEmpty()) {
                    return true;
                } else {
                    resume.adapt(entered == null ? 'V' : entered.returns, stack.topSite().expects);
                    thrown = resume.thrown; // a failed conversion
                }
            } catch (Throwable t) {
                if (carrier.unwinding) { // thrown by a frame that is not woven: its inner frames are lost
                    t.addSuppressed(carrier.abandon(Chain.lost("a frame", null, capture.last)));
                }
                if (stack.isEmpty()) {
                    thread.onUncaught(t);
                    return true;
                }
                thrown = t;
            }
        }
    }

    /** Moves the frames to the thread's stack. If there is no heap for them, others are given time to free some. */
    private static void save(Carrier carrier, SavedStack stack) {
        for (int i = 0; ; i++) {
            try {
                carrier.capture.moveTo(stack, carrier.chunks);
                return;
            } catch (OutOfMemoryError e) {
                if (!HeapReserve.release()) {
                    if (i >= HeapReserve.TRIES) {
                        carrier.capture.failure = e;
                        return;
                    }
                    carrier.pause();
                }
            }
        }
    }

    /** Ends a thread whose frames are not all there, or cannot be entered again. */
    private static void drop(Carrier carrier, UserThread thread, Throwable cause) {
        carrier.capture.clear();
        thread.stack.clear(carrier.chunks);
        thread.drop(cause);
    }

    /**
     * Links a twin under the carrier's own identity: linking loads classes and takes JDK locks. Null if that cannot be
     * done, and the thread has ended.
     */
    private @Nullable Twin link(Carrier carrier, UserThread thread, WovenMethod method) {
        Throwable failure = null;
        carrier.mounted = null;
        for (int i = 0; i < HeapReserve.TRIES; i++) {
            try {
                HeapReserve.check();
                Twin twin = twins.link(method);
                method.twin = twin;
                carrier.mounted = thread;
                return twin;
            } catch (OutOfMemoryError e) {
                failure = e;
                if (!HeapReserve.release()) {
                    carrier.pause();
                }
            } catch (Throwable t) {
                failure = t;
                break;
            }
        }
        carrier.mounted = thread;
        Throwable cause = new IllegalStateException("cannot resume ".concat(method.className()).concat(".").concat(method.name), failure);
        Faults.report(thread.thread().getName().concat(" ends: it cannot be resumed"), cause);
        drop(carrier, thread, cause);
        return null;
    }
}
