package capriccio.bench.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    /** A file that the row needs and that is not there, in a sentence that says what to do; empty if nothing is missing. */
    public String missing() {
        return needs.stream()
                .filter(need -> !Files.exists(need))
                .findFirst()
                .map(need -> need + " is missing; build it with mvn -DskipTests package")
                .orElse("");
    }
}
