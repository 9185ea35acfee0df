package capriccio.continuations.weave;

import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.Sites;
import capriccio.continuations.runtime.Twin;
import capriccio.continuations.runtime.WovenMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Weaves classes, and makes the twins of their methods. Thread-safe.
 *
 * <p>Keeps the original bytes of every class that has suspend points: a twin is made from them, by the same plan.
 */
public final class Weaver {
    /** What is kept of a woven class. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Woven(byte[] original, boolean retransformed, int[][] siteIds, Knowledge.View view) {}

    private final CallRules rules;
    private final Checkpoints checkpoints;
    private final Knowledge knowledge;
    private final Map<String, Woven> woven = new ConcurrentHashMap<>();

    /** Without yield checkpoints, and without knowing the program: every call outside of the JDK is a suspend point. */
    public Weaver(CallRules rules) {
        this(rules, Checkpoints.Mode.NONE, Knowledge.NONE);
    }

    public Weaver(CallRules rules, Checkpoints.Mode checkpoints, Knowledge knowledge) {
        this.rules = rules;
        this.checkpoints = new Checkpoints(rules, checkpoints);
        this.knowledge = knowledge;
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
        try {
            return weave(loader, original, retransformed, false);
        } catch (MethodTooLargeException e) {
            return weave(loader, original, retransformed, true);
        }
    }

    private byte @Nullable [] weave(
            @Nullable ClassLoader loader, byte[] original, boolean retransformed, boolean pinTooLarge) {
        ClassReader reader = new ClassReader(original);
        ClassNode type = read(reader, retransformed);
        Knowledge.View view = knowledge.of(loader, type, original);
        Map<String, Pin.Reason> pinned =
                rules.savesFrames() ? Callbacks.apply(rules, view, type, !retransformed) : Map.of();
        int[][] siteIds = new int[type.methods.size()][];
        boolean changed = false;
        ClassWriter writer = new FrameKeepingWriter();
        MethodNode[] bodies = type.methods.toArray(new MethodNode[0]);
        List<List<CallSite>> plans = new ArrayList<>();
        for (int i = 0; i < bodies.length; i++) {
            MethodNode m = bodies[i];
            if (pinned.containsKey(m.name + m.desc)) {
                Checkpoints.remove(m);
            }
            List<CallSite> plan = hasCode(m) ? plan(view, type, m, pinned) : List.of();
            plans.add(plan);
            WovenMethod method = new WovenMethod(loader, type.name, m.name, m.desc, i);
            siteIds[i] = register(method, plan);
            changed |= !plan.isEmpty() || EntryGuard.has(rules, type, m) || type.name.equals("java/lang/ThreadLocal")
                    || Checkpoints.has(m);
            registerLambdas(m);
        }
        if (!changed) {
            return null;
        }
        type.accept(new Emitter(writer, type, bodies, plans, siteIds, pinTooLarge));
        byte[] result = writer.toByteArray();
        if (rules.savesFrames()) {
            woven.put(key(loader, type.name), new Woven(original, retransformed, siteIds, view));
        }
        return result;
    }

    private List<CallSite> plan(Knowledge.View view, ClassNode type, MethodNode m, Map<String, Pin.Reason> pinned) {
        return Planner.plan(rules, view, type, m, pinned.get(m.name + m.desc));
    }

    /**
     * Brackets the calls out of some methods of an unwoven JDK class, and leaves the rest alone.
     *
     * @param exposed decides what to guard: by name and descriptor, true if calls of unknown JDK code pin too
     * @return the class file, or null if there is nothing to guard
     */
    public byte @Nullable [] guard(byte[] original, Function<ClassNode, Map<String, Boolean>> exposed) {
        ClassNode type = new ClassNode();
        new ClassReader(original).accept(type, ClassReader.EXPAND_FRAMES);
        Map<String, Boolean> methods = exposed.apply(type);
        if (methods.isEmpty()) {
            return null;
        }
        MethodNode[] bodies = type.methods.toArray(new MethodNode[0]);
        List<List<CallSite>> plans = new ArrayList<>();
        for (MethodNode m : bodies) {
            Boolean strict = methods.get(m.name + m.desc);
            List<CallSite> plan = strict == null ? List.of() : Planner.guard(rules, type, m, strict);
            plan.forEach(site -> Pin.countSite(Pin.Reason.UNWOVEN));
            plans.add(plan);
        }
        ClassWriter writer = new FrameKeepingWriter();
        type.accept(new Emitter(writer, type, bodies, plans, new int[bodies.length][], false));
        return writer.toByteArray();
    }

    private static boolean hasCode(MethodNode m) {
        return m.instructions.size() > 0;
    }

