package capriccio.continuations.analysis;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stands for the loader of an analysed class path: it offers class files as resources, and defines none. */
final class JarLoader extends ClassLoader {
    private final Map<String, byte[]> files = new HashMap<>();

    JarLoader(ClassPath path) throws IOException {
        super(null);
        path.visit((name, file, sum) -> files.put(name + ".class", file));
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        byte[] file = files.get(name);
        return file == null ? null : new ByteArrayInputStream(file);
    }
}
