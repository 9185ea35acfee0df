package capriccio.continuations.runtime;

import java.util.concurrent.ForkJoinPool;

/** Stands in for {@link ForkJoinPool#managedBlock}. Woven, because a worker of a pool blocks inside of it. */
public final class ManagedBlocks {
    private ManagedBlocks() {}

    /**
     * Returns at times before the blocker is released, to callers of the JDK that ask in a loop. A thread that parks
     * here leaves no frame of this method, so it is a suspend point of the runtime's own.
     */
    public static void managedBlock(ForkJoinPool.ManagedBlocker blocker) throws InterruptedException {
        if (!Parking.parkManaged(blocker)) {
            ForkJoinPool.managedBlock(blocker);
        }
    }
}
