package capriccio.iointercept.agent;

import capriccio.continuations.runtime.Sites;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What earlier starts of the same program on the same JDK found out, in one file; what this one adds is written when
 * the program has been running for a while, and at its end. A file that is damaged is ignored, with a line that says
 * so, and replaced. Any number of JVMs may use one directory: files are written aside and moved, the last one stays.
 * Thread-safe.
 */
final class Store {
    private static final long MOST_PENDING = 64L << 20;

    private final RunKind kind;
    /** The cache's directory; null if nothing is kept. */
    private final @Nullable CacheFolder folder;

    private final File file;
    private final Map<StoreFile.Slot, Kept> fresh = new ConcurrentHashMap<>();
    private volatile @Nullable StoreFile old;
    private volatile long pending;
    private volatile boolean complained;
    private volatile boolean closed;

    private Store(RunKind kind, @Nullable CacheFolder folder) {
        this.kind = kind;
        this.folder = folder;
        file = folder == null ? new File("") : folder.file(kind.name() + ".woven");
    }

    /** The results for this kind of run, if there are any. */
    static Store open(RunKind kind, @Nullable CacheFolder folder) {
        Store store = new Store(kind, folder);
        if (folder != null) {
            try {
                StoreFile found = StoreFile.open(store.file);
                if (kind.isBasis(found.basis)) {
                    store.old = found;
                    Sites.allocate(found.siteIds);
                    folder.touch(store.file);
                }
            } catch (FileNotFoundException e) {
                return store; // the first start
            } catch (IOException | RuntimeException e) {
                System.err.println("[capriccio] " + store.file + " is ignored and will be replaced: " + e.getMessage());
            }
        }
        return store;
    }

    /** True if an earlier start left what this one needs of the JDK. */
    boolean isWarm() {
        return old != null;
    }

    /** False if there is no cache: nothing is found and nothing kept. */
    boolean keeps() {
        return folder != null;
    }

    /** True if there is a result on a class by its name alone. */
    boolean has(Kept.Kind about, String name) {
        long hash = StoreFile.hash(about, name);
        StoreFile from = old;
        return (from != null && from.has(hash)) || (!fresh.isEmpty() && fresh.containsKey(new StoreFile.Slot(hash, 0)));
    }

    /** The result on a class by its name alone. */
    @Nullable Kept find(Kept.Kind about, String name) {
        return find(about, name, 0);
    }

    /** The result on a class by its name and {@link #content}. */
    @Nullable Kept find(Kept.Kind about, String name, long content) {
        if (folder == null) {
            return null;
        }
        long hash = StoreFile.hash(about, name);
        StoreFile from = old;
        if (!fresh.isEmpty()) {
            Kept kept = fresh.get(new StoreFile.Slot(hash, content));
            if (kept != null) {
                return kept;
            }
        }
        try {
            return from == null ? null : from.find(hash, content);
        } catch (IOException | RuntimeException e) {
            damaged(e);
            return null;
        }
    }

    /**
     * What this start took from it is in no other place, so only the next can make a whole one. The rest of the file still
     * serves.
     */
    private void damaged(Exception e) {
        if (!closed) {
            closed = true;
            System.err.println("[capriccio] a part of " + file + " is ignored, and the next start replaces the file: " + e.getMessage());
            if (!file.delete() && file.exists()) {
                System.err.println("[capriccio] " + file + " cannot be deleted");
            }
        }
    }

    void put(Kept.Kind about, String name, Kept kept) {
        put(about, name, 0, kept);
    }

    void put(Kept.Kind about, String name, long content, Kept kept) {
        if (closed || folder == null || pending > MOST_PENDING) {
            return;
        }
        byte[] code = kept.file();
        add(64L + (code == null ? 0 : code.length));
        fresh.put(new StoreFile.Slot(StoreFile.hash(about, name), content), kept);
    }

    private synchronized void add(long bytes) {
        pending += bytes;
    }

    /** Length and check sum. */
    static long content(byte[] file) {
        return (long) StoreFile.sum(file, 0, file.length) << 32 | file.length;
    }

    /** Writes what is new, if anything is. */
    synchronized void save() {
        if (closed || folder == null || fresh.isEmpty()) {
            return;
        }
        Map<StoreFile.Slot, Kept> now = new LinkedHashMap<>(fresh);
        try {
            File temporary = folder.temporary();
            try {
                StoreFile.write(temporary, kind.basis(), Sites.count(), old, now);
                Files.move(temporary.toPath(), file.toPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary.toPath());
            }
            old = StoreFile.open(file);
            fresh.keySet().removeAll(now.keySet());
            pending = 0;
            folder.trim();
        } catch (OutOfMemoryError e) {
            return; // the program's heap is full: the next save, or the next start, has another try
        } catch (StoreFile.Damaged e) {
            damaged(e);
        } catch (IOException | RuntimeException e) {
            if (!complained) {
                complained = true;
                System.err.println("[capriccio] the cache cannot be written: " + e + "; cache=DIR names another directory, cache=off none");
            }
        }
    }

    /** Saves now and then while the program runs, and at its end. */
    void saveFromNowOn() {
        if (folder == null) {
            return;
        }
        Thread saver = new Thread(capriccio.continuations.runtime.RuntimeThreads.group(), new Saver(this), "capriccio-cache", 0, false);
        saver.setDaemon(true);
        saver.start();
        Runtime.getRuntime().addShutdownHook(new Thread(null, new LastSaver(this), "capriccio-cache-end", 0, false));
    }

    /** On a platform thread of its own, rarer and rarer: what a program needs is soon known. */
    private record Saver(Store store) implements Runnable {
        private static final long FIRST_MILLIS = 5_000;
        private static final int TIMES = 8;

        @Override
        public void run() {
            try {
                long pause = FIRST_MILLIS;
                for (int i = 0; i < TIMES; i++) {
                    Thread.sleep(pause);
                    store.save();
                    pause *= 3;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // nobody has a reason to: it ends
            }
        }
    }

    private record LastSaver(Store store) implements Runnable {
        @Override
        public void run() {
            store.save();
        }
    }
}
