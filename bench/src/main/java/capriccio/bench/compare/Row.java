package capriccio.bench.compare;

import java.nio.file.Path;
import java.util.List;

/**
 * One server to compare.
 *
 * @param name its name in options, tables and results
 * @param title what it is
 * @param jvmArguments arguments of {@code java}, from the options of the JVM to those of the server
 * @param needs files without which it cannot start
 * @param absence why it cannot run on this JVM, or empty
 */
public record Row(String name, String title, List<String> jvmArguments, List<Path> needs, String absence) {}
