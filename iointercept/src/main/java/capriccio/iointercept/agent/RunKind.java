package capriccio.iointercept.agent;

import capriccio.continuations.analysis.ContentStamp;
import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What woven classes depend on besides their own content: the agent, the JDK, the options, the class path. The key is
 * all of it that can be told without reading the class path; files on that have stamps.
 */
final class RunKind {
    private final String key;
    private Map<String, Long> stamps = Map.of();
    private final boolean analyses;

    private RunKind(String key, boolean analyses) {
        this.key = key;
        this.analyses = analyses;
    }

    /**
     * @param agent identity of the agent's jar
     * @param entry the class whose {@code main} is intercepted; null for none
     */
    static RunKind of(AgentOptions options, String agent, @Nullable String entry) {
        boolean analyses = !options.jdk() && options.yieldEvery() == 0 && options.reachability();
        File modules = new File(System.getProperty("java.home"), "lib/modules");
        StringBuilder key = new StringBuilder(2048);
        key.append(agent).append('\n').append(modules).append(' ').append(modules.length()).append(' ');
        key.append(modules.lastModified()).append(' ').append(Runtime.version()).append(' ');
        key.append(System.getProperty("java.vm.vendor")).append(' ').append(System.getProperty("os.arch")).append('\n');
        key.append(options.jdk()).append(options.quantum() > 0).append(options.yieldEvery() > 0).append(analyses).append(entry);
        for (String path : new String[] {System.getProperty("java.class.path"), System.getProperty("jdk.module.path")}) {
            key.append('\n');
            for (String element : path == null ? new String[0] : path.split(File.pathSeparator, -1)) {
                key.append(element.isEmpty() ? "" : new File(element).getAbsolutePath()).append(File.pathSeparatorChar);
            }
        }
        return new RunKind(key.toString(), analyses);
    }

    /** True if it matters what is on the class path, because it is analysed. */
    boolean analyses() {
        return analyses;
    }

    /** Takes stamps of what the analysis is about to read. */
    void stamp(List<File> files) throws IOException {
        Map<String, Long> taken = new LinkedHashMap<>();
        for (File f : files) {
            taken.put(f.getPath(), ContentStamp.of(f));
        }
        stamps = taken;
    }

    /** True if results with this basis hold for this run, whose basis it becomes. */
    boolean isBasis(StoreFile.Basis basis) throws IOException {
        if (!basis.key().equals(key)) {
            return false;
        }
        for (Map.Entry<String, Long> e : basis.stamps().entrySet()) {
            if (ContentStamp.of(new File(e.getKey())) != e.getValue()) {
                return false;
            }
        }
        stamps = basis.stamps();
        return true;
    }

    StoreFile.Basis basis() {
        return new StoreFile.Basis(key, stamps);
    }

    /** For a file's name; two kinds of run may share it, and then replace each other's. */
    String name() {
        long h = 0;
        for (int i = 0; i < key.length(); i++) {
            h = (h ^ key.charAt(i)) * 0x9E3779B97F4A7C15L + (h >>> 29);
        }
        return Long.toHexString(h);
    }
}
