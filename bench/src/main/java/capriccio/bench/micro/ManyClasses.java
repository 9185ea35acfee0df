package capriccio.bench.micro;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;

/**
 * Stands for a server of some two thousand classes as it starts: loads and initialises them from the jars of its class
 * path, starts a thread, waits for it and ends. Another number of classes may be given.
 */
public final class ManyClasses {
    private static final int CLASSES = 2_000;
    /** Of these, every class loads without optional dependencies but for a few. */
    private static final List<String> JARS = List.of("jackson-", "caffeine-", "netty-", "jetty-", "commons-math3-", "picocli-");

    private ManyClasses() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Threads.check();
        int wanted = args.length == 0 ? CLASSES : Integer.parseInt(args[0]);
        List<String> names = new ArrayList<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            String file = path.substring(path.lastIndexOf(File.separatorChar) + 1);
            if (JARS.stream().anyMatch(file::startsWith)) {
                names.addAll(classes(path));
            }
        }
        int loaded = 0;
        int unlinked = 0;
        for (String name : names) {
            if (loaded == wanted) {
                break;
            }
            try {
                Class.forName(name, true, ManyClasses.class.getClassLoader());
                loaded++;
            } catch (LinkageError | ClassNotFoundException e) {
                unlinked++; // wants a library that is not here
            }
        }
        if (loaded < wanted) {
            throw new IllegalStateException("only " + loaded + " classes could be loaded, " + unlinked + " could not");
        }
        Thread thread = new Thread(() -> System.out.println(wanted + " classes"));
        thread.start();
        thread.join();
    }

    private static List<String> classes(String jar) throws IOException {
        try (JarFile file = new JarFile(jar)) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/") && !name.contains("-info"))
                    .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }
}
