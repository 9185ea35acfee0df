package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/** Woven code saves its frames and returns, one frame after the other; twins resume them. Any JDK from 17 on. */
public final class WovenBackend extends Backend {
    private final Twin.Factory twins;

    public WovenBackend(Twin.Factory twins) {
        StackCheck.load();
        this.twins = twins;
    }

    /** Checking mode: each suspension looks for frames that would be lost; they pin, and standard error names them. */
    public static void checkStacks() {
        StackCheck.enable();
    }

    @Override
    boolean suspend(Carrier carrier, UserThread thread) {
        if (StackCheck.isEnabled() && StackCheck.findsUnwoven()) {
            return false;
        }
        try {
            StackRoom.demand();
        } catch (StackOverflowError e) {
            thread.stay();
            throw e;
        }
        carrier.leave();
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
        long hash = thread.stack.chain();
        for (Continuation k = thread.continuation; k != null; k = k.parent) {
            hash = hash * SavedStack.HASH + k.stack.chain();
        }
        return hash;
    }

    @Override
    long chain(UserThread thread, int frames) {
        Continuation innermost = thread.continuation;
        long hash = 0;
        for (int id : (innermost == null ? thread.stack : innermost.stack).siteIds(frames)) {
            hash = (hash + id + 1) * SavedStack.HASH;
        }
        return hash;
    }

    @Override
    String[] blockedAt(UserThread thread) {
        int depth = thread.stack.depth();
        for (Continuation k = thread.continuation; k != null; k = k.parent) {
            depth += k.stack.depth();
        }
        String[] places = new String[depth];
        int n = 0;
        for (Continuation k = thread.continuation; k != null; k = k.parent) {
            n = name(k.stack.siteIds(), places, n);
        }
        name(thread.stack.siteIds(), places, n);
        return places;
    }

    private static int name(int[] ids, String[] places, int from) {
        for (int i = 0; i < ids.length; i++) {
            places[from + i] = Sites.label(ids[i]);
        }
        return from + ids.length;
    }

    @Override
    boolean run(Carrier carrier, UserThread thread) {
        Throwable thrown = null;
        for (Continuation k = thread.continuation; k != null; k = thread.continuation) { // the thread was suspended inside
            boolean ended = run(carrier, k, thrown);
            if (!ended && !k.yielding) {
                return false;
            }
            thrown = k.unmount(thread, ended);
            carrier.resume.bits = ended ? 1 : 0; // what its 'run' returns to the frames below
        }
        return run(carrier, thread, thrown);
    }

    @Override
    boolean run(UserThread thread, Continuation continuation) {
        Carrier carrier = Carrier.currentOrThrow();
        continuation.pinsBelow = carrier.pins;
        boolean ended = run(carrier, continuation, null);
        if (!ended && !continuation.yielding) {
            carrier.leave(); // the thread goes on leaving its frames
            return false;
        }
        Throwable thrown = continuation.unmount(thread, ended);
        Resume.throwIfAny(thrown);
        return ended;
    }

    @Override
    void suspend(Continuation innermost) {
        Carrier carrier = Carrier.currentOrThrow();
        if (carrier.pins != innermost.pinsBelow) {
            throw Continuation.pinned();
        }
        StackRoom.demand();
        innermost.yielding = true;
        carrier.leave();
    }

    /** Runs {@code frames} until they leave or end, which is true; {@code thrown} is what the innermost waits for. */
    private boolean run(Carrier carrier, Frames frames, @Nullable Throwable thrown) {
        Resume resume = carrier.resume;
        Capture capture = carrier.capture;
        SavedStack stack = frames.stack;
        resume.thrown = null;
        while (true) {
            @Nullable WovenMethod entered = null;
            try {
                if (!frames.begun) {
                    frames.begun = true;
                    carrier.entered = null;
                    frames.runBody();
                } else {
                    Site site = stack.topSite();
                    entered = site.method;
                    carrier.entered = entered;
                    carrier.enteredSite = site.id;
                    Twin twin = entered.twin;
                    if (twin == null) {
                        twin = link(carrier, frames, entered);
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
                        thrown = save(carrier, entered, stack);
                    }
                    if (capture.failure != null) {
                        drop(carrier, frames, capture.failure);
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
                    frames.onUncaught(t);
                    return true;
                }
                thrown = t;
            }
        }
    }

    /**
     * Moves the frames to the thread's stack. If there is no heap for them, others are given time to free some. They have
     * left the JVM's stack, so nothing may go past this: what does not work out is the capture's failure, which ends them.
     *
     * @return what the outermost frame gets to see instead of going on, or null
     */
    private static @Nullable Throwable save(Carrier carrier, @Nullable WovenMethod entered, SavedStack stack) {
        Capture capture = carrier.capture;
        for (int failures = 1; ; failures++) {
            try {
                Throwable lost = Chain.check(capture, entered, stack);
                capture.moveTo(stack, carrier.chunks);
                return lost;
            } catch (OutOfMemoryError e) {
                if (!HeapReserve.mayTryAgain(failures)) {
                    capture.failure = e;
                    return null;
                }
            } catch (Throwable t) {
                capture.failure = t;
                return null;
            }
        }
    }

    /** Ends what is not all there, or cannot be entered again. */
    private static void drop(Carrier carrier, Frames frames, Throwable cause) {
        carrier.capture.clear();
        frames.stack.clear(carrier.chunks);
        frames.drop(cause);
    }

    /**
     * Links a twin under the carrier's own identity: linking loads classes and takes JDK locks. Null if that cannot be
     * done, and the frames have ended.
     */
    private @Nullable Twin link(Carrier carrier, Frames frames, WovenMethod method) {
        Throwable failure = null;
        UserThread thread = carrier.mounted;
        carrier.mounted = null;
        for (int failures = 1; ; failures++) {
            try {
                HeapReserve.check();
                Twin twin = twins.link(method);
                method.twin = twin;
                Twins.name(twin, method);
                carrier.mounted = thread;
                return twin;
            } catch (OutOfMemoryError e) {
                if (!HeapReserve.mayTryAgain(failures)) {
                    failure = e;
                    break;
                }
            } catch (Throwable t) {
                failure = t;
                break;
            }
        }
        carrier.mounted = thread;
        Throwable cause = new IllegalStateException("cannot resume ".concat(method.className()).concat(".").concat(method.name), failure);
        Faults.report(frames.name().concat(" ends: it cannot be resumed"), cause);
        drop(carrier, frames, cause);
        return null;
    }
}
