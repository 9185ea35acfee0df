package capriccio.iointercept.agent;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Asks the agent in another JVM. Loaded for that alone: the module {@code jdk.attach} may be missing.
 */
final class Attach {
    private final String pid;

    private Attach(String pid) {
        this.pid = pid;
    }

    /**
     * Prints the answer.
     *
     * @throws IOException saying what is wrong, and what can be done
     */
    static void ask(String pid, String command, boolean json, PrintStream out) throws IOException {
        if (Files.isDirectory(Path.of("/proc/self")) && !Files.isDirectory(Path.of("/proc", pid))) {
            throw new IOException("there is no process " + pid);
        }
        new Attach(pid).ask(command, json, out);
    }

    private void ask(String command, boolean json, PrintStream out) throws IOException {
        VirtualMachine vm = attach();
        Path answer = null;
        try {
            String jar = vm.getAgentProperties().getProperty(AgentJar.PROPERTY);
            if (jar == null) {
                throw new IOException("process " + pid + " runs without this agent; start it with -javaagent:capriccio.jar");
            }
            answer = file();
            vm.loadAgent(jar, Inquiry.arguments(command, json, inside(answer)));
            print(answer, out);
        } catch (AgentLoadException | AgentInitializationException e) {
            throw new IOException("process " + pid + " refuses the question: " + e.getMessage(), e);
        } finally {
            if (answer != null) {
                Files.deleteIfExists(answer);
            }
            vm.detach();
        }
    }

    private VirtualMachine attach() throws IOException {
        try {
            return VirtualMachine.attach(pid);
        } catch (AttachNotSupportedException e) {
            throw new IOException("process " + pid + " cannot be attached to: " + e.getMessage()
                    + "; is it a JVM, and does it run without -XX:+DisableAttachMechanism?", e);
        } catch (IOException e) {
            throw new IOException("process " + pid + " cannot be attached to: " + e.getMessage()
                    + "; is it yours?", e);
        }
    }

    /** In the other's directory for temporary files, where that can be reached, and its own. */
    private Path file() throws IOException {
        Path directory = Path.of("/proc", pid, "root/tmp");
        Path file = Files.isWritable(directory)
                ? Files.createTempFile(directory, "capriccio", null)
                : Files.createTempFile("capriccio", null);
        Path process = Path.of("/proc", pid);
        if (Files.isDirectory(process) && !Files.getOwner(process).equals(Files.getOwner(file))) {
            Files.setOwner(file, Files.getOwner(process)); // only root gets here
        }
        return file;
    }

    private String inside(Path file) {
        String root = "/proc/" + pid + "/root";
        String name = file.toString();
        return name.startsWith(root) ? name.substring(root.length()) : name;
    }

    private void print(Path answer, PrintStream out) throws IOException {
        @Nullable String problem = null;
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(Files.newInputStream(answer), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isEmpty() && line.charAt(0) == Inquiry.END) {
                    problem = line.substring(1);
                } else {
                    out.println(line);
                }
            }
        }
        out.flush();
        if (problem == null) {
            throw new IOException("process " + pid + " broke off");
        } else if (!problem.isEmpty()) {
            throw new IOException("process " + pid + ": " + problem);
        }
    }
}
