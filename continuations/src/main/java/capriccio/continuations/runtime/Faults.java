package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/** Says on standard error what went wrong in the runtime. Never throws: it is called where nothing works any more. */
final class Faults {
    private Faults() {}

    static void report(String what, @Nullable Throwable cause) {
        report(what, null, cause);
    }

    /** Names {@code who} behind what happened to it: to name it before, the caller would need heap. */
    static void report(String what, @Nullable Thread who, @Nullable Throwable cause) {
        try {
            String named = who == null ? what : what.concat(" (").concat(who.getName()).concat(")");
            System.err.println("[capriccio] ".concat(named).concat(cause == null ? "" : ": ".concat(cause.toString())));
            if (cause != null && !(cause instanceof VirtualMachineError)) {
                cause.printStackTrace();
            }
        } catch (Throwable t) {
            return; // no heap or stack to say so; the caller goes on
        }
    }
}
