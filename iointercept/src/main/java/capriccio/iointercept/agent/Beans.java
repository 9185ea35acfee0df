package capriccio.iointercept.agent;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.PinnedParks;
import capriccio.continuations.runtime.Scheduler;
import capriccio.iointercept.runtime.Selection;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What the agent tells through JMX. Loaded when the program, or a tool, makes the platform's server of beans. */
final class Beans {
    private Beans() {}

    static void register(Running running) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        server.registerMBean(new SchedulerBean(running.scheduler()), new ObjectName("capriccio:type=Scheduler"));
        Weaving weaving = running.weaving();
        if (weaving != null) {
            server.registerMBean(new WeaverBean(weaving), new ObjectName("capriccio:type=Weaver"));
        }
        server.registerMBean(new GraphBean(running.graph()), new ObjectName("capriccio:type=BlockingGraph"));
    }

    private record SchedulerBean(Scheduler scheduler) implements SchedulerMXBean {
        @Override
        public long getThreadsStarted() {
            return scheduler.started();
        }

        @Override
        public long getThreadsAlive() {
            return scheduler.alive();
        }

        @Override
        public long getThreadsLeftToThePlatform() {
            return Selection.onPlatform();
        }

        @Override
        public int getCarriers() {
            return scheduler.carriers();
        }

        @Override
        public long getParks() {
            return scheduler.parks();
        }

        @Override
        public long getPinnedParks() {
            return scheduler.pinnedParks();
        }

        @Override
        public Map<String, Long> getPinnedParksByReason() {
            return PinnedParks.byReason();
        }

        @Override
        public Map<String, Long> getPinnedParksByFrame() {
            return PinnedParks.byFrame();
        }

        @Override
        public String dump() {
            StringBuilder text = new StringBuilder();
            try {
                ThreadDump.text(scheduler, text);
            } catch (IOException e) {
                throw new IllegalStateException(e); // to memory
            }
            return text.toString();
        }
    }

    private record WeaverBean(Weaving weaving) implements WeaverMXBean {
        @Override
        public long getClassesWoven() {
            return weaving.woven();
        }

        @Override
        public long getClassesFromCache() {
            return weaving.fromCache();
        }

        @Override
        public Map<String, Long> getPinningCallSites() {
            Map<String, Long> sites = new TreeMap<>();
            for (Pin.Reason reason : Pin.Reason.values()) {
                sites.put(reason.toString(), Pin.sites(reason));
            }
            return sites;
        }
    }

    private record GraphBean(BlockingGraph graph) implements BlockingGraphMXBean {
        @Override
        public String toDot() {
            return graph.toDot();
        }

        @Override
        public String toJson() {
            return graph.toJson();
        }
    }
}
