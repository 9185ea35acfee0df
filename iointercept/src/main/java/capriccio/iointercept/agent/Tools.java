package capriccio.iointercept.agent;

import capriccio.continuations.analysis.ClassPath;
import capriccio.continuations.analysis.Guards;
import capriccio.continuations.analysis.ProgramKnowledge;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Checkpoints;
import capriccio.continuations.weave.Hook;
import capriccio.continuations.weave.Knowledge;
import capriccio.continuations.weave.Weaver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to weave: rules, knowledge of the program, the weaver. Made when a class is first woven, which in a
 * start with a full cache is late or never.
 */
final class Tools {
    final CallRules rules;
    final Weaver weaver;
    final Guards guards;
    /** Internal names of the JDK classes that are woven. */
    final Set<String> jdk;

    private final Knowledge knowledge;

    private Tools(CallRules rules, Weaver weaver, Set<String> jdk, Knowledge knowledge) {
        this.rules = rules;
        this.weaver = weaver;
        guards = new Guards(rules);
        this.jdk = jdk;
        this.knowledge = knowledge;
    }

    /** @param entry internal name of the class whose {@code main} starts on a user thread; null for none */
    static Tools make(AgentOptions options, @Nullable String entry, RunKind kind, Store store) throws IOException {
        Set<String> jdk = jdk(store);
        Map<String, Hook> entries = Hooks.entries();
        if (entry != null) {
            entries.put(entry + ".main" + MainClass.DESCRIPTOR, Hooks.MAIN);
        }
        CallRules all = new CallRules(Hooks.calls(), entries, jdk).pollLoops(options.quantum() > 0)
                .bracket(BlockingPoints.entries());
        CallRules rules = options.jdk() ? all.hooksOnly() : all;
        Knowledge knowledge = options.jdk() ? Knowledge.NONE : knowledge(rules, kind, store);
        Weaver weaver = new Weaver(rules, checkpoints(options), knowledge, line -> {
            if (options.verbose()) {
                System.err.println("[capriccio] " + line);
            }
        });
        return new Tools(rules, weaver, jdk, knowledge);
    }

    private static Set<String> jdk(Store store) throws IOException {
        Kept kept = store.find(Kept.Kind.ANALYSIS, "jdk");
        byte[] names = kept == null ? null : kept.file();
        if (names != null) {
            return lines(new String(names, StandardCharsets.UTF_8));
        }
        Set<String> found = JdkClasses.woven();
        store.put(Kept.Kind.ANALYSIS, "jdk", Kept.of(String.join("\n", found).getBytes(StandardCharsets.UTF_8), false));
        return found;
    }

    /**
     * Without {@code String.split}: the tools may be made while a class is being loaded, and one of the JDK that only a start
     * needs which finds this in the store might be that class. The JVM would fail, and remember it for good.
     */
    private static Set<String> lines(String text) {
        Set<String> lines = new TreeSet<>();
        for (int start = 0; start <= text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            lines.add(text.substring(start, end));
            start = end + 1;
        }
        return lines;
    }

    private static Checkpoints.Mode checkpoints(AgentOptions options) {
        if (options.yieldEvery() > 0) {
            return Checkpoints.Mode.EVERYWHERE;
        }
        return options.quantum() > 0 ? Checkpoints.Mode.QUANTUM : Checkpoints.Mode.NONE;
    }

    /** What the class path says; without it, for whatever reason, every call may suspend. */
    private static Knowledge knowledge(CallRules rules, RunKind kind, Store store) {
        if (!kind.analyses()) {
            return ProgramKnowledge.ofJdk(rules);
        }
        Kept kept = store.find(Kept.Kind.ANALYSIS, "program");
        byte[] earlier = kept == null ? null : kept.file();
        if (earlier != null) {
            return ProgramKnowledge.of(rules, earlier);
        }
        try {
            ClassPath path = ClassPath.of(
                    System.getProperty("java.class.path", ""), System.getProperty("jdk.module.path", ""));
            if (store.keeps()) {
                kind.stamp(path.consulted());
            }
            ProgramKnowledge found = ProgramKnowledge.of(rules, path);
            store.put(Kept.Kind.ANALYSIS, "program", Kept.of(found.result(), false));
            return found;
        } catch (IOException e) {
            System.err.println("[capriccio] the class path could not be analysed: " + e);
            return ProgramKnowledge.ofJdk(rules);
        }
    }

    /** True if how a class of the program is woven depends on nothing but its content and the class path. */
    boolean isKnown(String name, byte[] file) {
        return knowledge instanceof ProgramKnowledge k ? k.knows(name, file) : knowledge == Knowledge.NONE;
    }
}
