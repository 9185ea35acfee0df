package seda.sandStorm.main;

import capriccio.seda.runtime.ConfigException;
import capriccio.seda.runtime.Log;
import capriccio.seda.runtime.Resources;
import capriccio.seda.runtime.StageManager;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.internal.SystemManagerIF;
import seda.sandStorm.internal.ConfigData;
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

    /** Starts everything; what has been started ends again when that fails. */
    public Sandstorm(SandstormConfig config) throws Exception {
        manager = new StageManager(config.getCopy());
        if (!CURRENT.compareAndSet(null, this)) {
            throw new RuntimeException("Sandstorm: only one instance per process: shut the running one down first");
        }
        try {
            start(config);
        } catch (Exception | Error e) {
            shutdown();
            throw e;
        }
    }

    private void start(SandstormConfig config) throws Exception {
        List<Configured> stages = new ArrayList<>();
        for (stageDescr stage : config.stages()) {
            stages.add(Configured.of(stage, config)); // before any thread: a wrong name must not cost a half-started runtime
        }
        manager.start();
        if (config.getBoolean("global.aSocket.enable", true)) {
            Log.line("Sandstorm: Starting aSocket layer");
            aSocketLayer.start(manager);
        }
        List<String> names = new ArrayList<>();
        for (Configured stage : stages) {
            load(stage);
            names.add(stage.descr.stageName);
        }
        Log.line("Sandstorm: Initializing stages");
        manager.initConfigured(names);
        Log.line("Sandstorm: Waiting for all components to start...");
        Log.line("\nSandstorm: Ready.\n");
    }

    private void load(Configured stage) throws Exception {
        stageDescr descr = stage.descr;
        EventHandlerIF handler = stage.newHandler();
        System.out.println("Sandstorm: Loaded " + descr.stageName + " from " + descr.className);
        manager.addConfigured(
                descr.stageName, handler, descr.queueThreshold, new ConfigData(manager, descr.initargs));
    }

    /** A stage of the configuration whose handler's class has been found. */
    private static final class Configured {
        private final stageDescr descr;
        private final String place;
        private final Class<? extends EventHandlerIF> type;

        private Configured(stageDescr descr, String place, Class<? extends EventHandlerIF> type) {
            this.descr = descr;
            this.place = place;
            this.type = type;
        }

        static Configured of(stageDescr stage, SandstormConfig config) throws ConfigException {
            String place = config.place("stages." + stage.stageName + ".class");
            try {
                ClassLoader loader = Sandstorm.class.getClassLoader();
                Class<?> type = Class.forName(stage.className, false, loader);
                return new Configured(stage, place, type.asSubclass(EventHandlerIF.class));
            } catch (ClassNotFoundException | NoClassDefFoundError e) {
                throw new ConfigException(
                        place, "the class " + stage.className + " of stage " + stage.stageName + " is not there",
                        "correct the name or add it to the class path");
            } catch (ClassCastException e) {
                throw new ConfigException(
                        place, "the class " + stage.className + " of stage " + stage.stageName + " is no EventHandlerIF",
                        "name a class that implements it");
            }
        }

        EventHandlerIF newHandler() throws Exception {
            try {
                return type.getConstructor().newInstance();
            } catch (InvocationTargetException e) {
                throw new ConfigException(
                        place, "the constructor of " + type.getName() + " failed: " + e.getCause(),
                        "correct the handler or leave the stage out");
            } catch (ReflectiveOperationException e) {
                throw new ConfigException(
                        place, type.getName() + " cannot be created (" + e.getClass().getSimpleName() + ")",
                        "make it a public class with a public constructor without arguments");
            }
        }
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
     * Ends everything: sockets close and timers stop, the stages finish what they have, for at most
     * {@code global.drainTime} milliseconds (2000), and are destroyed. What is dropped is said. All threads have ended on
     * return, unless a handler neither returns nor heeds interrupts for seconds. May be called more than once. Not in the
     * original.
     */
    public void shutdown() {
        Resources.stopAll();
        manager.destroyAll();
        CURRENT.compareAndSet(this, null);
    }
}
