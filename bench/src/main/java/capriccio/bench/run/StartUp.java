package capriccio.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Launches with the agent, the first with an empty cache and later ones, and, in between, without it: a busy machine is
 * equally unfair to all. From the launch to the end of the process, by the clock.
 */
final class StartUp {
    private static final int TIMES = 3;
    private static final String AGENT = "-javaagent:";

    /** Runs a command to its end. */
    interface Launcher {
        void launch(List<String> command) throws IOException, InterruptedException;
    }

    private final Row row;
    private final Jdk jdk;
    private final String classPath;
    private final Path cache;
    private final Launcher launcher;

    /** @param cache the agent's, which is emptied for each cold start */
    StartUp(Row row, Jdk jdk, String classPath, Path cache, Launcher launcher) {
        this.row = row;
        this.jdk = jdk;
        this.classPath = classPath;
        this.cache = cache;
        this.launcher = launcher;
    }

    /** The scores of the row, and of the one that goes without the agent on the same JDK. */
    List<Score> run(int round) throws IOException, InterruptedException {
        List<Score> scores = new ArrayList<>();
        measure("start", List.of(), round, scores);
        measure("hello", List.of("0"), round, scores);
        return scores;
    }

    private void measure(String key, List<String> arguments, int round, List<Score> scores) throws IOException, InterruptedException {
        List<String> with = command(agentWithCache(), arguments);
        List<String> without = command(List.of(), arguments);
        List<Double> cold = new ArrayList<>();
        List<Double> warm = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        launcher.launch(without); // fills the disk's cache
        for (int i = 0; i < TIMES; i++) {
            empty();
            cold.add(millis(with));
            launcher.launch(with); // adds to the cache what only a start from it needs
            plain.add(millis(without));
            warm.add(millis(with));
        }
        scores.add(new Score(row.name(), round, key, "ms", warm));
        scores.add(new Score(row.name(), round, key + "/cold", "ms", cold));
        scores.add(new Score("platform-" + jdk.feature(), round, key, "ms", plain));
    }

    private List<String> agentWithCache() {
        return row.jvmArguments().stream()
                .map(argument -> argument.startsWith(AGENT) ? argument + ",cache=" + cache : argument)
                .toList();
    }

    private List<String> command(List<String> jvm, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(jdk.java().toString(), "-Xmx512m", "-XX:+UseSerialGC"));
        command.addAll(jvm);
        command.addAll(List.of("-cp", classPath, Experiment.START_UP.what));
        command.addAll(arguments);
        return command;
    }

    private double millis(List<String> command) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        launcher.launch(command);
        return (System.nanoTime() - begin) / 1e6;
    }

    private void empty() throws IOException {
        for (Path file : Jdk.below(cache)) {
            Files.deleteIfExists(file);
        }
    }
}
