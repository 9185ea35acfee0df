package capriccio.continuations.weave;

import capriccio.continuations.runtime.LoaderValues;
import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.Sites;
import capriccio.continuations.runtime.Twin;
import capriccio.continuations.runtime.WovenMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Weaves classes, and makes the twins of their methods. Thread-safe.
 *
 * <p>Keeps the original bytes of every class that has suspend points: a twin is made from them, by the same plan.
 */
public final class Weaver {
    /** What is kept of a woven class. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Woven(FramedClass original, boolean retransformed, int[][] siteIds, Knowledge.View view) {}

    private static final int NEW_SITES = -1;

    private final CallRules rules;
    private final Checkpoints checkpoints;
    private final Knowledge knowledge;
    private final Consumer<String> report;

    /** Without yield checkpoints, and without knowing the program: every call outside of the JDK is a suspend point. */
    public Weaver(CallRules rules) {
        this(rules, Checkpoints.Mode.NONE, Knowledge.NONE, line -> {});
    }

    /** @param report hears of each method that is too large, in a line */
    public Weaver(CallRules rules, Checkpoints.Mode checkpoints, Knowledge knowledge, Consumer<String> report) {
        this.rules = rules;
        this.checkpoints = new Checkpoints(rules, checkpoints);
        this.knowledge = knowledge;
        this.report = report;
    }

    /**
     * Weaves a class.
     *
     * @param loader its defining loader; null for the boot loader
     * @param original its class file
     * @param retransformed true if the class exists already: no member and no flag may change then
     * @return the woven class file, or null if nothing in it needed work
     */
    public byte @Nullable [] weave(@Nullable ClassLoader loader, byte[] original, boolean retransformed) {
        return weaveClass(loader, original, retransformed).file();
    }

    /** The same, with what the runtime was told of the class, for a cache. */
    public WovenClass weaveClass(@Nullable ClassLoader loader, byte[] original, boolean retransformed) {
        WovenClass result = weave(loader, original, retransformed, NEW_SITES);
        Pin.countSites(result.pins());
        for (int i = 0; i < result.lambdas().size(); i += 2) {
            Sites.registerLambda(result.lambdas().get(i), result.lambdas().get(i + 1));
        }
        result.messages().forEach(report);
        return result;
    }

    /**
     * Weaves a class once more that came from a cache, so that its methods' twins can be made.
     *
     * @param known what came from the cache, whose suspend points the runtime has
     * @throws IllegalStateException if the result is not what the cache has
     */
    public void reweave(@Nullable ClassLoader loader, byte[] original, boolean retransformed, byte[] known, int firstSite) {
        WovenClass result = weave(loader, original, retransformed, firstSite);
        if (!Arrays.equals(result.file(), known)) {
            throw new IllegalStateException("a class in the cache differs from what weaving it makes of it");
        }
    }

    /** True if {@link #twin} has what it needs to continue a method of this class. */
    public boolean hasWoven(@Nullable ClassLoader loader, String name) {
        return wovenOf(loader).containsKey(name);
    }

