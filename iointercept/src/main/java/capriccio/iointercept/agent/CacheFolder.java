package capriccio.iointercept.agent;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;

/** The directory of the cache: where files are, and that they do not become too many. Touches no file but its own. */
final class CacheFolder {
    private static final String OWN = "capriccio-";
    private static final String TEMPORARY = ".tmp";
    private static final long MOST_BYTES = 256L << 20;
    private static final long FORGOTTEN_MILLIS = 3_600_000;

    private final File folder;

    CacheFolder(File folder) {
        this.folder = folder;
    }

    File file(String name) {
        return new File(folder, OWN + name);
    }

    /** For a file to be written, then moved to its place. Named here: the JDK's way initialises a class, which a full heap would spoil for the program. */
    File temporary() throws IOException {
        if (!folder.isDirectory() && !folder.mkdirs() && !folder.isDirectory()) {
            throw new IOException("there is no directory " + folder + ", and it cannot be made");
        }
        for (long n = System.nanoTime(); ; n++) { // no two JVMs take the same, for the file is made here
            File file = new File(folder, OWN + Long.toHexString(n) + TEMPORARY);
            if (file.createNewFile()) {
                return file;
            }
        }
    }

    /** The file was used. */
    @SuppressWarnings("ReturnValueIgnored") // where it cannot be told, the file may go early
    void touch(File file) {
        file.setLastModified(System.currentTimeMillis());
    }

    /** The files used last stay, and those of a JVM that died while it wrote go. */
    void trim() {
        File[] files = folder.listFiles((dir, name) -> name.startsWith(OWN) || name.endsWith(".world"));
        if (files == null) {
            return;
        }
        Arrays.sort(files, Comparator.comparingLong(File::lastModified).reversed());
        long total = 0;
        for (File f : files) {
            total += f.length();
            boolean forgotten = f.getName().endsWith(TEMPORARY)
                    && f.lastModified() < System.currentTimeMillis() - FORGOTTEN_MILLIS;
            if ((total > MOST_BYTES || forgotten) && !f.delete() && f.exists()) {
                System.err.println("[capriccio] " + f + " cannot be deleted from the cache");
            }
        }
    }
}
