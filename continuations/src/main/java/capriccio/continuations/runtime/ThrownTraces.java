package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Completes the traces of exceptions. The JVM sees what is on the carrier's stack: not the frame that was resumed, for
 * its twin is hidden, nor its callers, which are still saved. An exception that is made above such frames carries their
 * suspend points in the place of its trace, until somebody first reads it: they are joined then to what the JVM saw.
 * {@code Throwable} calls this class, hence public; {@code ThrowableHooks} has it do so.
 *
 * <p>Called wherever a program may throw, under any of its locks: takes none, and lets no error out. What cannot be noted
 * for want of heap or stack leaves a trace as the JVM made it.
 */
public final class ThrownTraces {
    /** As the JVM's own limit, {@code -XX:MaxJavaStackTraceDepth}. */
    private static final int MOST_FRAMES = 1_024;

    private static final int[] NO_FRAMES = {};
    private static final String USER_THREAD = UserThread.class.getName();
    private static final String CARRIER = Carrier.class.getName();
    /** By identity, the class name of the one element of an array that is no trace yet. */
    @SuppressWarnings("StringOperationCanBeSimplified") // an identity that no other string has
    private static final String NOTE = new String("capriccio.note");

    /** False until {@link #install}: nothing is noted before. */
    private static volatile boolean installed;

    private ThrownTraces() {}

    /** The JDK's own, of {@code Throwable}; constants to the JIT. */
    private static final class Access {
        static final MethodHandle TRACE;
        static final VarHandle STACK_TRACE;
        static final Object UNASSIGNED;

        static {
            try {
                MethodHandles.Lookup in = TwinLinker.lookupIn(Throwable.class);
                Class<?> type = StackTraceElement[].class;
                TRACE = in.findSpecial(Throwable.class, "getOurStackTrace", MethodType.methodType(type), Throwable.class);
                STACK_TRACE = in.findVarHandle(Throwable.class, "stackTrace", type);
                UNASSIGNED = in.findStaticVarHandle(Throwable.class, "UNASSIGNED_STACK", type).get();
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    /**
     * Before {@code Throwable} calls here.
     *
     * @throws LinkageError if this JDK's has other members
     */
    public static void install() {
        Throwable probe = new Throwable();
        if (Access.STACK_TRACE.get(probe) != Access.UNASSIGNED) {
            throw new LinkageError("a new Throwable's trace is assigned already");
        }
        StackTraceElement[] note = note(-1, NO_FRAMES);
        Access.STACK_TRACE.set(probe, note);
        if (reading(note, probe).length == 0) { // and what it calls is linked, which must not happen under a program's locks
            throw new LinkageError("Throwable.getOurStackTrace finds no frames");
        }
        installed = true;
    }

    /** At the end of {@code Throwable.fillInStackTrace}. */
    public static void filled(Throwable t) {
        if (installed && Thread.currentThread() instanceof Carrier c) {
            UserThread u = c.mounted;
            if (u != null && !c.unwinding && (c.entered != null || u.continuation != null)
                    && Access.STACK_TRACE.get(t) == Access.UNASSIGNED) { // else the JVM was told to take none
                fill(t, c, u);
            }
        }
    }

    private static void fill(Throwable t, Carrier c, UserThread u) {
        try {
            int[] saved = ThreadSnapshot.ownSites(u, MOST_FRAMES);
            Access.STACK_TRACE.set(t, note(c.entered == null ? -1 : c.enteredSite, saved));
        } catch (OutOfMemoryError | StackOverflowError e) {
            return; // the program's own exception matters more
        }
    }

    private static StackTraceElement[] note(int entered, int[] saved) {
        char[] ids = new char[2 * saved.length];
        for (int i = 0; i < saved.length; i++) {
            ids[2 * i] = (char) (saved[i] >>> 16);
            ids[2 * i + 1] = (char) saved[i];
        }
        return new StackTraceElement[] {new StackTraceElement(NOTE, "", new String(ids), entered)};
    }

    private static int[] ids(String noted) {
        int[] ids = new int[noted.length() / 2];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = noted.charAt(2 * i) << 16 | noted.charAt(2 * i + 1);
        }
        return ids;
    }

    /** What {@code Throwable.getOurStackTrace}, which made {@code trace} or had it, is to return; under the exception's own lock. */
    @SuppressWarnings("ReferenceEquality") // of NOTE
    public static StackTraceElement[] reading(StackTraceElement[] trace, Throwable t) {
        if (trace == null || trace.length == 0) {
            return trace;
        }
        StackTraceElement first = trace[0];
        if (first == null || (first.getClassName() != NOTE && !showsRuntime(trace))) {
            return trace;
        }
        try {
            StackTraceElement[] whole = first.getClassName() == NOTE
                    ? joined(t, first)
                    : TraceElements.of(TraceElements.cut(trace), NO_FRAMES);
            Access.STACK_TRACE.set(t, whole);
            return whole;
        } catch (OutOfMemoryError | StackOverflowError e) {
            return first.getClassName() == NOTE ? new StackTraceElement[0] : trace; // once more, when there is room
        }
    }

    /** True if what it ends in is what runs user threads, here or with the JDK's continuations. */
    private static boolean showsRuntime(StackTraceElement[] trace) {
        StackTraceElement last = trace[trace.length - 1];
        if (last == null || last.getClassName().equals(CARRIER)) {
            return last != null;
        }
        if (last.getClassName().equals("java.lang.VirtualThread")) {
            for (int i = trace.length - 1; i >= 0; i--) {
                if (trace[i].getClassName().equals(USER_THREAD)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static StackTraceElement[] joined(Throwable t, StackTraceElement note) {
        Access.STACK_TRACE.set(t, Access.UNASSIGNED);
        StackTraceElement[] seen;
        try {
            seen = (StackTraceElement[]) Access.TRACE.invokeExact(t); // calls here again, with what the JVM saw
        } catch (RuntimeException | Error e) {
            Access.STACK_TRACE.set(t, new StackTraceElement[] {note});
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e); // getOurStackTrace declares none
        }
        Site entered = note.getLineNumber() < 0 ? null : Sites.find(note.getLineNumber());
        StackTraceElement[] above = TraceElements.on(entered == null ? null : entered.method, TraceElements.cut(seen));
        return TraceElements.of(above, ids(java.util.Objects.requireNonNullElse(note.getFileName(), "")));
    }
}
