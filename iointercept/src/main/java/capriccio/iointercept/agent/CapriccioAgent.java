package capriccio.iointercept.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * The agent's entry. Does as little as possible: puts the runtime on the boot class path and hands over. Must not touch
 * a class of the runtime before that. Whatever fails, the application starts.
 */
public final class CapriccioAgent {
    private CapriccioAgent() {}

    public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
        boolean verbose = false;
        try {
            answer(AgentOptions.pairs(arguments));
            if (isJdkTool(System.getProperty("jdk.module.main"))) {
                return;
            }
            AgentOptions options = AgentOptions.parse(arguments);
            verbose = options.verbose();
            File self = AgentJar.find();
            String identity = AgentJar.identity(self);
            Path cacheAt = options.cache();
            CacheFolder cache = cacheAt == null ? null : new CacheFolder(cacheAt.toFile());
            instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(AgentJar.runtime(self, identity, cache)));
            Startup.run(options, identity, cache, instrumentation);
        } catch (IllegalArgumentException e) {
            System.err.println("[capriccio] " + e.getMessage() + ". The application runs on platform threads.");
        } catch (Throwable t) {
            System.err.println("[capriccio] could not start: " + t + ". The application runs on platform threads."
                    + (verbose ? "" : " verbose=true prints the trace."));
            if (verbose) {
                t.printStackTrace();
            }
        }
    }

    /** A question from {@code java -jar capriccio.jar PID …}. */
    public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
        Inquiry.answer(arguments);
    }

    private static void answer(Map<String, String> pairs) {
        if (pairs.containsKey("help")) {
            System.err.print(Commands.help());
        }
        if (pairs.containsKey("version")) {
            System.err.println("[capriccio] " + Commands.version());
        }
    }

    /** A compiler or {@code jcmd} that the environment's {@code JAVA_TOOL_OPTIONS} brought here; its web server is none. */
    private static boolean isJdkTool(@Nullable String module) {
        return module != null && module.startsWith("jdk.") && !module.equals("jdk.httpserver");
    }

    /** {@code java -jar capriccio.jar}. */
    public static void main(String[] args) {
        int status = Commands.run(args);
        if (status != 0) {
            System.exit(status);
        }
    }
}
