package capriccio.iointercept.programs;

import java.nio.file.Path;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Records itself, and prints how many events of each kind there are, and what pinned. */
public final class Recorded {
    private static final int THREADS = 20;

    private static final class Slow {
        static final long SINCE = now();

        private static long now() {
            sleep(60);
            return System.nanoTime();
        }
    }

    private Recorded() {}

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        try (Recording recording = new Recording()) {
            for (String name : new String[] {"ThreadStart", "ThreadEnd", "Park", "Pinned", "PollBatch"}) {
                recording.enable("capriccio." + name);
            }
            recording.start();
            awaitEvents();
            Thread[] threads = new Thread[THREADS];
            for (int i = 0; i < THREADS; i++) {
                threads[i] = new Thread(() -> sleep(60), "recorded-" + i);
            }
            for (Thread t : threads) {
                t.start();
            }
            Thread pinned = new Thread(() -> System.out.println("since " + (Slow.SINCE > 0)), "recorded-pinned");
            pinned.start();
            pinned.join();
            for (Thread t : threads) {
                t.join();
            }
            recording.dump(file);
        }
        TreeMap<String, Integer> counts = new TreeMap<>();
        for (RecordedEvent e : RecordingFile.readAllEvents(file)) {
            String type = e.getEventType().getName();
            if (type.startsWith("capriccio.") && e.hasField("threadName") && e.getString("threadName").startsWith("recorded-")) {
                counts.merge(type, 1, Integer::sum);
                if (type.endsWith("Pinned")) {
                    System.out.println(e.getString("reason") + " " + e.getString("frame") + " " + e.getThread().getJavaName());
                }
                if (type.endsWith("Park")) {
                    Check.between(e.getDuration().toMillis(), 55, 60_000, "milliseconds of a park");
                }
            }
        }
        System.out.println("events " + counts);
        System.out.println("OK");
    }

    /** The agent's events come with the recorder, a moment later. */
    private static void awaitEvents() throws InterruptedException {
        while (jdk.jfr.FlightRecorder.getFlightRecorder().getEventTypes().stream()
                .filter(type -> type.getName().startsWith("capriccio.")).count() < 5) {
            Thread.sleep(1);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
