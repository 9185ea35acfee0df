package seda.sandStorm.api;

/** The code of a stage. Several threads may be inside one handler at once. */
public interface EventHandlerIF {
    /** Handles one event. The runtime itself only calls {@link #handleEvents}. */
    void handleEvent(QueueElementIF element) throws EventHandlerException;

    /** Handles a batch: never null, never empty, the handler's to modify. */
    void handleEvents(QueueElementIF[] elements) throws EventHandlerException;

    /** Called once, before the stage's threads start. */
    void init(ConfigDataIF config) throws Exception;

    /** Called once, when the stage is destroyed. */
    void destroy() throws Exception;
}
