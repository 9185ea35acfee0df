package capriccio.iointercept.agent;

import java.util.Map;

/** {@code capriccio:type=Scheduler}. */
public interface SchedulerMXBean {
    long getThreadsStarted();

    long getThreadsAlive();

    /** Threads that were started and stayed platform threads. */
    long getThreadsLeftToThePlatform();

    int getCarriers();

    long getParks();

    long getPinnedParks();

    /** By reason; about, once there are many. */
    Map<String, Long> getPinnedParksByReason();

    /** By the frame that could not be saved; as above. */
    Map<String, Long> getPinnedParksByFrame();

    /** All user threads, as {@code java -jar capriccio.jar PID dump} prints them. */
    String dump();
}
