package capriccio.bench.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the processes of the bench are started: pinned where that is possible, with the same collector and heap. */
final class Jvm {
    /** Options of every server's JVM. */
    static final List<String> SERVER_FLAGS =
            List.of("-XX:ActiveProcessorCount=1", "-Xms512m", "-Xmx512m", "-XX:+UseSerialGC");

    private static final List<String> LOAD_FLAGS = List.of("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC");

    private Jvm() {}

    /** Whether server and load generator get a core of their own each. */
    static boolean pins() {
        return Runtime.getRuntime().availableProcessors() >= 2 && Files.isExecutable(Path.of("/usr/bin/taskset"));
    }

    static List<String> server(List<String> arguments) {
        return command("0", SERVER_FLAGS, arguments);
    }

    static List<String> load() {
        return command(
                "1",
                LOAD_FLAGS,
                List.of("-cp", System.getProperty("java.class.path"), "capriccio.bench.load.LoadMain", "--serve"));
    }

    private static List<String> command(String core, List<String> flags, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (pins()) {
            command.addAll(List.of("taskset", "-c", core));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(arguments);
        return command;
    }
}
