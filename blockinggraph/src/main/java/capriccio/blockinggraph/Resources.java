package capriccio.blockinggraph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The resources that one graph knows, by id: those of every process first, then those that the program named. */
public final class Resources {
    private static final String[] BUILT_IN = {"cpu", "heap", "stack", "descriptors", "disk"};
    private static final Resources OF_PROCESS = new Resources();

    private volatile Resource[] known; // grows under this; each stays at its place
    /** By id; null where runs are not measured. Replaced as a whole under this. */
    private volatile @Nullable Meter[] meters = new @Nullable Meter[Resource.FIRST_NAMED];

    public Resources() {
        Resource[] first = new Resource[Resource.FIRST_NAMED];
        for (int i = 0; i < first.length; i++) {
            first[i] = new Resource(i, BUILT_IN[i]);
        }
        known = first;
    }

    /** Those behind {@link Resource#named}. */
    public static Resources ofProcess() {
        return OF_PROCESS;
    }

    /** The program's resource of that name. Once there are as many as there can be, the last stands for all others. */
    public synchronized Resource named(String name) {
        Resource[] all = known;
        for (int i = Resource.FIRST_NAMED; i < all.length; i++) {
            if (all[i].name().equals(name)) {
                return all[i];
            }
        }
        if (all.length == Resource.MOST) {
            return all[Resource.MOST - 1];
        }
        Resource added = new Resource(all.length, all.length == Resource.MOST - 1 ? "others" : name);
        Resource[] grown = Arrays.copyOf(all, all.length + 1);
        grown[all.length] = added;
        known = grown;
        measure(added.id(), added);
        return added;
    }

    /** Runs are measured by {@code meter} from now on. */
    public synchronized void measure(int id, Meter meter) {
        @Nullable Meter[] grown = Arrays.copyOf(meters, Math.max(meters.length, id + 1));
        grown[id] = meter;
        meters = grown;
    }

    /** How many ids are in use. */
    public int count() {
        return known.length;
    }

    public Resource get(int id) {
        return known[id];
    }

    @Nullable Meter[] meters() {
        return meters;
    }
}