    /** @param firstSite the id of the first suspend point, or {@link #NEW_SITES} to take and register new ones */
    private WovenClass weave(@Nullable ClassLoader loader, byte[] original, boolean retransformed, int firstSite) {
        FramedClass framed = FramedClass.of(original, loader);
        ClassNode type = read(framed, retransformed);
        Knowledge.View view = knowledge.of(loader, type, original);
        Map<String, Pin.Reason> pinned =
                rules.savesFrames() ? Callbacks.apply(rules, view, type, !retransformed) : Map.of();
        boolean changed = false;
        List<List<CallSite>> plans = new ArrayList<>();
        Tally tally = new Tally();
        int sites = 0;
        for (int i = 0; i < type.methods.size(); i++) {
            MethodNode m = type.methods.get(i);
            if (pinned.containsKey(m.name + m.desc)) {
                Checkpoints.remove(m);
            }
            List<CallSite> plan = plan(framed, view, type, i, pinned);
            plans.add(plan);
            sites += suspendPoints(plan);
            changed |= !plan.isEmpty() || EntryGuard.has(rules, type, m) || type.name.equals("java/lang/ThreadLocal")
                    || Checkpoints.has(m);
            tally.addLambdas(m);
        }
        boolean fresh = firstSite == NEW_SITES;
        int first = fresh ? Sites.allocate(sites) : firstSite;
        int[][] siteIds = siteIds(loader, type, plans, first, fresh);
        if (!changed) {
            return new WovenClass(null, first, sites, tally.lambdas, tally.pins, tally.messages);
        }
        ClassEmitter emitter = new ClassEmitter(
                type, framed.hasFrames(), retransformed, plans, siteIds, framed.file(),
                (m, plan, ids) -> twin(type, m, plan, ids, InheritedAccess.ALWAYS));
        byte[] result = emitter.write();
        tally.count(type, plans, emitter.forms());
        if (rules.savesFrames()) {
            wovenOf(loader).put(type.name, new Woven(framed, retransformed, siteIds, view));
        }
        return new WovenClass(result, first, sites, tally.lambdas, tally.pins, tally.messages);
    }

    private static int suspendPoints(List<CallSite> plan) {
        int n = 0;
        for (CallSite site : plan) {
            n += site.kind() == CallKind.SUSPEND ? 1 : 0;
        }
        return n;
    }

    /** The ids of each method's suspend points, which are in a row for the whole class. */
    private static int[][] siteIds(
            @Nullable ClassLoader loader, ClassNode type, List<List<CallSite>> plans, int first, boolean define) {
        int[][] ids = new int[plans.size()][];
        int next = first;
        for (int i = 0; i < ids.length; i++) {
            MethodNode m = type.methods.get(i);
            WovenMethod method = new WovenMethod(loader, type.name, m.name, m.desc, i);
            ids[i] = new int[suspendPoints(plans.get(i))];
            int n = 0;
            for (CallSite site : plans.get(i)) {
                if (site.kind() == CallKind.SUSPEND) {
                    if (define) {
                        Sites.define(next, method, site.ordinal(), site.line(), site.owner(), site.name(),
                                site.descriptor(), site.prims(), site.refs());
                    }
                    ids[i][n++] = next++;
                }
            }
        }
        return ids;
    }

    private List<CallSite> plan(
            FramedClass framed, Knowledge.View view, ClassNode type, int i, Map<String, Pin.Reason> pinned) {
        MethodNode m = type.methods.get(i);
        if (!hasCode(m)) {
            return List.of();
        }
        Pin.@Nullable Reason mustPin = framed.isOpaque(i) ? Pin.Reason.OLD_CLASS : pinned.get(m.name + m.desc);
        return Planner.plan(rules, view, type, m, framed.hasFrames(), mustPin);
    }

    /**
     * Brackets the calls out of some methods of an unwoven JDK class, and leaves the rest alone.
     *
     * @param exposed decides what to guard: by name and descriptor, true if calls of unknown JDK code pin too
     * @return without a class file if there is nothing to guard
     */
    public WovenClass guard(byte[] original, Function<ClassNode, Map<String, Boolean>> exposed) {
        ClassNode type = new ClassNode();
        new ClassReader(original).accept(type, ClassReader.EXPAND_FRAMES);
        Map<String, Boolean> methods = exposed.apply(type);
        Tally tally = new Tally();
        if (methods.isEmpty()) {
            return new WovenClass(null, 0, 0, tally.lambdas, tally.pins, tally.messages);
        }
        List<List<CallSite>> plans = new ArrayList<>();
        for (MethodNode m : type.methods) {
            Boolean strict = methods.get(m.name + m.desc);
            List<CallSite> plan = strict == null ? List.of() : Planner.guard(rules, type, m, strict);
            plan.forEach(site -> tally.add(Pin.Reason.UNWOVEN));
            plans.add(plan);
        }
        Pin.countSites(tally.pins);
        byte[] file = new ClassEmitter(type, true, true, plans, new int[plans.size()][0], original, (m, plan, ids) -> {})
                .write();
        return new WovenClass(file, 0, 0, tally.lambdas, tally.pins, tally.messages);
    }

