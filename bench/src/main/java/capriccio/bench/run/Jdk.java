package capriccio.bench.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An installed JDK.
 *
 * @param feature its feature version, such as 17
 * @param home where it is
 */
public record Jdk(int feature, Path home) {
    /** The launcher. */
    public Path java() {
        return home.resolve("bin/java");
    }

    /** The JDK of version {@code feature} on this machine, looked for where {@code .ci/run} looks. */
    static Optional<Jdk> find(int feature) {
        for (Path home : homes(System.getenv(), Path.of("/"))) {
            if (Files.isExecutable(home.resolve("bin/java")) && featureOf(home) == feature) {
                return Optional.of(new Jdk(feature, home));
            }
        }
        return Optional.empty();
    }

    /** Where a JDK may be, the most wanted first. */
    static List<Path> homes(Map<String, String> environment, Path root) {
        Set<Path> homes = new LinkedHashSet<>();
        homes.add(Path.of(System.getProperty("java.home")));
        for (String name : List.of("JDK25_HOME", "JDK17_HOME", "JAVA_HOME")) {
            if (environment.containsKey(name)) {
                homes.add(Path.of(environment.get(name)));
            }
        }
        for (String folder : List.of("usr/lib/jvm", "opt", "opt/java")) {
            homes.addAll(below(root.resolve(folder)));
        }
        homes.addAll(below(Path.of(environment.getOrDefault("HOME", "/"), ".sdkman/candidates/java")));
        return new ArrayList<>(homes);
    }

    /** The entries of a folder; none if there is no such folder. */
    static List<Path> below(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The feature version of the JDK at {@code home}, by its {@code release} file; 0 if it has none. */
    static int featureOf(Path home) {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(release, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .mapToInt(line -> Integer.parseInt(line.replaceAll("[^0-9]*([0-9]+).*", "$1")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
