package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Proves after each capture that no frame was lost: each saved frame must be what the frame outside of it called.
 * Integer compares in the usual case.
 */
final class Chain {
    private Chain() {}

    /** Null if the captured frames are complete; else what was lost, to be thrown in the outermost saved frame. */
    static @Nullable Throwable check(Capture capture, @Nullable WovenMethod entered, SavedStack below) {
        int n = capture.frames;
        if (n == 0) {
            return lost("the frames outside of the suspension", null, null);
        }
        Site inner = Sites.get(capture.sites[0]);
        for (int i = 1; i < n; i++) {
            Site outer = Sites.get(capture.sites[i]);
            if (!Sites.mayCall(outer, inner)) {
                return lost("a frame", outer, inner);
            }
            inner = outer;
        }
        if (entered != null && inner.method != entered) {
            return lost("the outermost frame", below.isEmpty() ? null : below.topSite(), inner);
        }
        return null;
    }

    private static Throwable lost(String what, @Nullable Site outer, @Nullable Site inner) {
        return new IllegalStateException(what + " between " + outer
                + (outer == null ? "" : " (which called " + outer.calleeOwner + "." + outer.calleeName + ")") + " and "
                + inner + " was not woven and is lost; exclude its class, or report this");
    }
}
