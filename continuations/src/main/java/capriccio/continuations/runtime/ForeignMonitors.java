package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Which objects are locked by JDK code that is not woven: {@code synchronized (buffer)} in the program excludes {@code
 * buffer.append} in the JDK. When woven code first locks an instance of such a class, or the class itself, the class is
 * doubled: from then on its methods take the entry in {@link Monitors} inside the real monitor. Never woven.
 */
public final class ForeignMonitors {
    /** Doubles JDK classes; the agent's. */
    public interface Doubler {
        /**
         * Makes the monitors of this class's own code meet ours, and those of its superclasses.
         *
         * @return false if none of them, as far as they are the JDK's, has any
         */
        boolean doubleMonitors(Class<?> type);

        /** A class file that the JVM shows to no transformer, made safe: its methods pin, its monitors meet ours. */
        byte[] pinnedForm(byte[] file);
    }

    private static volatile @Nullable Doubler doubler;

    private static final class ByClass extends ClassValue<Boolean> {
        @Override
        protected Boolean computeValue(Class<?> type) {
            Doubler d = doubler;
            if (d == null) {
                return false;
            }
            Pin.enter(); // the caller is in a monitorenter: it does not suspend in the midst of class loading
            try {
                return d.doubleMonitors(type);
            } finally {
                Pin.exit();
            }
        }
    }

    private static final ClassValue<Boolean> instances = new ByClass();

    private ForeignMonitors() {}

    /** Given once, before the first woven class is loaded. */
    public static void install(Doubler d) {
        doubler = d;
    }

    /** For classes that are defined past all transformers. */
    public static byte[] pinnedForm(byte[] file) {
        Doubler d = doubler;
        return d == null ? file : d.pinnedForm(file);
    }

    /** True if JDK code may hold the real monitor of {@code o}; it takes both from here on. */
    static boolean isLockedElsewhere(Object o) {
        if (o instanceof Class<?> c) {
            return instances.get(c);
        }
        return instances.get(o.getClass());
    }
}
