package capriccio.iointercept.agent;

import capriccio.continuations.analysis.JarAnalysis;
import capriccio.continuations.weave.CallRules;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The agent's entry. Does as little as possible: puts the runtime on the boot class path and hands over. Must not touch
 * a class of the runtime before that. Whatever fails, the application starts.
 */
public final class CapriccioAgent {
    private static final String[] BOOTSTRAP = {
        "capriccio/continuations/runtime/", "capriccio/iointercept/runtime/", "capriccio/blockinggraph/", "capriccio/shaded/jctools/"
    };

    private CapriccioAgent() {}

    public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
        try {
            AgentOptions options = AgentOptions.parse(arguments);
            instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(bootstrapJar().toFile()));
            Startup.run(options, instrumentation);
        } catch (IllegalArgumentException e) {
            System.err.println("[capriccio] " + e.getMessage() + ". The application runs on platform threads.");
        } catch (Throwable t) {
            System.err.println("[capriccio] could not start; the application runs on platform threads: " + t);
            t.printStackTrace();
        }
    }

    /** What results of an analysis depend on besides the program: this very agent, and the JDK. */
    static String identity() throws IOException {
        File jar = ownJar();
        return jar.length() + "/" + jar.lastModified() + "/" + System.getProperty("java.vm.vendor") + "/" + Runtime.version();
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

    /** A temporary jar of the classes that JDK code must see. */
    private static Path bootstrapJar() throws IOException {
        Path target = Files.createTempFile("capriccio-runtime", ".jar");
        target.toFile().deleteOnExit();
        try (JarFile self = new JarFile(ownJar());
                OutputStream file = Files.newOutputStream(target);
                JarOutputStream out = new JarOutputStream(file)) {
            out.setLevel(java.util.zip.Deflater.NO_COMPRESSION);
            for (Enumeration<JarEntry> entries = self.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (belongs(entry.getName())) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    try (InputStream in = self.getInputStream(entry)) {
                        in.transferTo(out);
                    }
                    out.closeEntry();
                }
            }
        }
        return target;
    }

    private static boolean belongs(String name) {
        for (String prefix : BOOTSTRAP) {
            if (name.startsWith(prefix) && name.endsWith(".class")) {
                return true;
            }
        }
        return false;
    }

    private static File ownJar() {
        String path = CapriccioAgent.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        File file = new File(java.net.URLDecoder.decode(path, java.nio.charset.StandardCharsets.UTF_8));
        if (!file.isFile()) {
            throw new IllegalStateException("the agent must be loaded from capriccio.jar, not from " + file);
        }
        return file;
    }
}
