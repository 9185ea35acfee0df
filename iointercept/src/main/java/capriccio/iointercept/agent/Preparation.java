package capriccio.iointercept.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/** The part of a start that finds out what becomes of classes. */
final class Preparation {
    private Preparation() {}

    /** What is ready to be put in place. */
    record Ready(Weaving weaving, Doubling doubling, WeavingTransformer transformer, JdkWeaving loaded) {}

    private record Workshop(AgentOptions options, @Nullable String entry, RunKind kind) implements Weaving.Workshop {
        @Override
        public Tools open(Store store) throws IOException {
            return Tools.make(options, entry, kind, store);
        }
    }

    static Ready of(AgentOptions options, String agent, @Nullable CacheFolder cache, Instrumentation instrumentation)
            throws IOException, ClassNotFoundException {
        String entry = options.mainOnUserThread() ? MainClass.find() : null;
        RunKind kind = RunKind.of(options, agent, entry);
        Store store = Store.open(kind, cache);
        Weaving weaving = new Weaving(store, new Workshop(options, entry, kind), options.verbose());
        Doubling doubling = new Doubling(instrumentation, weaving);
        WeavingTransformer transformer = new WeavingTransformer(weaving, doubling, options.verbose());
        JdkWeaving loaded = new JdkWeaving(instrumentation, weaving, doubling, transformer);
        if (entry != null) {
            capriccio.iointercept.runtime.MainThread.enable(entry.replace('/', '.'));
        }
        if (OtherAgents.hasLoaded(instrumentation.getAllLoadedClasses())) {
            OwnClasses.loadAll();
        }
        if (store.isWarm()) {
            weaving.beforeWeaving(loaded);
        } else {
            JdkWeaving.loadAll(weaving.tools().jdk);
        }
        loaded.prepareAll();
        return new Ready(weaving, doubling, transformer, loaded);
    }
}
