package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A job of a real library, in {@code capriccio.iointercept.real}, that prints all that it computed.
 *
 * @param main its class
 * @param libraries a class of each jar that it needs
 * @param arguments of its {@code main}; {@link #OUT} stands for an empty directory
 */
record RealProgram(String main, List<Class<?>> libraries, List<String> arguments) {
    static final String OUT = "{out}";

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    static RealProgram of(String main, List<Class<?>> libraries, String... arguments) {
        return new RealProgram(main, libraries, List.of(arguments));
    }

    /** Runs it on the plain JVM and under the agent and compares all that was printed, byte for byte. */
    void assertSameUnderTheAgent(String options) throws Exception {
        long begun = System.nanoTime();
        ChildJvm.Result plain = run(List.of());
        long between = System.nanoTime();
        ChildJvm.Result agent = run(List.of("-javaagent:" + ChildJvm.agentJar() + (options.isEmpty() ? "" : "=" + options)));
        System.out.printf("%s [%s]: plain %d s, under the agent %d s%n",
                main, options, (between - begun) / 1_000_000_000, (System.nanoTime() - between) / 1_000_000_000);
        assertThat(plain.exit()).as(plain.toString()).isZero();
        assertThat(plain.output()).isNotEmpty();
        assertThat(agent.output()).as(agent.command()).isEqualTo(plain.output());
        assertThat(agent.exit()).as(agent.command()).isZero();
    }

    private ChildJvm.Result run(List<String> agent) throws Exception {
        Path out = Files.createTempDirectory("capriccio-real");
        try {
            List<String> command = new ArrayList<>(List.of("-Xmx2g", "-Xss4m", "-cp", classPath()));
            command.addAll(agent);
            command.add(RealProgram.class.getPackageName() + ".real." + main);
            for (String argument : arguments) {
                command.add(argument.equals(OUT) ? out.toString() : argument);
            }
            try (ChildJvm jvm = ChildJvm.java(command.toArray(new String[0]))) {
                return jvm.await(PATIENCE);
            }
        } finally {
            delete(out);
        }
    }

    private String classPath() throws URISyntaxException {
        Set<String> path = new LinkedHashSet<>();
        path.add(placeOf(RealProgram.class));
        for (Class<?> c : libraries) {
            path.add(placeOf(c));
        }
        return String.join(File.pathSeparator, path);
    }

    private static String placeOf(Class<?> c) throws URISyntaxException {
        return Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public String toString() {
        return main;
    }
}
