package capriccio.iointercept;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A JVM of the same JDK as the tests', with or without the agent, whose output is watched as it comes. */
final class ChildJvm implements AutoCloseable {
    /** The JVM's own line whenever an agent adds to the boot class path; not the agent's output. */
    private static final String CDS_NOTICE = "warning: Sharing is only supported for boot loader classes";

    private static final String END = "\u0000end";

    /** Says the JVM of a main method that threw. */
    private static final String MAIN_FAILED = "Exception in thread \"main\" ";
    /** Who has failed has so long to end: its other threads may wait for what it will never do. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration DUMP = Duration.ofSeconds(5);
    private static final String LAST_OF_DUMP = "JNI global ref";

    /** For programs that are about compiled code: the optimising compiler takes most of the CPU time of a short run. */
    static final List<String> ALL_COMPILERS = List.of("-XX:TieredStopAtLevel=4");
    /** What every other child has. */
    static final String FIRST_COMPILER = "-XX:TieredStopAtLevel=1";

    private final String command;
    private final Process process;
    private final StringBuilder output = new StringBuilder(); // guarded by itself
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> mainFailed = new CompletableFuture<>();
    private final Thread reader;

    private ChildJvm(List<String> command) {
        this.command = String.join(" ", command);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        builder.environment().put("XDG_CACHE_HOME", Path.of("target", "cache").toAbsolutePath().toString());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader = new Thread(this::readOutput, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** The agent jar of this build. */
    static Path agentJar() {
        Path jar = Path.of(System.getProperty("capriccio.jar", "target/capriccio.jar")).toAbsolutePath();
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " does not exist: run mvn package first, or set -Dcapriccio.jar");
        }
        return jar;
    }

    /** A name with a dot is whole; others are of the test programs. */
    private static String nameOf(String program) {
        return program.contains(".") ? program : ChildJvm.class.getPackageName() + ".programs." + program;
    }

    /** Runs one of the test programs on the plain JVM. */
    static ChildJvm plain(String program, String... arguments) {
        return start(List.of(), program, arguments);
    }

    /** Runs one of the test programs with the agent and its options, which may be empty, by the first compiler only. */
    static ChildJvm withAgent(String options, String program, String... arguments) {
        String agent = "-javaagent:" + agentJar() + (options.isEmpty() ? "" : "=" + options);
        return start(List.of(agent), program, arguments);
    }

    /** The same with options for the JVM besides, such as {@link #ALL_COMPILERS}. */
    static ChildJvm withAgent(List<String> jvm, String options, String program, String... arguments) {
        List<String> all = new ArrayList<>(jvm);
        all.add("-javaagent:" + agentJar() + (options.isEmpty() ? "" : "=" + options));
        return start(all, program, arguments);
    }

    /** Runs one of the test programs in a process that may open so many files, on the plain JVM if there are no options. */
    static ChildJvm withDescriptors(int limit, String options, String program) {
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -n " + limit + "; exec \"$0\" \"$@\""));
        command.addAll(List.of(javaCommand(), "-Xmx1g", "-XX:+UseSerialGC"));
        if (!options.isEmpty()) {
            command.add("-javaagent:" + agentJar() + "=" + options);
        }
        command.addAll(List.of("-cp", testClasses().toString(), nameOf(program)));
        return new ChildJvm(command);
    }

    private static String javaCommand() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Runs {@code java} with exactly these arguments. */
    static ChildJvm java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(javaCommand());
        command.addAll(List.of(arguments));
        return new ChildJvm(command);
    }

    private static ChildJvm start(List<String> agent, String program, String... arguments) {
        List<String> all = new ArrayList<>();
        // One collector without helpers and all compiler threads at once make counts of threads comparable.
        all.addAll(List.of("-Xmx2g", "-XX:+UseSerialGC", "-XX:-UseDynamicNumberOfCompilerThreads", FIRST_COMPILER));
        all.addAll(agent);
        all.addAll(List.of("-cp", testClasses().toString(), nameOf(program)));
        all.addAll(List.of(arguments));
        return java(all.toArray(new String[0]));
    }

    static Path testClasses() {
        try {
            return Path.of(ChildJvm.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the first line that starts so, and returns it; not for long once main has failed. */
    String awaitLine(String start, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (; ; ) {
            String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null || line.equals(END)) {
                process.destroyForcibly();
                throw new AssertionError(
                        (line == null ? "no" : "the program ended without a") + " line " + start + " from " + this);
            }
            if (line.startsWith(start)) {
                return line;
            }
            if (line.startsWith(MAIN_FAILED)) {
                deadline = Math.min(deadline, System.nanoTime() + GRACE.toNanos());
            }
        }
    }

    /** Gives the program a line on its standard input. */
    void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(this.toString(), e);
        }
    }

    /**
     * Waits for the end and returns what was printed. The JVM is killed once the patience is over, and soon after its main
     * failed: a program need not see to it that its other threads end then.
     */
    Result await(Duration patience) throws InterruptedException {
        if (!endsWithin(patience)) {
            dumpThreads();
            process.destroyForcibly().waitFor();
            reader.join(1_000);
            String what = mainFailed.isDone() ? "main has failed, and other threads go on: " : "still running after " + patience.toSeconds() + " s: ";
            throw new AssertionError(what + command + "\n" + startingAt(mainFailed.isDone() ? MAIN_FAILED : "Full thread dump", printed()));
        }
        reader.join(10_000);
        return new Result(process.exitValue(), printed(), command);
    }

    private boolean endsWithin(Duration patience) throws InterruptedException {
        try {
            CompletableFuture.anyOf(process.onExit(), mainFailed).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The JVM prints its own threads among the output: a hang that is not seen again tells what it was. */
    private void dumpThreads() throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor(10, TimeUnit.SECONDS);
            long deadline = System.nanoTime() + DUMP.toNanos();
            while (!printed().contains(LAST_OF_DUMP) && System.nanoTime() < deadline) {
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            append("no thread dump: " + e);
        }
    }

    /** Reports may be cut behind so many lines, and what a program printed before it failed is the least of it. */
    private static String startingAt(String mark, String all) {
        int at = Math.max(0, all.indexOf(mark));
        return at == 0 ? all : all.substring(at) + "\nbefore that:\n" + all.substring(0, at);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return command + "\n" + printed();
    }

    private void append(String line) {
        synchronized (output) {
            output.append(line).append('\n');
        }
    }

    private String printed() {
        synchronized (output) {
            return output.toString();
        }
    }

    private void readOutput() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.contains(CDS_NOTICE)) {
                    append(line);
                    lines.add(line);
                }
                if (line.startsWith(MAIN_FAILED)) {
                    mainFailed.complete(null);
                }
            }
        } catch (IOException e) {
            append("output broke off: " + e);
        } finally {
            lines.add(END);
        }
    }

    /** How a program ended. */
    record Result(int exit, String output, String command) {
        String lastLine() {
            String all = output.stripTrailing();
            return all.substring(all.lastIndexOf('\n') + 1);
        }

        /** The number behind {@code name=} in the last line. */
        int fact(String name) {
            return factOf(lastLine(), name);
        }

        @Override
        public String toString() {
            return command + "\nexit " + exit + "\n" + startingAt("FAILED", output);
        }
    }

    /** The number behind {@code name=} in a line. */
    static int factOf(String line, String name) {
        for (String word : line.split(" ", -1)) {
            if (word.startsWith(name + "=")) {
                return Integer.parseInt(word.substring(name.length() + 1));
            }
        }
        throw new AssertionError("no " + name + "= in: " + line);
    }
}
