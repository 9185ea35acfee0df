package capriccio.continuations.runtime;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Binds what a twin may not name itself: calls of {@code super}, protected members that the host inherits from another
 * package, and writes to final fields; and what must be the host's, as its code has it: lambdas, lookups. The one place that holds the JDK's trusted lookup.
 */
public final class TwinLinker {
    private static final int GETSTATIC = 178;
    private static final int PUTSTATIC = 179;
    private static final int GETFIELD = 180;
    private static final int PUTFIELD = 181;
    private static final int INVOKESPECIAL = 183;
    private static final int INVOKESTATIC = 184;

    private static MethodHandles.@Nullable Lookup trusted;

    private TwinLinker() {}

    /** Given once, at start. */
    public static void install(MethodHandles.Lookup lookup) {
        trusted = lookup;
    }

    static boolean isInstalled() {
        return trusted != null;
    }

    /** The trusted lookup, in {@code host}: what {@code MethodHandles.lookup()} gives there. */
    public static MethodHandles.Lookup lookupIn(Class<?> host) {
        return trusted().in(host);
    }

    private static MethodHandles.Lookup trusted() {
        MethodHandles.Lookup t = trusted;
        if (t == null) {
            throw new IllegalStateException("the trusted lookup is not installed");
        }
        return t;
    }

    /** Bootstrap method of the twin's call sites. */
    public static CallSite link(
            MethodHandles.Lookup caller, String name, MethodType type, Class<?> owner, Class<?> host, int opcode)
            throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = lookupIn(host);
        MethodHandle target =
                switch (opcode) {
                    case GETSTATIC -> lookup.findStaticGetter(owner, name, type.returnType());
                    case PUTSTATIC -> lookup.findStaticSetter(owner, name, type.parameterType(0));
                    case GETFIELD -> lookup.findGetter(owner, name, type.returnType());
                    case PUTFIELD -> trusted().findSetter( // in no class: only so may it write a final field
                            owner, name, type.parameterType(1));
                    case INVOKESTATIC -> lookup.findStatic(owner, name, type);
                    case INVOKESPECIAL -> lookup.findSpecial(owner, name, type.dropParameterTypes(0, 1), host);
                    default -> lookup.findVirtual(owner, name, type.dropParameterTypes(0, 1));
                };
        return new ConstantCallSite(target.asType(type));
    }

    /** Bootstrap method of a twin's lambda: {@code method}, which is the one of the host's code, with the host's lookup. */
    public static Object bootstrap(
            MethodHandles.Lookup caller, String name, MethodType type, MethodHandle method, Class<?> host, Object... arguments)
            throws Throwable {
        Object[] all = new Object[arguments.length + 3];
        all[0] = lookupIn(host);
        all[1] = name;
        all[2] = type;
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return method.invokeWithArguments(all);
    }
}