    /** Parses with expanded frames, and turns {@code synchronized} methods into explicit monitors. */
    private ClassNode read(ClassReader reader, boolean retransformed) {
        ClassNode type = new ClassNode();
        reader.accept(type, ClassReader.EXPAND_FRAMES);
        for (MethodNode m : type.methods) {
            if (!rules.isEntryOnly(type.name)) {
                Synchronized.makeExplicit(type, m, retransformed);
            }
            EntryGuard.insert(rules, type, m);
            EntryGuard.askLocalForThread(type, m);
        }
        checkpoints.insert(type);
        return type;
    }

    private static int[] register(WovenMethod method, List<CallSite> plan) {
        List<Integer> ids = new ArrayList<>();
        for (CallSite site : plan) {
            if (site.pin() != null) {
                Pin.countSite(site.pin());
            }
            if (site.kind() == CallKind.SUSPEND) {
                ids.add(Sites.register(method, site.ordinal(), site.line(), site.owner(), site.name(),
                        site.descriptor(), site.prims(), site.refs()));
            }
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void registerLambdas(MethodNode m) {
        for (AbstractInsnNode insn : m.instructions) {
            if (insn instanceof InvokeDynamicInsnNode call && call.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
                for (Object argument : call.bsmArgs) {
                    if (argument instanceof Handle h) {
                        Sites.registerLambda(call.name, h.getName());
                    }
                }
            }
        }
    }

    private static String key(@Nullable ClassLoader loader, String name) {
        return loader == null ? name : name + "@" + System.identityHashCode(loader);
    }

    /** Replaces the bodies of a class; everything else passes through. */
    private static final class Emitter extends ClassVisitor {
        private final ClassNode type;
        private final MethodNode[] bodies;
        private final List<List<CallSite>> plans;
        private final int[][] siteIds;
        private final boolean pinTooLarge;
        private int next;

        Emitter(ClassVisitor out, ClassNode type, MethodNode[] bodies, List<List<CallSite>> plans, int[][] siteIds,
                boolean pinTooLarge) {
            super(Opcodes.ASM9, out);
            this.type = type;
            this.bodies = bodies;
            this.plans = plans;
            this.siteIds = siteIds;
            this.pinTooLarge = pinTooLarge;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String desc, @Nullable String signature, String @Nullable [] exceptions) {
            int i = next++;
            MethodNode m = bodies[i];
            MethodVisitor out = super.visitMethod(access, name, desc, signature, exceptions);
            List<CallSite> plan = plans.get(i);
            if (pinTooLarge && m.instructions.size() > 8_000) {
                Pin.countSite(Pin.Reason.TOO_LARGE);
                Checkpoints.remove(m);
                return out;
            }
            if (plan.isEmpty()) {
                return out;
            }
            return new BodyReplacer(out, type, m, plan, siteIds[i]);
        }
    }

    /** Passes annotations and the like, and writes its own code in place of the method's. */
    private static final class BodyReplacer extends MethodVisitor {
        private final MethodVisitor out;
        private final ClassNode type;
        private final MethodNode method;
        private final List<CallSite> plan;
        private final int[] siteIds;

        BodyReplacer(MethodVisitor out, ClassNode type, MethodNode method, List<CallSite> plan, int[] siteIds) {
            super(Opcodes.ASM9, new AnnotationsOnly(out));
            this.out = out;
            this.type = type;
            this.method = method;
            this.plan = plan;
            this.siteIds = siteIds;
        }

        @Override
        public void visitCode() {
            boolean frames = (type.version & 0xFFFF) >= Opcodes.V1_7;
            out.visitCode();
            new BodyEmitter(method, plan, siteIds, method.maxLocals, frames, out).emit();
            out.visitMaxs(0, 0);
            out.visitEnd();
        }
    }

    /** Writes classes without loading any: frames are given, never computed. */
    private static final class FrameKeepingWriter extends ClassWriter {
        FrameKeepingWriter() {
            super(COMPUTE_MAXS);
        }

        @Override
        protected String getCommonSuperClass(String a, String b) {
            throw new IllegalStateException("frames are never computed");
        }
    }

    /**
     * The class file of a method's twin, for {@code defineHiddenClass} as a nestmate of {@code host}.
     *
     * @throws IllegalStateException if the class was not woven by this weaver
     */
    public byte[] twin(WovenMethod method, Class<?> host) {
        Woven w = woven.get(key(method.loader(), method.internalName()));
        if (w == null) {
            throw new IllegalStateException(method.className() + " was not woven here");
        }
        ClassNode type = read(new ClassReader(w.original), w.retransformed);
        Map<String, Pin.Reason> pinned = Callbacks.apply(rules, w.view, type, !w.retransformed);
        MethodNode m = type.methods.get(method.index());
        List<CallSite> plan = plan(w.view, type, m, pinned);
        ClassWriter writer = new FrameKeepingWriter();
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
        boolean isInterface = (type.access & Opcodes.ACC_INTERFACE) != 0;
        new TwinEmitter(type.name, isInterface, m, plan, w.siteIds[method.index()], m.maxLocals,
                        new InheritedAccess(type, host), out)
                .emitTwin(twin);
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
        return new TwinFactory(this);
    }
}
