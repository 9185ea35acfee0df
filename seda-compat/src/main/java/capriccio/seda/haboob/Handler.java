package capriccio.seda.haboob;

import capriccio.seda.runtime.Log;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.lib.http.httpInternalServerErrorResponse;
import seda.sandStorm.lib.http.httpRequest;

/** A handler that needs no more than to be told each event of a batch, and owes each request an answer. */
abstract class Handler implements EventHandlerIF {
    abstract void on(QueueElementIF event) throws Exception;

    /** What may fail for one event without harm to the others. */
    interface Step {
        void run() throws Exception;
    }

    @Override
    public final void handleEvent(QueueElementIF event) {
        guarded(event, () -> on(event));
    }

    /** Does something for an event; if it fails, says so and tells the client. */
    final void guarded(QueueElementIF event, Step step) {
        try {
            step.run();
        } catch (SinkClosedException e) {
            // the client has gone, or the server stops: nobody waits for this any more
        } catch (Exception e) {
            Log.failure("Haboob: " + getClass().getSimpleName() + " got exception: " + e, e);
            if (event instanceof httpRequest request) {
                fail(request);
            }
        }
    }

    private static void fail(httpRequest request) {
        try {
            HttpSend.sendResponse(request, new httpInternalServerErrorResponse(request, "The server failed."), true);
        } catch (SinkException gone) {
            // nobody waits for it
        }
    }

    @Override
    public void handleEvents(QueueElementIF[] events) {
        for (QueueElementIF event : events) {
            handleEvent(event);
        }
    }

    @Override
    public void init(ConfigDataIF config) throws Exception {}

    @Override
    public void destroy() throws Exception {}
}
