package capriccio.continuations.weave;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * {@code monitorenter}'s hook. It tells its caller by its result whether to leave, where other suspend points ask by a call
 * of their own: that call could overflow the stack, with the monitor taken and outside of the range whose handler gives
 * it back.
 */
final class MonitorEntry {
    private static final String MONITORS = BodyEmitter.RUNTIME + "Monitors";

    private MonitorEntry() {}

    /** As the instruction: without a result. */
    static Hook hook(boolean inJdk) {
        return new Hook(MONITORS, inJdk ? "enterInJdk" : "enter", "(Ljava/lang/Object;)V", CallKind.SUSPEND);
    }

    static boolean is(@Nullable Hook hook) {
        return hook != null && hook.owner().equals(MONITORS) && hook.name().startsWith("enter")
                && hook.descriptor().equals("(Ljava/lang/Object;)V");
    }

    /** Leaves a boolean: whether the caller has to leave. */
    static void call(Hook hook, MethodVisitor out) {
        out.visitMethodInsn(Opcodes.INVOKESTATIC, MONITORS, hook.name(), "(Ljava/lang/Object;)Z", false);
    }
}
