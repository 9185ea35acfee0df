package capriccio.continuations.analysis;

import capriccio.continuations.analysis.Placement.Action;
import capriccio.continuations.analysis.TypeInfo.Call;
import capriccio.continuations.analysis.TypeInfo.Method;
import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.Site;
import capriccio.continuations.runtime.Sites;
import capriccio.continuations.runtime.WovenMethod;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Checkpoints;
import capriccio.continuations.weave.Weaver;
import java.io.File;
import java.io.IOException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What the weaver would do to jars, in numbers. Weaves them in memory; defines no class.
 *
 * @param classes classes in the jars
 * @param methods methods with code
 * @param callSites invoke instructions, {@code invokedynamic} other than lambdas included
 * @param monitors {@code monitorenter} instructions and {@code synchronized} methods
 * @param blocking methods that can reach a blocking point
 * @param unwovenClasses classes that stay byte for byte as they are
 * @param suspending methods with suspend points
 * @param suspendPoints calls that may suspend
 * @param pins call sites that pin, by reason
 * @param bytesBefore class files
 * @param bytesAfter class files once woven
 * @param failed classes that could not be woven, with the reason
 * @param frames methods with suspend points, the largest frame first, in slots
 * @param graph for checkpoint placement
 */
public record JarAnalysis(
        int classes,
        int methods,
        int callSites,
        int monitors,
        int blocking,
        int unwovenClasses,
        int suspending,
        int suspendPoints,
        Map<Pin.Reason, Long> pins,
        long bytesBefore,
        long bytesAfter,
        Map<String, String> failed,
        List<Frame> frames,
        Object graph) {
    /** The largest frame of a method. */
    public record Frame(String method, int slots) {}

    private static final int[] MAX_PATHS = {16, 32, 64, 128, 256, 512, 1024};

    /**
     * Analyses jars, with those that their manifests name.
     *
     * @throws IOException naming the file, if one is missing or is no jar
     */
    public static JarAnalysis of(CallRules rules, List<File> jars) throws IOException {
        for (File jar : jars) {
            check(jar);
        }
        List<String> names = new ArrayList<>();
        jars.forEach(jar -> names.add(jar.getPath()));
        return new Work(rules, ClassPath.of(String.join(File.pathSeparator, names))).run();
    }

    private static void check(File jar) throws IOException {
        if (!jar.isFile()) {
            throw new IOException(jar + (jar.exists() ? " is no file" : " does not exist"));
        }
        try (ZipFile zip = new ZipFile(jar)) {
            if (zip.size() == 0) {
                throw new IOException(jar + " is empty");
            }
        } catch (ZipException e) {
            throw new IOException(jar + " is not a jar: " + e.getMessage(), e);
        }
    }

    private static final class Work {
        private final CallRules rules;
        private final ClassPath path;
        private final Map<String, Integer> checkSums = new HashMap<>();
        private final Map<String, String> failed = new LinkedHashMap<>();
        private int unwoven;
        private long before;
        private long after;

        Work(CallRules rules, ClassPath path) {
            this.rules = rules;
            this.path = path;
        }

        JarAnalysis run() throws IOException {
            CallGraph graph = CallGraph.of(rules, path.scan(checkSums).values());
            Weaver weaver = new Weaver(
                    rules,
                    rules.pollsLoops() ? Checkpoints.Mode.QUANTUM : Checkpoints.Mode.NONE,
                    ProgramKnowledge.of(rules, graph, checkSums),
                    line -> {}); // the pins tell
            Map<Pin.Reason, Long> pins = new EnumMap<>(Pin.Reason.class);
            for (Pin.Reason r : Pin.Reason.values()) {
                pins.put(r, -Pin.sites(r));
            }
            int first = Sites.count();
            ClassLoader loader = new JarLoader(path);
            path.visit((name, file, sum) -> weave(weaver, loader, name, file));
            for (Pin.Reason r : Pin.Reason.values()) {
                pins.merge(r, Pin.sites(r), Long::sum);
            }
            try {
                return count(graph, first, pins);
            } finally {
                Reference.reachabilityFence(loader); // the suspend points go with it
            }
        }

        private void weave(Weaver weaver, ClassLoader loader, String name, byte[] file) {
            before += file.length;
            byte[] woven = null;
            try {
                woven = weaver.weave(loader, file, false);
            } catch (RuntimeException e) {
                failed.put(name, e.toString()); // as in the agent: it stays as it is, and the report says so
            }
            unwoven += woven == null ? 1 : 0;
            after += woven == null ? file.length : woven.length;
        }

        private JarAnalysis count(CallGraph graph, int first, Map<Pin.Reason, Long> pins) {
            int methods = 0;
            int calls = 0;
            int monitors = 0;
            int blocking = 0;
            for (TypeInfo t : graph.types()) {
                for (Method m : t.methods.values()) {
                    methods += m.hasCode ? 1 : 0;
                    calls += m.calls.size();
                    monitors += m.monitors;
                    blocking += graph.blocks(m) ? 1 : 0;
                }
            }
            Map<WovenMethod, Integer> frames = new LinkedHashMap<>();
            for (int i = first; i < Sites.count(); i++) {
                frames.merge(Sites.get(i).method(), Sites.get(i).slots(), Math::max);
            }
            List<Frame> sorted = new ArrayList<>();
            frames.forEach((m, slots) -> sorted.add(new Frame(m.className() + "." + m.name() + m.descriptor(), slots)));
            sorted.sort(Comparator.comparingInt(Frame::slots).reversed());
            return new JarAnalysis(graph.types().size(), methods, calls, monitors, blocking, unwoven, frames.size(),
                    Sites.count() - first, pins, before, after, failed, sorted, stacks(graph, first, frames));
        }
    }

    /** Frames and the calls at which they are saved. */
    private static StackGraph stacks(CallGraph graph, int first, Map<WovenMethod, Integer> frames) {
        StackGraph g = new StackGraph();
        Map<String, Integer> methods = new HashMap<>();
        Map<String, Integer> selectors = new HashMap<>();
        int external = g.add("external", StackGraph.Kind.EXTERNAL, 0);
        int runtime = g.add("runtime", StackGraph.Kind.METHOD, 0);
        frames.forEach((m, slots) -> {
            String selector = m.name() + m.descriptor();
            int n = g.add(m.internalName() + "." + selector, StackGraph.Kind.METHOD, slots);
            methods.put(g.name(n), n);
            g.call(selectors.computeIfAbsent(selector, s -> g.add(s, StackGraph.Kind.SELECTOR, 0)), n);
        });
        lambdas(graph, g, methods, selectors);
        for (int i = first; i < Sites.count(); i++) {
            Site site = Sites.get(i);
            WovenMethod m = site.method();
            Integer from = methods.get(m.internalName() + "." + m.name() + m.descriptor());
            if (from != null) {
                g.call(from, target(graph, methods, selectors, site, external, runtime));
            }
        }
        return g;
    }

    private static void lambdas(CallGraph graph, StackGraph g, Map<String, Integer> methods, Map<String, Integer> selectors) {
        Set<String> seen = new HashSet<>();
        for (TypeInfo t : graph.types()) {
            for (Method m : t.methods.values()) {
                for (TypeInfo.Lambda l : m.lambdas) {
                    Call c = l.implementation();
                    Integer to = methods.get(c.owner() + "." + c.selector());
                    if (to != null && seen.add(l.samSelector() + " " + to)) {
                        g.call(selectors.computeIfAbsent(l.samSelector(), s -> g.add(s, StackGraph.Kind.SELECTOR, 0)), to);
                    }
                }
            }
        }
    }

    private static int target(CallGraph graph, Map<String, Integer> methods, Map<String, Integer> selectors, Site site,
            int external, int runtime) {
        if (site.calleeOwner().startsWith("capriccio/")) {
            return runtime;
        }
        Method only = graph.only(site.calleeOwner(), site.calleeSelector());
        if (only != null) {
            return methods.getOrDefault(only.owner.name + "." + only.selector(), runtime); // without suspend points: no frame
        }
        boolean known = graph.find(site.calleeOwner()) != null;
        return known ? selectors.getOrDefault(site.calleeSelector(), external) : external;
    }

    /** The report, for people. */
    public String text() {
        StringBuilder out = new StringBuilder();
        line(out, "classes", classes + ", " + unwovenClasses + " of them untouched");
        line(out, "methods", methods + ", " + blocking + " can reach a blocking point, " + suspending + " have suspend points");
        line(out, "call sites", callSites + ", " + suspendPoints + " are suspend points");
        line(out, "monitors", Integer.toString(monitors));
        line(out, "bytes", String.format(Locale.ROOT, "%,d, %,d woven (%+.1f %%)", bytesBefore, bytesAfter,
                100.0 * (bytesAfter - bytesBefore) / Math.max(1, bytesBefore)));
        out.append("call sites that pin\n");
        pins.forEach((reason, n) -> {
            if (n > 0) {
                out.append(String.format(Locale.ROOT, "  %-14s %,9d%n", reason, n));
            }
        });
        out.append("checkpoints by MaxPath, in slots\n").append(String.format(Locale.ROOT, "  %8s %9s %9s %9s%n", "MaxPath", "test", "link", "skip"));
        for (int maxPath : MAX_PATHS) {
            Placement p = placement(maxPath);
            out.append(String.format(Locale.ROOT, "  %8d %,9d %,9d %,9d%n", maxPath, p.count(Action.TEST), p.count(Action.LINK), p.count(Action.SKIP)));
        }
        out.append("largest frames, in slots\n");
        for (Frame f : frames.subList(0, Math.min(10, frames.size()))) {
            out.append(String.format(Locale.ROOT, "  %5d %s%n", f.slots(), f.method()));
        }
        failed.forEach((name, why) -> line(out, "not woven", name.replace('/', '.') + ": " + why));
        return out.toString();
    }

    Placement placement(int maxPath) {
        return Placement.of((StackGraph) graph, maxPath);
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append(String.format(Locale.ROOT, "%-11s %s%n", name, value));
    }
}
