package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The programs written as in 2002 of one folder under {@code src/test/resources/programs}: compiled as they are, each run in a JVM of its own. */
public final class Programs {
    private static final Path PROGRAMS = Path.of("src", "test", "resources", "programs");
    private static final long PATIENCE_SECONDS = 60;

    private final Path folder;
    private final Path work;
    private final String classPath;

    private Programs(Path folder, Path work, String classPath) {
        this.folder = folder;
        this.work = work;
        this.classPath = classPath;
    }

    /** Compiles all programs of a folder with {@code --release 17} into {@code work}; fails with the compiler's words if one does not compile. */
    public static Programs compile(String folder, Path work) throws IOException {
        Path sources = PROGRAMS.resolve(folder);
        String classPath = System.getProperty("java.class.path") + File.pathSeparator + work;
        List<String> arguments =
                new ArrayList<>(List.of("--release", "17", "-nowarn", "-cp", classPath, "-d", work.toString()));
        try (Stream<Path> files = Files.list(sources)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).sorted().forEach(arguments::add);
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new)))
                .as("javac of " + sources)
                .isZero();
        return new Programs(sources, work, classPath);
    }

    /** A file beside the programs, such as a {@code .cfg}. */
    public String file(String name) {
        return folder.resolve(name).toString();
    }

    /** Runs a main class with arguments in a JVM of its own and returns what it printed to its standard output, once it has ended with 0. */
    public String run(String... command) throws Exception {
        Run run = runToEnd(command);
        assertThat(run.exit()).as(run.err()).isZero();
        return run.out();
    }

    /** Runs a main class with arguments in a JVM of its own until it ends by itself; fails if it has not within a minute. */
    public Run runToEnd(String... command) throws Exception {
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-cp", classPath));
        line.addAll(List.of(command));
        Path out = Files.createTempFile(work, "out", ".txt");
        Path err = Files.createTempFile(work, "err", ".txt");
        Process process = new ProcessBuilder(line)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(ended)
                    .as(String.join(" ", command) + " ends. Out: " + text(out) + " Err: " + text(err))
                    .isTrue();
            return new Run(process.exitValue(), text(out), text(err));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    /** How a program ended. */
    public record Run(int exit, String out, String err) {}
}
