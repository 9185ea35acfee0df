package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.Sites;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;

/**
 * Objects that a program makes of its method handles at run time. The classes behind them are the JDK's own and hidden,
 * so that calls through them cannot be seen: they pin, or the weaver is told as of a lambda. Never woven.
 */
public final class HandleHooks {
    private static final Lookup LOOKUP = MethodHandles.lookup();
    private static final MethodHandle ENTER = ofPin("enter");
    private static final MethodHandle EXIT = ofPin("exit");
    private static final MethodHandle INSTANCE = instance();

    private HandleHooks() {}

    private static MethodHandle ofPin(String name) {
        try {
            return LOOKUP.findStatic(Pin.class, name, MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static MethodHandle instance() {
        try {
            return LOOKUP.findStatic(HandleHooks.class, "instance",
                    MethodType.methodType(Object.class, Class.class, MethodHandle.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    public static Object asInterfaceInstance(Class<?> type, MethodHandle target) {
        return MethodHandleProxies.asInterfaceInstance(type, target == null ? null : pinned(target));
    }

    /** The same handle between {@code Pin.enter} and {@code Pin.exit}. */
    private static MethodHandle pinned(MethodHandle target) {
        MethodHandle fixed = target.asFixedArity();
        Class<?> returns = fixed.type().returnType();
        MethodHandle cleanup = returns == void.class
                ? MethodHandles.dropArguments(EXIT, 0, Throwable.class)
                : MethodHandles.foldArguments(MethodHandles.dropArguments(MethodHandles.identity(returns), 0, Throwable.class), EXIT);
        return MethodHandles.foldArguments(MethodHandles.tryFinally(fixed, cleanup), ENTER);
    }

    public static CallSite metafactory(
            Lookup caller, String name, MethodType factory, MethodType method, MethodHandle implementation, MethodType dynamic)
            throws LambdaConversionException {
        if (isDataType(factory.returnType())) {
            return pinning(factory, implementation);
        }
        register(caller, name, implementation);
        return LambdaMetafactory.metafactory(caller, name, factory, method, implementation, dynamic);
    }

    public static CallSite altMetafactory(Lookup caller, String name, MethodType factory, Object... arguments)
            throws LambdaConversionException {
        if (arguments.length > 1 && arguments[1] instanceof MethodHandle implementation) {
            register(caller, name, implementation);
        }
        return LambdaMetafactory.altMetafactory(caller, name, factory, arguments);
    }

    /** Not sure to be called by woven code, as {@code java.util.function}'s types are: {@code Comparator} and the like. */
    private static boolean isDataType(Class<?> type) {
        return type.getClassLoader() == null
                && !type.getName().startsWith("java.util.function.")
                && type != Runnable.class
                && type != java.util.concurrent.Callable.class;
    }

    private static void register(Lookup caller, String name, MethodHandle implementation) {
        try {
            Sites.registerLambda(name, caller.revealDirect(implementation).getName());
        } catch (IllegalArgumentException e) {
            return; // not a direct handle: the JDK's own method says so
        }
    }

    private static CallSite pinning(MethodType factory, MethodHandle implementation) {
        MethodHandle make = MethodHandles.insertArguments(INSTANCE, 0, factory.returnType(), pinned(implementation));
        return new ConstantCallSite(make.asCollector(Object[].class, factory.parameterCount()).asType(factory));
    }

    @SuppressWarnings("UnusedMethod") // by INSTANCE
    private static Object instance(Class<?> type, MethodHandle target, Object[] captured) {
        return MethodHandleProxies.asInterfaceInstance(type, MethodHandles.insertArguments(target, 0, captured));
    }
}
