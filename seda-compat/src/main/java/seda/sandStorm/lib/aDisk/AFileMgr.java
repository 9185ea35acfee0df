package seda.sandStorm.lib.aDisk;

import capriccio.seda.runtime.Resources;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.internal.SystemManagerIF;
import seda.sandStorm.main.Sandstorm;

/** The disk layer: started by the runtime if its configuration says so, else by the first {@link AFile}. */
public class AFileMgr {
    private static DiskStage current; // guarded by the class

    public AFileMgr() {}

    /** Starts the layer as a stage of a manager, with which it ends; has no effect while one is running. */
    public static void initialize(ManagerIF manager, SystemManagerIF systemManager) throws Exception {
        synchronized (AFileMgr.class) {
            if (current == null) {
                current = DiskStage.start(manager, systemManager);
                Resources.register(AFileMgr::forget);
            }
        }
    }

    private static void forget() {
        synchronized (AFileMgr.class) {
            current = null;
        }
    }

    /** The running layer; starts it, and a runtime with the default configuration, when there is none. */
    static DiskStage stage() {
        synchronized (AFileMgr.class) {
            try {
                if (current == null) {
                    Sandstorm running = Sandstorm.getSandstorm() == null ? new Sandstorm() : Sandstorm.getSandstorm();
                    initialize(running.getManager(), running.getSystemManager());
                }
                return current;
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("cannot start the aDisk layer", e);
            }
        }
    }
}
