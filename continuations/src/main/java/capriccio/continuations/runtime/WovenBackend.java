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
                    }
                    stack.pop(site, carrier.chunks);
                    resume.thrown = thrown;
                    thrown = null;
                    twin.resume(stack, site.ordinal);
                }
                if (carrier.unwinding) {
                    carrier.unwinding = false;
                    thrown = Chain.check(capture, entered, stack);
                    capture.moveTo(stack, carrier.chunks);
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

    /** Links a twin under the carrier's own identity: linking loads classes and takes JDK locks. */
    private Twin link(Carrier carrier, UserThread thread, WovenMethod method) throws Throwable {
        carrier.mounted = null;
        try {
            Twin twin = twins.link(method);
            method.twin = twin;
            return twin;
        } catch (Throwable t) {
            System.err.println("[capriccio] cannot resume " + method.className() + "." + method.name + ": " + t);
            throw t;
        } finally {
            carrier.mounted = thread;
        }
    }
}