    private static boolean hasCode(MethodNode m) {
        return m.instructions.size() > 0;
    }

    /** Parses with expanded frames, and turns {@code synchronized} methods into explicit monitors. */
    private ClassNode read(FramedClass framed, boolean retransformed) {
        ClassNode type = new ClassNode();
        new ClassReader(framed.file()).accept(type, ClassReader.EXPAND_FRAMES);
        for (MethodNode m : type.methods) {
            if (!rules.isEntryOnly(type.name) && framed.hasFrames()) {
                Synchronized.makeExplicit(type, m, retransformed);
                SureExit.apply(m);
            }
            EntryGuard.insert(rules, type, m);
            EntryGuard.askLocalForThread(type, m);
            EntryGuard.filterFields(rules, type, m);
        }
        checkpoints.insert(type, framed);
        return type;
    }

    /** What is kept of the loader's classes, by internal name, for as long as the loader lives. */
    private Map<String, Woven> wovenOf(@Nullable ClassLoader loader) {
        Object kept = LoaderValues.of(loader).computeIfAbsent(this, weaver -> new ConcurrentHashMap<String, Woven>());
        @SuppressWarnings("unchecked") // nobody else has this key
        Map<String, Woven> woven = (Map<String, Woven>) kept;
        return woven;
    }

    /**
     * The class file of a method's twin, for {@code defineHiddenClass} as a nestmate of {@code host}.
     *
     * @throws IllegalStateException if the class was not woven by this weaver
     */
    public byte[] twin(WovenMethod method, Class<?> host) {
        Woven w = wovenOf(method.loader()).get(method.internalName());
        if (w == null) {
            throw new IllegalStateException(method.className() + " was not woven here");
        }
        ClassNode type = read(w.original, w.retransformed);
        Map<String, Pin.Reason> pinned = Callbacks.apply(rules, w.view, type, !w.retransformed);
        int i = method.index();
        List<CallSite> plan = plan(w.original, w.view, type, i, pinned);
        return twin(type, type.methods.get(i), plan, w.siteIds[i], new InheritedAccess(type, host));
    }

    private static byte[] twin(
            ClassNode type, MethodNode m, List<CallSite> plan, int[] siteIds, TwinEmitter.Access access) {
        ClassWriter writer = new ClassEmitter.FrameKeepingWriter(null);
        String twin = type.name + "$Twin";
        String base = "capriccio/continuations/runtime/Twin";
        writer.visit(Math.max(type.version & 0xFFFF, Opcodes.V11), Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, twin, null, base, null);
        if (type.sourceFile != null) {
            writer.visitSource(type.sourceFile, null);
        }
        constructor(writer, base);
        MethodVisitor out = writer.visitMethod(
                Opcodes.ACC_PUBLIC, "resume", "(Lcapriccio/continuations/runtime/SavedStack;I)V", null,
                new String[] {"java/lang/Throwable"});
        new TwinEmitter(type, m, Prologue.of(type, m), plan, siteIds, access, out).emitTwin(twin);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void constructor(ClassWriter writer, String base) {
        MethodVisitor init = writer.visitMethod(0, "<init>", "()V", null, null);
        init.visitCode();
        init.visitVarInsn(Opcodes.ALOAD, 0);
        init.visitMethodInsn(Opcodes.INVOKESPECIAL, base, "<init>", "()V", false);
        init.visitInsn(Opcodes.RETURN);
        init.visitMaxs(1, 1);
        init.visitEnd();
    }

    /** A factory of twins over this weaver. */
    public Twin.Factory twins() {
        return new TwinFactory(this::twin);
    }
}
