package seda.sandStorm.api;

/** How an application reaches the runtime. */
public interface ManagerIF {
    String MAINSINK = "main";

    StageIF getStage(String name) throws NoSuchStageException;

    /** Initialises the handler and starts its threads in the caller; a taken name is made unique. */
    StageIF createStage(String name, EventHandlerIF handler, String[] args) throws Exception;

    SignalMgrIF getSignalMgr();

    ProfilerIF getProfiler();

    SandstormConfigIF getConfig();

    /** Takes the stage out of service: its queue closes, its threads end, then the handler's {@code destroy} runs. */
    void destroyStage(String name) throws Exception;
}
