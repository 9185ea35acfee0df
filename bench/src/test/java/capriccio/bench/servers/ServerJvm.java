package capriccio.bench.servers;

import capriccio.bench.proc.ProcessFacts;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server of this package in a JVM of its own, with or without the agent; it ends with its standard input. */
final class ServerJvm implements AutoCloseable {
    /** In the profile {@code proof}. Else a server has a second's load, and the optimising compiler would take most of it. */
    static final boolean LONG = System.getProperty("carried.seconds") != null;

    /** In place of the agent's options: without it. */
    static final String PLAIN = "";

    private static final String LISTENING = "listening on 127.0.0.1:";

    private final Process process;
    private final Path log;
    private final boolean plain;
    private final int port;

    /**
     * Starts it and waits until it listens.
     *
     * @param name of its log
     * @param agent the agent's options; {@link #PLAIN} for none
     * @param jvm options of the JVM
     * @param jars beginnings of the names of the jars that it needs
     * @param program its class and arguments
     */
    ServerJvm(String name, String agent, List<String> jvm, List<String> jars, List<String> program) throws IOException {
        plain = agent.equals(PLAIN);
        Path folder = Files.createDirectories(Path.of("target", "carried").toAbsolutePath());
        log = folder.resolve(name + (plain ? "-plain" : "-agent") + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // One collector without helpers and all compiler threads at once make counts of threads comparable.
        command.addAll(List.of("-Xmx1500m", "-XX:+UseSerialGC", "-XX:-UseDynamicNumberOfCompilerThreads"));
        if (!LONG) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(jvm);
        if (!plain) {
            command.add("-javaagent:" + agentJar() + "=" + agent);
        }
        command.addAll(List.of("-cp", String.join(File.pathSeparator, ServerOptions.classPath(jars))));
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        process = builder.start();
        try {
            port = awaitPort();
        } catch (IOException e) {
            process.destroyForcibly();
            throw new IOException(e.getMessage() + " from " + command + "\n" + log(), e);
        }
    }

    /** The agent jar of this build. */
    static Path agentJar() throws IOException {
        Path jar = Path.of("..", "iointercept", "target", "capriccio.jar").toAbsolutePath().normalize();
        if (!Files.exists(jar)) {
            throw new IOException(jar + " does not exist: build it with mvn -DskipTests package");
        }
        return jar;
    }

    private int awaitPort() throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(LISTENING)) {
                return Integer.parseInt(line.substring(LISTENING.length()).strip());
            }
        }
        throw new IOException("no line " + LISTENING);
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Threads of the operating system. */
    int threads() {
        return (int) ProcessFacts.threads(pid());
    }

    /** Open descriptors: sockets, files, pipes. */
    int descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid()), "fd"))) {
            return (int) all.count();
        }
    }

    /** Standard error so far. */
    String log() throws IOException {
        return Files.readString(log);
    }

    /** Whether it runs without the agent. */
    boolean isPlain() {
        return plain;
    }

    /** Ends its standard input and waits until it has ended, which it does with 0. */
    void end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("still running a minute after the end of its standard input\n" + log());
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("exit code " + process.exitValue() + "\n" + log());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
