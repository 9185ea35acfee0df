package capriccio.bench.run;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of threads or coroutines on one JDK.
 *
 * @param name its name in options, tables and results
 * @param title what it is
 * @param jdk the JDK; null if that version is not installed
 * @param jvmArguments what makes it this row
 * @param classPath what it needs beyond the bench
 * @param experiments where it takes part
 * @param absence why it cannot run, or empty
 */
record Row(
        String name,
        String title,
        @Nullable Jdk jdk,
        List<String> jvmArguments,
        List<Path> classPath,
        Set<Experiment> experiments,
        String absence) {
    static Set<Experiment> all() {
        return EnumSet.allOf(Experiment.class);
    }
}
