package seda.sandStorm.lib.aDisk;

import capriccio.seda.runtime.Stage;
import capriccio.seda.runtime.StageManager;
import java.util.Collections;
import java.util.Enumeration;
import java.util.concurrent.atomic.AtomicInteger;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SandstormConfigIF;
import seda.sandStorm.api.SourceIF;
import seda.sandStorm.api.internal.BatchDescrIF;
import seda.sandStorm.api.internal.BatchSorterIF;
import seda.sandStorm.api.internal.StageWrapperIF;
import seda.sandStorm.api.internal.SystemManagerIF;
import seda.sandStorm.api.internal.ThreadManagerIF;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.internal.ConfigData;
import seda.sandStorm.main.SandstormConfig;

/**
 * The stage whose threads wait for the disk. Its events are files with something to do, one to a batch, so that the
 * others' threads have the rest; its length, which its own size controller goes by, is the number of requests under way.
 */
final class DiskStage implements EventHandlerIF {
    private static final String NAME = "AFileTPTM Stage";
    private static final String THREAD_MANAGER = "AFileTPTM";

    private final AtomicInteger requests = new AtomicInteger();
    private final FiniteQueue queue = new FiniteQueue(NAME) {
        @Override
        public int size() {
            return requests.get();
        }
    };

    private DiskStage() {}

    static DiskStage start(ManagerIF manager, SystemManagerIF systemManager) throws Exception {
        DiskStage disk = new DiskStage();
        ThreadManagerIF pool = ((StageManager) systemManager).newPool(poolSettings(manager.getConfig()));
        systemManager.addThreadManager(THREAD_MANAGER, pool);
        Stage stage = new Stage(NAME, disk, disk.queue, new ConfigData(manager), pool);
        stage.setBatchSorter(new OneByOne());
        systemManager.createStage(stage, true);
        manager.getProfiler().add(THREAD_MANAGER + " outstanding reqs", disk.queue);
        return disk;
    }

    /** The configuration with what is said of this layer's pool in the place of what is said of everyone's. */
    private static SandstormConfigIF poolSettings(SandstormConfigIF config) {
        SandstormConfig settings = ((SandstormConfig) config).getCopy();
        override(settings, "threadPool.");
        return settings;
    }

    private static void override(SandstormConfig settings, String section) {
        String ours = "global.aDisk." + section;
        for (Object key : Collections.list((Enumeration<?>) settings.getKeys(ours.substring(0, ours.length() - 1)))) {
            if (key.toString().endsWith(".")) {
                override(settings, section + key);
            } else {
                settings.putString("global." + section + key, settings.getString(ours + key));
            }
        }
    }

    /** Gives a file a turn of some thread; false when the layer is shut down. */
    boolean schedule(AFile.Work work) {
        return queue.enqueue_lossy(work);
    }

    void began() {
        requests.incrementAndGet();
    }

    void ended() {
        requests.decrementAndGet();
    }

    @Override
    public void handleEvent(QueueElementIF event) {
        ((AFile.Work) event).serve();
    }

    @Override
    public void handleEvents(QueueElementIF[] events) {
        for (QueueElementIF event : events) {
            handleEvent(event);
        }
    }

    @Override
    public void init(ConfigDataIF config) {}

    @Override
    public void destroy() {}

    /** Batches of one. */
    private static final class OneByOne implements BatchSorterIF {
        private SourceIF source;

        @Override
        public void init(StageWrapperIF stage, ManagerIF manager) {
            source = stage.getSource();
        }

        @Override
        public BatchDescrIF nextBatch(int timeoutMillis) {
            QueueElementIF[] one = source.blocking_dequeue(timeoutMillis, 1);
            return one == null ? null : new Batch(one);
        }
    }

    private static final class Batch implements BatchDescrIF {
        private final QueueElementIF[] elements;

        Batch(QueueElementIF[] elements) {
            this.elements = elements;
        }

        @Override
        public QueueElementIF[] getBatch() {
            return elements;
        }

        @Override
        public void batchDone() {}
    }
}
