package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Proves at each capture that no frame is lost: each saved frame must be what the frame outside of it called. {@link
 * Capture#begin} asks this frame by frame, here is the rest. Integer compares in the usual case.
 */
final class Chain {
    private Chain() {}

    /** The outermost captured frame must be what the carrier entered. Null if so; else what is lost. */
    static @Nullable IllegalStateException check(Capture capture, @Nullable WovenMethod entered, SavedStack below) {
        Site outermost = capture.last;
        if (outermost == null) {
            return lost("every frame", null, null);
        }
        if (entered == null ? Sites.isBody(outermost) : outermost.method == entered) {
            return null;
        }
        return lost("the outermost frame", below.isEmpty() ? null : below.topSite(), outermost);
    }

    static IllegalStateException lost(String what, @Nullable Site outer, @Nullable Site inner) {
        return new IllegalStateException(what + " between " + outer
                + (outer == null ? "" : " (which called " + outer.calleeOwner + "." + outer.calleeName + ")") + " and "
                + inner + " was not woven and is lost; exclude its class, or report this");
    }
}
