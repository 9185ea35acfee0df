package capriccio.iointercept.agent;

import capriccio.continuations.analysis.ContentStamp;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;

/** The agent's own jar, and the part of it that JDK code must see, as a jar for the boot class path. */
final class AgentJar {
    private static final String[] BOOTSTRAP = {
        "capriccio/continuations/runtime/", "capriccio/iointercept/runtime/", "capriccio/blockinggraph/", "capriccio/shaded/jctools/"
    };
    /** As the jar's comment, the check sum of all before it. */
    private static final int COMMENT = 8;

    /** Among what the JVM tells tools of its agents: where this one's jar is. */
    static final String PROPERTY = "capriccio.jar";

    private AgentJar() {}

    static File find() {
        String path = CapriccioAgent.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        File file = new File(java.net.URLDecoder.decode(path, StandardCharsets.UTF_8));
        if (!file.isFile()) {
            throw new IllegalStateException("the agent must be loaded from capriccio.jar, not from " + file);
        }
        return file;
    }

    /** By content. */
    static String identity(File jar) throws IOException {
        return Long.toHexString(ContentStamp.of(jar));
    }

    private static byte[] read(File file) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            return in.readAllBytes();
        }
    }

    /** The jar of an earlier start, or a new one, which goes with this JVM if there is no cache. */
    static File runtime(File self, String identity, @Nullable CacheFolder cache) throws IOException {
        if (cache != null) {
            File kept = cache.file("runtime-" + identity + ".jar");
            if (isGood(kept)) {
                return kept;
            }
            File made = cache(self, cache, kept);
            if (made != null) {
                return made;
            }
        }
        File temporary = File.createTempFile("capriccio-runtime", ".jar");
        temporary.deleteOnExit();
        write(temporary, make(self));
        return temporary;
    }

    /** Null if the cache cannot be written, which is said where its results are written. */
    private static @Nullable File cache(File self, CacheFolder cache, File kept) throws IOException {
        byte[] jar = make(self);
        try {
            File temporary = cache.temporary();
            write(temporary, jar);
            Files.move(temporary.toPath(), kept.toPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return kept;
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean isGood(File kept) throws IOException {
        if (!kept.isFile()) {
            return false;
        }
        byte[] all = read(kept);
        if (all.length < COMMENT) {
            return false;
        }
        String sum = new String(all, all.length - COMMENT, COMMENT, StandardCharsets.ISO_8859_1);
        if (sum.equals(comment(all))) {
            return true;
        }
        System.err.println("[capriccio] " + kept + " is damaged and will be replaced");
        return false;
    }

    private static String comment(byte[] jar) {
        String sum = Integer.toHexString(StoreFile.sum(jar, 0, jar.length - COMMENT));
        return "00000000".substring(sum.length()) + sum;
    }

    private static byte[] make(File self) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarFile jar = new JarFile(self);
                JarOutputStream out = new JarOutputStream(bytes)) {
            out.setLevel(java.util.zip.Deflater.NO_COMPRESSION);
            out.setComment("00000000");
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (belongs(entry.getName())) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    try (InputStream in = jar.getInputStream(entry)) {
                        in.transferTo(out);
                    }
                    out.closeEntry();
                }
            }
        }
        byte[] made = bytes.toByteArray();
        byte[] sum = comment(made).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(sum, 0, made, made.length - COMMENT, COMMENT);
        return made;
    }

    private static void write(File file, byte[] bytes) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file)) {
            out.write(bytes);
        }
    }

    private static boolean belongs(String name) {
        for (String prefix : BOOTSTRAP) {
            if (name.startsWith(prefix) && name.endsWith(".class")) {
                return true;
            }
        }
        return false;
    }
}
