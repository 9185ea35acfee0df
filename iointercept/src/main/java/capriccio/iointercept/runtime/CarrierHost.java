package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.Scheduler;

/** How carriers wait. */
abstract class CarrierHost implements Scheduler.Host {
    @Override
    public void park(boolean timed, long nanos) {
        if (!timed) {
            JdkAccess.park(false, 0);
        } else if (nanos > 0) {
            JdkAccess.park(false, nanos);
        }
    }

    @Override
    public void unpark(Thread platform) {
        JdkAccess.unpark(platform);
    }
}
