package capriccio.iointercept.agent;

import java.util.Map;

/** {@code capriccio:type=Weaver}. */
public interface WeaverMXBean {
    long getClassesWoven();

    long getClassesFromCache();

    /** Call sites that pin while they are called, by reason. */
    Map<String, Long> getPinningCallSites();
}
