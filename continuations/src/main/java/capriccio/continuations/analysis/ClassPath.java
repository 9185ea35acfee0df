package capriccio.continuations.analysis;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The class files of jars and folders, in the order in which a class loader would look for them. */
public final class ClassPath {
    /** Receives each class file once: the first of its name. */
    interface Visitor {
        void visit(String name, byte[] file, int checkSum) throws IOException;
    }

    private final List<File> elements = new ArrayList<>();
    private final List<File> consulted = new ArrayList<>();

    private ClassPath() {}

    /** Jars and folders of a path as {@code java.class.path} has it, and those that the jars' manifests name. */
    public static ClassPath of(String... paths) throws IOException {
        ClassPath all = new ClassPath();
        Set<File> seen = new HashSet<>();
        Deque<File> queue = new ArrayDeque<>();
        for (String path : paths) {
            for (String element : path.split(File.pathSeparator, -1)) {
                if (!element.isEmpty()) {
                    queue.add(new File(element));
                }
            }
        }
        while (!queue.isEmpty()) {
            File f = queue.remove().getAbsoluteFile();
            if (!seen.add(f)) {
                continue;
            }
            all.consulted.add(f);
            if (!f.exists()) {
                continue;
            }
            all.elements.add(f);
            if (f.isFile() && isJar(f)) {
                queue.addAll(named(f));
            }
        }
        return all;
    }

    private static boolean isJar(File file) throws IOException {
        try (InputStream in = Files.newInputStream(file.toPath())) {
            return in.read() == 'P' && in.read() == 'K';
        }
    }

    /** The {@code Class-Path} of a jar's manifest. */
    private static List<File> named(File jar) throws IOException {
        List<File> found = new ArrayList<>();
        try (JarFile file = new JarFile(jar, false)) {
            Manifest manifest = file.getManifest();
            String names = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            for (String name : names == null ? new String[0] : names.trim().split(" +")) {
                found.add(jar.toURI().resolve(name).isAbsolute() && jar.toURI().resolve(name).getScheme().equals("file")
                        ? new File(jar.toURI().resolve(name).getPath())
                        : new File(jar.getParentFile(), name));
            }
        }
        return found;
    }

    /** Every file and folder that was looked for, also those that are missing. */
    public List<File> consulted() {
        return List.copyOf(consulted);
    }

    private static JarFile open(File file) throws IOException {
        return new JarFile(file, false, ZipFile.OPEN_READ, Runtime.version());
    }

    void visit(Visitor visitor) throws IOException {
        Set<String> seen = new HashSet<>();
        Visitor once = (name, file, sum) -> {
            if (seen.add(name)) {
                visitor.visit(name, file, sum);
            }
        };
        for (File f : elements) {
            if (f.isDirectory()) {
                walk(f.toPath(), once);
            } else if (isJar(f)) {
                visitJar(f, once);
            }
        }
    }

    private static void visitJar(File f, Visitor visitor) throws IOException {
        try (JarFile jar = open(f)) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.versionedStream()::iterator) {
                String name = className(entry.getName());
                if (name != null) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        visitor.visit(name, in.readAllBytes(), (int) entry.getCrc());
                    }
                }
            }
        }
    }

    private static void walk(Path root, Visitor visitor) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                String name = className(root.relativize(path).toString().replace(File.separatorChar, '/'));
                if (name != null) {
                    byte[] file = Files.readAllBytes(path);
                    visitor.visit(name, file, checkSum(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static @Nullable String className(String path) {
        boolean isClass = path.endsWith(".class") && !path.startsWith("META-INF/") && !path.endsWith("-info.class");
        return isClass ? path.substring(0, path.length() - ".class".length()) : null;
    }

    static int checkSum(byte[] file) {
        CRC32 crc = new CRC32();
        crc.update(file, 0, file.length);
        return (int) crc.getValue();
    }

    /** Every class, by name, and the check sums of their files. Damaged ones are left out: nothing is known of them. */
    Map<String, TypeInfo> scan(Map<String, Integer> checkSums) throws IOException {
        Map<String, TypeInfo> types = new LinkedHashMap<>();
        visit((name, file, sum) -> {
            TypeInfo type;
            try {
                type = ClassScanner.scan(file);
            } catch (RuntimeException e) {
                return;
            }
            if (type.name.equals(name)) {
                types.put(name, type);
                checkSums.put(name, sum);
            }
        });
        return types;
    }
}
