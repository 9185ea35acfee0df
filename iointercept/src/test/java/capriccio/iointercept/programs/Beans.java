package capriccio.iointercept.programs;

import java.lang.management.ManagementFactory;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Reads the agent's beans. */
public final class Beans {
    private static final class Slow {
        static final long SINCE = now();

        private static long now() {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return System.nanoTime();
        }
    }

    private Beans() {}

    public static void main(String[] args) throws Exception {
        Thread pinned = new Thread(() -> Check.that(Slow.SINCE != 0, "initialised"));
        pinned.start();
        pinned.join();
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName graph = new ObjectName("capriccio:type=BlockingGraph"); // the last
        while (!server.isRegistered(graph)) {
            Thread.sleep(1);
        }
        ObjectName scheduler = new ObjectName("capriccio:type=Scheduler");
        for (String name : new String[] {"ThreadsStarted", "Carriers", "PinnedParks", "PinnedParksByReason"}) {
            System.out.println(name + " " + server.getAttribute(scheduler, name).toString().replaceAll("\\s+", " "));
        }
        System.out.println(server.invoke(scheduler, "dump", null, null).toString().contains("user thread"));
        System.out.println((long) server.getAttribute(new ObjectName("capriccio:type=Weaver"), "ClassesWoven")
                + (long) server.getAttribute(new ObjectName("capriccio:type=Weaver"), "ClassesFromCache") > 0);
        System.out.println(server.invoke(graph, "toDot", null, null).toString().startsWith("digraph"));
        System.out.println("OK");
    }
}
