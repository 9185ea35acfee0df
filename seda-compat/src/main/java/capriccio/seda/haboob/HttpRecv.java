package capriccio.seda.haboob;

import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkIF;

/** The {@code HttpRecv} stage: where requests enter Haboob proper; all go to the cache. */
final class HttpRecv extends Handler {
    private final SinkIF cache;

    HttpRecv(SinkIF cache) {
        this.cache = cache;
    }

    @Override
    void on(QueueElementIF event) throws SinkException {
        cache.enqueue(event);
    }
}
