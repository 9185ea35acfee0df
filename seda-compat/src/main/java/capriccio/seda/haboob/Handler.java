package capriccio.seda.haboob;

import capriccio.seda.runtime.Log;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedException;

/** A handler that needs no more than to be told each event of a batch. */
abstract class Handler implements EventHandlerIF {
    abstract void on(QueueElementIF event) throws Exception;

    @Override
    public final void handleEvent(QueueElementIF event) {
        try {
            on(event);
        } catch (SinkClosedException e) {
            // the client has gone, or the server stops: nobody waits for this any more
        } catch (Exception e) {
            Log.failure("Haboob: " + getClass().getSimpleName() + " got exception: " + e, e);
        }
    }

    @Override
    public final void handleEvents(QueueElementIF[] events) {
        for (QueueElementIF event : events) {
            handleEvent(event);
        }
    }

    @Override
    public void init(ConfigDataIF config) throws Exception {}

    @Override
    public void destroy() {}
}
