package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.ForeignMonitors;
import java.lang.invoke.MethodHandles.Lookup;

/** Stands in for the definition of hidden classes, which no transformer sees. Never woven. */
public final class HiddenClasses {
    private HiddenClasses() {}

    public static Lookup define(Lookup lookup, byte[] file, boolean initialise, Lookup.ClassOption[] options)
            throws IllegalAccessException {
        return lookup.defineHiddenClass(ForeignMonitors.pinnedForm(file), initialise, options);
    }

    public static Lookup define(
            Lookup lookup, byte[] file, Object classData, boolean initialise, Lookup.ClassOption[] options)
            throws IllegalAccessException {
        return lookup.defineHiddenClassWithClassData(ForeignMonitors.pinnedForm(file), classData, initialise, options);
    }
}
