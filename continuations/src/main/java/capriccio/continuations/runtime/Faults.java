package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/** Says on standard error what went wrong in the runtime. Never throws: it is called where nothing works any more. */
final class Faults {
    private Faults() {}

    static void report(String what, @Nullable Throwable cause) {
        try {
            System.err.println("[capriccio] ".concat(what).concat(cause == null ? "" : ": ".concat(cause.toString())));
            if (cause != null && !(cause instanceof VirtualMachineError)) {
                cause.printStackTrace();
            }
        } catch (Throwable t) {
            return; // no heap or stack to say so; the caller goes on
        }
    }
}
