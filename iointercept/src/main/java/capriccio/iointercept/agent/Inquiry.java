package capriccio.iointercept.agent;

import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What {@code java -jar capriccio.jar PID …} asks of the agent in another JVM: the answer goes to a file, and how it went. */
final class Inquiry {
    /** Begins the last line, which follows the answer. */
    static final char END = '\u0004';

    private Inquiry() {}

    static String arguments(String command, boolean json, String file) {
        return command + (json ? " json " : " text ") + file;
    }

    /** In the JVM that is asked, on the JVM's thread for that. Never throws: what it throws the JVM would print there. */
    static void answer(@Nullable String arguments) {
        String[] words = arguments == null ? new String[0] : arguments.split(" ", 3);
        if (words.length < 3) {
            System.err.println("[capriccio] the agent cannot be loaded into a running program: start that with -javaagent:capriccio.jar");
            return;
        }
        try (Writer out = new BufferedWriter(
                new OutputStreamWriter(new FileOutputStream(words[2]), StandardCharsets.UTF_8))) {
            String problem = write(words[0], words[1].equals("json"), out);
            out.append(END).append(problem);
        } catch (IOException e) {
            System.err.println("[capriccio] cannot answer to " + words[2] + ": " + e);
        }
    }

    /** Empty if that went well. */
    private static String write(String command, boolean json, Writer out) throws IOException {
        Running running = Running.now();
        if (running == null) {
            return "its agent has not started (yet), and its threads are platform threads";
        }
        try {
            switch (command) {
                case "dump" -> {
                    if (json) {
                        ThreadDump.json(running.scheduler(), out);
                    } else {
                        ThreadDump.text(running.scheduler(), out);
                    }
                }
                case "stats" -> {
                    if (json) {
                        Counters.json(running, out);
                    } else {
                        Counters.text(running, out);
                    }
                }
                case "graph" -> out.write(json ? running.graph().toJson() : running.graph().toDot());
                case "view" -> {
                    if (running.view() == null) {
                        return "it has no live view; start it with view=PORT, or view=0 for a free one";
                    }
                    out.append(running.view()).append('\n');
                }
                default -> {
                    return "its agent, which is of another version, does not know " + command;
                }
            }
            return "";
        } catch (RuntimeException | Error e) {
            return "its agent failed: " + e;
        }
    }
}
