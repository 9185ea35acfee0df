package capriccio.knot.server;

import java.lang.reflect.InvocationTargetException;
import java.util.function.BooleanSupplier;

/** The admission of the runtime below, if it has one. Looked up by name: the server runs on any JVM. */
public final class RuntimeAdmission {
    private static final String ENTRANCE = "capriccio.iointercept.runtime.Entrance";

    private RuntimeAdmission() {}

    /** For {@link KnotConfig#admission}; always true on a plain JVM. */
    public static BooleanSupplier find() {
        try {
            return (BooleanSupplier) Class.forName(ENTRANCE).getMethod("ofProcess").invoke(null);
        } catch (ClassNotFoundException e) {
            return () -> true;
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError(ENTRANCE + " is of another version", e);
        }
    }
}
