package capriccio.iointercept.runtime;

import java.lang.invoke.VarHandle;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's own managed blockers that do nothing but {@code LockSupport.park()} until they are released. What is not
 * found, on another JDK, goes the JDK's way, three frames longer; {@code Spins} in the agent says so.
 */
final class Blockers {
    private static final @Nullable Class<?> CONDITION = find("locks.AbstractQueuedSynchronizer$ConditionNode");
    private static final @Nullable Class<?> LONG_CONDITION = find("locks.AbstractQueuedLongSynchronizer$ConditionNode");
    private static final @Nullable Class<?> SIGNALLER = find("CompletableFuture$Signaller");
    private static final @Nullable Class<?> PHASE = find("Phaser$QNode");
    private static final @Nullable Class<?> STACK = find("SynchronousQueue$TransferStack$SNode");
    private static final @Nullable Class<?> QUEUE = find("SynchronousQueue$TransferQueue$QNode");
    private static final @Nullable Class<?> TRANSFER = find("LinkedTransferQueue$Node");

    /** Its deadline, 0 for none. */
    private static final @Nullable VarHandle SIGNALLER_DEADLINE = field(SIGNALLER, "deadline", long.class);

    private static final @Nullable VarHandle PHASE_TIMED = field(PHASE, "timed", boolean.class);

    private Blockers() {}

    static boolean isBare(ForkJoinPool.ManagedBlocker blocker) {
        Class<?> type = blocker.getClass();
        if (type == CONDITION || type == LONG_CONDITION || type == STACK || type == QUEUE || type == TRANSFER) {
            return true;
        }
        if (type == SIGNALLER) {
            return SIGNALLER_DEADLINE != null && (long) SIGNALLER_DEADLINE.get(blocker) == 0;
        }
        return type == PHASE && PHASE_TIMED != null && !(boolean) PHASE_TIMED.get(blocker);
    }

    private static @Nullable Class<?> find(String name) {
        return JdkAccess.findClass("java.util.concurrent.".concat(name));
    }

    private static @Nullable VarHandle field(@Nullable Class<?> owner, String name, Class<?> type) {
        return owner == null ? null : JdkAccess.findField(owner, name, type);
    }
}
