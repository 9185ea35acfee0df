package capriccio.bench.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the processes of the bench are started: pinned where that is possible, with the same collector and heap. */
public final class Jvm {
    /** Options of every server's JVM. */
    public static final List<String> SERVER_FLAGS =
            List.of("-XX:ActiveProcessorCount=1", "-Xms512m", "-Xmx512m", "-XX:+UseSerialGC");

    private static final List<String> LOAD_FLAGS = List.of("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC");

    private Jvm() {}

    /** Whether server and load generator get a core of their own each. */
    public static boolean pins() {
        return Runtime.getRuntime().availableProcessors() >= 2 && Files.isExecutable(Path.of("/usr/bin/taskset"));
    }

    /** The command that starts a server with those arguments of {@code java}. */
    public static List<String> server(List<String> arguments) {
        return command("0", SERVER_FLAGS, arguments);
    }

    /** The command that starts a load generator, which reads what to do from its standard input. */
    public static List<String> load() {
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
