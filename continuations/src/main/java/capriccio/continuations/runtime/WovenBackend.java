package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/** Saves frames by woven handlers, which the signal reaches one by one, and resumes them by twins. Any JDK from 17 on. */
public final class WovenBackend extends Backend {
    private final Twin.Factory twins;

    public WovenBackend(Twin.Factory twins) {
        this.twins = twins;
    }

    @Override
    SuspendSignal suspend(Carrier carrier) {
        return carrier.capture.signal;
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
                    stack.pop(site);
                    resume.thrown = thrown;
                    thrown = null;
                    twin.resume(stack, site.ordinal);
                }
                if (stack.isEmpty()) {
                    return true;
                }
                resume.adapt(entered == null ? 'V' : entered.returns, stack.topSite().expects);
                thrown = resume.thrown; // a failed conversion
            } catch (SuspendSignal signal) {
                @Nullable Throwable broken = Chain.check(capture, entered, stack);
                if (broken == null) {
                    capture.moveTo(stack);
                    return false;
                }
                capture.moveTo(stack);
                thrown = broken;
            } catch (Throwable t) {
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
