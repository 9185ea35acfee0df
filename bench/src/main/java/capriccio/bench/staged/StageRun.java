package capriccio.bench.staged;

import capriccio.bench.scarce.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

/** One stage on the real runtime in this process, while its profiler watches. One at a time. */
final class StageRun implements AutoCloseable {
    /** Of the only stage. */
    static final String STAGE = "work";

    private final Path profile;
    private final int sampleMillis;
    private final Sandstorm sandstorm;
    private final SinkIF sink;

    /** What a stage does with a batch. */
    interface Batches {
        void handle(QueueElementIF[] batch) throws InterruptedException;
    }

    /** Starts the stage under that configuration. */
    StageRun(SandstormConfig config, int sampleMillis, Batches batches) throws Exception {
        this.sampleMillis = sampleMillis;
        profile = Files.createTempFile("stage", ".profile");
        config.putBoolean("global.aSocket.enable", false);
        config.putBoolean("global.profile.enable", true);
        config.putInt("global.profile.delay", sampleMillis);
        config.putString("global.profile.filename", profile.toString());
        sandstorm = new Sandstorm(config);
        try {
            sink = sandstorm.getManager().createStage(STAGE, new Handler(batches), new String[0]).getSink();
        } catch (Exception e) {
            sandstorm.shutdown();
            throw e;
        }
    }

    /** Where its events go. */
    SinkIF sink() {
        return sink;
    }

    /** Ends the stage; what its profiler saw, by name, a value for each sample. */
    Map<String, List<Measured.Moment>> end() throws IOException {
        sandstorm.shutdown();
        return read(Files.readAllLines(profile), sampleMillis / 1e3);
    }

    /** The format is that of 2002: names are registered under numbers, and lines have pairs of number and value. */
    static Map<String, List<Measured.Moment>> read(List<String> lines, double seconds) {
        Map<String, String> names = new HashMap<>();
        Map<String, List<Measured.Moment>> values = new HashMap<>();
        int sample = 0;
        for (String line : lines) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# Registered ")) {
                names.put("pr" + words[2], words[3]);
            } else if (line.startsWith("totalmem")) {
                sample++;
                String[] pairs = line.split(" +", -1);
                for (int i = 0; i + 1 < pairs.length; i += 2) {
                    String name = names.get(pairs[i]);
                    if (name != null) {
                        values.computeIfAbsent(name, n -> new ArrayList<>()).add(new Measured.Moment(sample * seconds, Double.parseDouble(pairs[i + 1])));
                    }
                }
            }
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        sandstorm.shutdown();
        Files.deleteIfExists(profile);
    }

    private record Handler(Batches batches) implements EventHandlerIF {
        @Override
        public void handleEvent(QueueElementIF event) {
            handleEvents(new QueueElementIF[] {event});
        }

        @Override
        public void handleEvents(QueueElementIF[] events) {
            try {
                batches.handle(events);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the stage ends
            }
        }

        @Override
        public void init(ConfigDataIF config) {}

        @Override
        public void destroy() {}
    }
}
