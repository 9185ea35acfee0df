package capriccio.bench.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One server to compare.
 *
 * @param name its name in options, tables and results
 * @param title what it is
 * @param jvmArguments arguments of {@code java}, from the options of the JVM to those of the server
 * @param needs files without which it cannot start
 * @param absence why it cannot run on this JVM, or empty
 */
public record Row(String name, String title, List<String> jvmArguments, List<Path> needs, String absence) {
    private static final int VIRTUAL_THREADS_SINCE = 21;

    /** Why rows on virtual threads cannot run on this JVM, or empty. */
    public static String virtualThreadsAbsence() {
        int version = Runtime.version().feature();
        return version >= VIRTUAL_THREADS_SINCE ? "" : "virtual threads need Java " + VIRTUAL_THREADS_SINCE + ", this is Java " + version;
    }

    /**
     * Of {@code all} those that are wanted, or all if none is named, and can run; why others cannot goes into {@code absent}.
     *
     * @throws IllegalArgumentException naming what there is none of
     */
    public static List<Row> choose(List<Row> all, List<String> wanted, Map<String, String> absent) {
        List<String> names = all.stream().map(Row::name).toList();
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("no row is called " + name + "; there are " + String.join(", ", names));
            }
        }
        List<Row> chosen = new ArrayList<>();
        for (Row row : all) {
            if (wanted.isEmpty() || wanted.contains(row.name())) {
                if (row.absence().isEmpty()) {
                    chosen.add(row);
                } else {
                    absent.put(row.name(), row.absence());
                }
            }
        }
        return chosen;
    }

    /** Knot with a thread for each connection, platform threads if nothing is said. */
    public static Row knot(Path project) {
        Path jar = project.resolve("knot-server/target/knot.jar");
        return new Row("knot", "Knot", List.of("-jar", jar.toString(), "--architecture", "thread-per-connection"), List.of(jar), "");
    }

    /** The same server with those options of its own after the others. */
    public Row with(String newName, String newTitle, String newAbsence, String... options) {
        return new Row(newName, newTitle, Stream.concat(jvmArguments.stream(), Stream.of(options)).toList(), needs, newAbsence);
    }

    /** The same server on user threads: under the agent of {@code project} with those options, or none if empty. */
    public Row underAgent(String newName, String newTitle, Path project, String options) {
        return underJar(newName, newTitle, agent(project), options);
    }

    /** Where the agent of {@code project} is, once it is built. */
    public static Path agent(Path project) {
        return project.resolve("iointercept/target/capriccio.jar");
    }

    /** As {@link #underAgent}, with the agent in that jar. */
    public Row underJar(String newName, String newTitle, Path agent, String options) {
        String argument = "-javaagent:" + agent + (options.isEmpty() ? "" : "=" + options);
        return new Row(newName, newTitle, Stream.concat(Stream.of(argument), jvmArguments.stream()).toList(),
                Stream.concat(Stream.of(agent), needs.stream()).toList(), absence);
    }

    /** A file that the row needs and that is not there, in a sentence that says what to do; empty if nothing is missing. */
    public String missing() {
        return needs.stream()
                .filter(need -> !Files.exists(need))
                .findFirst()
                .map(need -> need + " is missing; build it with mvn -DskipTests package")
                .orElse("");
    }
}
