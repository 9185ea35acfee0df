package seda.sandStorm.main;

import capriccio.seda.runtime.Log;
import capriccio.seda.runtime.Resources;
import capriccio.seda.runtime.StageManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.internal.SystemManagerIF;
import seda.sandStorm.internal.ConfigData;
import seda.sandStorm.lib.aDisk.AFileMgr;
import seda.sandStorm.lib.aSocket.aSocketLayer;

/**
 * The runtime: everything starts in the constructor. At most one at a time in a process; unlike the original it can be
 * ended with {@link #shutdown}, after which another may be created.
 */
@SuppressWarnings("this-escape") // the runtime starts in its constructor: the contract of 2002
public class Sandstorm {
    private static final AtomicReference<Sandstorm> CURRENT = new AtomicReference<>();

    private final StageManager manager;

    public Sandstorm() throws Exception {
        this(new SandstormConfig());
    }

    public Sandstorm(String configFile) throws Exception {
        this(new SandstormConfig(configFile));
    }

    public Sandstorm(SandstormConfig config) throws Exception {
        manager = new StageManager(config.getCopy());
        if (!CURRENT.compareAndSet(null, this)) {
            manager.destroyAll();
            throw new RuntimeException("Sandstorm: only one instance per process: shut the running one down first");
        }
        start(config);
    }

    private void start(SandstormConfig config) throws Exception {
        if (config.getBoolean("global.aSocket.enable", true)) {
            Log.line("Sandstorm: Starting aSocket layer");
            aSocketLayer.start(manager);
        }
        if (config.getBoolean("global.aDisk.enable", false)) {
            Log.line("Sandstorm: Starting aDisk layer");
            AFileMgr.initialize(manager, manager);
        }
        List<String> names = new ArrayList<>();
        for (stageDescr stage : config.stages()) {
            load(stage);
            names.add(stage.stageName);
        }
        Log.line("Sandstorm: Initializing stages");
        manager.initConfigured(names);
        Log.line("\nSandstorm: Ready.\n");
    }

    private void load(stageDescr stage) throws Exception {
        EventHandlerIF handler = Class.forName(stage.className)
                .asSubclass(EventHandlerIF.class)
                .getDeclaredConstructor()
                .newInstance();
        System.out.println("Sandstorm: Loaded " + stage.stageName + " from " + stage.className);
        manager.addConfigured(
                stage.stageName, handler, stage.queueThreshold, new ConfigData(manager, stage.initargs));
    }

    public ManagerIF getManager() {
        return manager;
    }

    public SystemManagerIF getSystemManager() {
        return manager;
    }

    /** The running instance, or null; set before its constructor returns. */
    public static Sandstorm getSandstorm() {
        return CURRENT.get();
    }

    /**
     * Ends everything: sockets close, stages are destroyed, timers stop, and all their threads have ended on return,
     * unless a handler neither returns nor heeds interrupts for seconds. May be called more than once. Not in the original.
     */
    public void shutdown() {
        Resources.stopAll();
        manager.destroyAll();
        CURRENT.compareAndSet(this, null);
    }
}
