package capriccio.iointercept.agent;

import capriccio.continuations.analysis.JarAnalysis;
import capriccio.continuations.weave.CallRules;
import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * The agent's entry. Does as little as possible: puts the runtime on the boot class path and hands over. Must not touch
 * a class of the runtime before that. Whatever fails, the application starts.
 */
public final class CapriccioAgent {
    private CapriccioAgent() {}

    public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
        try {
            AgentOptions options = AgentOptions.parse(arguments);
            File self = AgentJar.find();
            String identity = AgentJar.identity(self);
            Path cacheAt = options.cache();
            CacheFolder cache = cacheAt == null ? null : new CacheFolder(cacheAt.toFile());
            instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(AgentJar.runtime(self, identity, cache)));
            Startup.run(options, identity, cache, instrumentation);
        } catch (IllegalArgumentException e) {
            System.err.println("[capriccio] " + e.getMessage() + ". The application runs on platform threads.");
        } catch (Throwable t) {
            System.err.println("[capriccio] could not start; the application runs on platform threads: " + t);
            t.printStackTrace();
        }
    }

    /** {@code java -jar capriccio.jar}: says what this is. */
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("--version")) {
            String version = CapriccioAgent.class.getPackage().getImplementationVersion();
            System.out.println("capriccio " + (version == null ? "(unpackaged)" : version));
            return;
        }
        if (args.length > 0 && args[0].equals("analyze")) {
            System.exit(analyze(args));
        }
        System.out.print(AgentOptions.help());
        if (args.length > 0 && !args[0].equals("--help")) {
            System.err.println("unknown argument '" + args[0] + "'; use analyze, --help or --version");
            System.exit(2);
        }
    }

    private static int analyze(String[] args) {
        List<File> jars = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            jars.add(new File(args[i]));
        }
        try {
            if (jars.isEmpty()) {
                throw new IOException("analyze needs the name of a jar");
            }
            CallRules rules = new CallRules(Hooks.calls(), Hooks.entries(), JdkClasses.woven()).pollLoops(true);
            System.out.print(JarAnalysis.of(rules, jars).text());
            return 0;
        } catch (IOException e) {
            System.err.println("capriccio: " + e.getMessage());
            return 2;
        }
    }
}
