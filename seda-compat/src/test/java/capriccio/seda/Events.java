package capriccio.seda;

import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SingleThreadedEventHandlerIF;

/** Small things that tests of stages share. */
final class Events {
    private Events() {}

    /** An event with a producer and a number. */
    record Numbered(int producer, int number) implements QueueElementIF {}

    /** What a handler does with one event. */
    interface Action {
        void on(QueueElementIF event) throws Exception;
    }

    /** A handler with any number of threads. */
    static class Handler implements EventHandlerIF {
        private final Action action;

        Handler(Action action) {
            this.action = action;
        }

        @Override
        public void handleEvent(QueueElementIF event) {
            throw new AssertionError("the runtime calls handleEvents only");
        }

        @Override
        public void handleEvents(QueueElementIF[] events) {
            for (QueueElementIF event : events) {
                try {
                    action.on(event);
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        public void init(ConfigDataIF config) {}

        @Override
        public void destroy() {}
    }

    /** A handler with one thread. */
    static class SingleHandler extends Handler implements SingleThreadedEventHandlerIF {
        SingleHandler(Action action) {
            super(action);
        }
    }
}
