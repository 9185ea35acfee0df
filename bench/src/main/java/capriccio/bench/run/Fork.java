package capriccio.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One process that measures one experiment of one row. */
final class Fork {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Jars without which no fork runs. The agent looks at the whole class path when it starts: no more than that. */
    private static final List<String> NEEDED = List.of("jmh-core", "jopt-simple", "commons-math3");
    /** What those write their figures with that JMH does not run. */
    private static final String FIGURES = "jackson-";
    /** What the programs are made of. */
    private static final List<String> PROGRAMS = List.of(
            "jackson-", "ecj-", "lucene-", "h2-", "rhino-", "automaton-", "jetty-", "slf4j-", "capriccio-knot");

    private static final int KEPT_LINES = 6;

    private final Experiment experiment;
    private final Row row;
    private final Jdk jdk;
    private final Effort effort;
    private final Path folder;

    /** A fork whose files go to {@code folder}. */
    Fork(Experiment experiment, Row row, Jdk jdk, Effort effort, Path folder) {
        this.experiment = experiment;
        this.row = row;
        this.jdk = jdk;
        this.effort = effort;
        this.folder = folder;
    }

    /**
     * Runs it.
     *
     * @throws IOException if it fails or takes too long; the message says why
     */
    List<Score> run(int round) throws IOException, InterruptedException {
        String name = experiment.id + "-" + row.name() + "-" + (round + 1);
        if (experiment == Experiment.START_UP) {
            return new StartUp(row, jdk, classPath(), folder.resolve(name + "-cache"), command -> launch(name, command)).run(round);
        }
        Path json = folder.resolve(name + ".json");
        Files.deleteIfExists(json);
        launch(name, command(json));
        JsonNode results = MAPPER.readTree(json.toFile());
        List<Score> scores = Score.parse(row.name(), round, results);
        if (scores.isEmpty()) {
            throw new IOException("the fork measured nothing; see " + folder.resolve(name + ".log"));
        }
        return scores;
    }

    /** The command that writes its results to {@code json}. */
    List<String> command(Path json) {
        List<String> command = new ArrayList<>();
        command.add(jdk.java().toString());
        command.add("-XX:+UseSerialGC");
        if (experiment.isJmh()) {
            // Compilation in the foreground: warm-up then depends on what ran, not on how busy the machine is.
            command.addAll(List.of("-Xms512m", "-Xmx512m", "-XX:-BackgroundCompilation"));
            if (experiment == Experiment.DEEP) {
                command.add("-Xss16m"); // the way down runs on a platform thread's stack
            }
            // JMH's own workers must be platform threads everywhere: the agent leaves those of fork-join pools alone.
            command.addAll(List.of("-Djmh.executor=FJP", "-Djmh.ignoreLock=true"));
        } else {
            command.addAll(List.of("-Xms1g", effort == Effort.FULL ? "-Xmx8g" : "-Xmx1500m"));
        }
        command.addAll(row.jvmArguments());
        command.addAll(List.of("-cp", classPath()));
        if (experiment.isJmh()) {
            String time = effort.iterationMillis + "ms";
            command.addAll(List.of("org.openjdk.jmh.Main", experiment.what, "-f", "0", "-foe", "true"));
            command.addAll(List.of("-wi", Integer.toString(effort.warmups), "-w", time));
            command.addAll(List.of("-i", Integer.toString(effort.iterations), "-r", time));
            command.addAll(List.of("-prof", "capriccio.bench.micro.CpuProfiler", "-rf", "json", "-rff", json.toString()));
        } else {
            command.addAll(List.of(experiment.what, json.toString()));
        }
        command.addAll(experiment.arguments(effort));
        return command;
    }

    /** The bench's own classes and the jars that the measured code needs; all of its jars where they are the subject. */
    private String classPath() {
        List<String> paths = new ArrayList<>();
        row.classPath().forEach(path -> paths.add(path.toString()));
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            String name = path.substring(path.lastIndexOf(File.separatorChar) + 1);
            boolean wanted = NEEDED.stream().anyMatch(name::startsWith)
                    || (!experiment.isJmh() && name.startsWith(FIGURES))
                    || (experiment == Experiment.PROGRAMS && PROGRAMS.stream().anyMatch(name::startsWith));
            if (experiment == Experiment.START_UP || !name.endsWith(".jar") || wanted) {
                paths.add(path);
            }
        }
        return String.join(File.pathSeparator, paths);
    }

    private void launch(String name, List<String> command) throws IOException, InterruptedException {
        Path log = folder.resolve(name + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(experiment.forkSeconds(effort), TimeUnit.SECONDS)) {
                throw new IOException("no end within " + experiment.forkSeconds(effort) + " s" + lastLines(log));
            }
            if (process.exitValue() != 0) {
                throw new IOException("exit code " + process.exitValue() + lastLines(log));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static String lastLines(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("\tat ") && !line.startsWith("#"))
                .toList();
        return lines.subList(Math.max(0, lines.size() - KEPT_LINES), lines.size()).stream()
                .collect(Collectors.joining(" | ", "; last lines: ", ""));
    }
}
