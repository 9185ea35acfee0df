package capriccio.continuations.runtime;

import java.lang.StackWalker.StackFrame;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the calling carrier's stack for a frame that cannot be saved. Costs microseconds: for errors, and for checking
 * mode, in which each suspension looks first.
 */
final class StackCheck implements Function<Stream<StackFrame>, StackCheck> {
    /** {@code class.method:line} of every suspend point up to {@link #indexed}; guarded by itself. */
    private static final Set<String> sites = new HashSet<>();

    private static int indexed;
    /** How many of the classes that came encoded, whose ids may be below {@link #indexed}, are indexed too. */
    private static int blocks;
    /** Frames that were reported; guarded by {@link #sites}. */
    private static final Set<String> reported = new HashSet<>();

    private static volatile boolean checking;

    /** The innermost frame outside of the runtime. */
    private @Nullable StackFrame running;
    /** The innermost frame that has no suspend point at its line. */
    private @Nullable StackFrame unwoven;
    /** True if the JVM has called a class loader: that may happen wherever a class is first named, between two frames too. */
    private boolean loading;

    private StackCheck() {}

    /** Now: where a walk is needed, a class may be loading already. */
    static void load() {
        walk();
    }

    /** Every suspension walks the stack from here on: a frame that would be lost pins, and is named on standard error. */
    static void enable() {
        checking = true;
    }

    static boolean isEnabled() {
        return checking;
    }

    /**
     * Asked where woven code enters the runtime while its carrier's thread is leaving its frames: a frame that is not
     * woven did not leave, and runs on with a result that nobody returned.
     *
     * @throws IllegalStateException naming what was suspended and what runs on; the suspension is given up
     */
    static void ranOn(Carrier carrier) {
        StackCheck s;
        carrier.pins++; // a walk may load classes, and the agent's transformer asks again
        try {
            s = walk();
        } finally {
            carrier.pins--;
        }
        if (s.loading) {
            return;
        }
        Site saved = carrier.capture.last;
        throw carrier.abandon(new IllegalStateException((saved == null ? "the runtime" : saved.toString())
                + " has suspended its thread, but " + place(s.unwoven)
                + ", which is not woven, took that for a return and ran on, into " + place(s.running)
                + "; exclude its class, or report this"));
    }

    /** In checking mode: true if a frame would be lost, were the calling thread to leave its frames now. */
    static boolean findsUnwoven() {
        StackFrame unwoven = walk().unwoven;
        if (unwoven == null) {
            return false;
        }
        String place = place(unwoven);
        boolean fresh;
        synchronized (sites) {
            fresh = reported.add(place);
        }
        if (fresh) {
            Faults.report("check: ".concat(place).concat(" is not woven and would be lost: it pins"), null);
        }
        return true;
    }

    private static StackCheck walk() {
        return WalkedFrames.PHYSICAL.walk(new StackCheck());
    }

    @Override
    public StackCheck apply(Stream<StackFrame> all) {
        for (Iterator<StackFrame> i = all.iterator(); i.hasNext(); ) {
            StackFrame f = i.next();
            String type = f.getClassName();
            if (type.equals("capriccio.continuations.runtime.WovenBackend") && f.getMethodName().equals("run")) {
                break;
            }
            if (!isRuntime(type) && !isProxy(type)) {
                look(f);
            }
        }
        return this;
    }

    private static boolean isRuntime(String type) {
        return type.startsWith("capriccio.continuations.runtime.") || type.startsWith("capriccio.iointercept.runtime.");
    }

    /** A lambda's proxy repeats its call on the result; a twin is woven as its method is. */
    private static boolean isProxy(String type) {
        int slash = type.lastIndexOf('/');
        return type.startsWith("java.lang.invoke.") // under a proxy: other calls of handles pin
                || (slash > 0 && (type.contains("$$Lambda") || type.startsWith("$Twin", slash - "$Twin".length())));
    }

    private void look(StackFrame f) {
        if (running == null) {
            running = f;
        }
        loading |= f.getMethodName().equals("loadClass");
        if (unwoven == null && !isWoven(f)) {
            unwoven = f;
        }
    }

    private static boolean isWoven(StackFrame f) {
        synchronized (sites) {
            int count = Sites.count();
            for (; indexed < count; indexed++) {
                if (Sites.isDefined(indexed)) {
                    index(indexed);
                }
            }
            for (SiteBlock b = Sites.encodedClass(blocks); b != null; b = Sites.encodedClass(++blocks)) {
                for (int id = b.first; id < b.first + b.count; id++) {
                    index(id);
                }
            }
            return sites.contains(place(f));
        }
    }

    private static void index(int id) {
        Site s = Sites.find(id);
        if (s == null) {
            return; // unloaded
        }
        sites.add(s.method.className().concat(".").concat(s.method.name).concat(":").concat(Integer.toString(s.line)));
    }

    /** {@code class.method:line}. */
    static String place(@Nullable StackFrame f) {
        return f == null
                ? "a frame that is gone"
                : f.getClassName().concat(".").concat(f.getMethodName()).concat(":")
                        .concat(Integer.toString(Math.max(0, f.getLineNumber())));
    }
}
