package capriccio.continuations.weave;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Writes a class with its methods woven, each in the largest form that fits: in 64 KB, as its twin must too, and, if it
 * did before, in what the JIT compiles.
 */
final class ClassEmitter {
    /** The JVM's {@code HugeMethodLimit}: what is larger is never compiled. */
    static final int COMPILED = 8_000;
    /** Below this, by {@link #twinAtMost}, a twin is not tried. */
    private static final int SURE_TO_FIT = 60_000;

    /** Makes a method's twin, as a trial. */
    interface Trial {
        void twin(MethodNode method, List<CallSite> plan, int[] siteIds) throws MethodTooLargeException;
    }

    private final ClassNode type;
    private final boolean hasFrames;
    private final boolean retransformed;
    private final List<List<CallSite>> plans;
    private final int[][] siteIds;
    private final @Nullable ClassReader constants;
    private final int[] sizes;
    private final Trial trial;
    private final Form[] forms;

    /**
     * @param retransformed true if no method may be added
     * @param file that {@code type} was read from: its methods' sizes count, and, if the class exists, its constants keep
     *     their places, or the JVM would look for each of them in the whole pool that it has
     */
    ClassEmitter(ClassNode type, boolean hasFrames, boolean retransformed, List<List<CallSite>> plans, int[][] siteIds,
            byte[] file, Trial trial) {
        this.type = type;
        this.hasFrames = hasFrames;
        this.retransformed = retransformed;
        this.plans = plans;
        this.siteIds = siteIds;
        this.constants = retransformed ? new ClassReader(file) : null;
        this.sizes = java.util.Arrays.copyOf(CodeSizes.of(file), plans.size()); // methods may have been added at the end
        this.trial = trial;
        forms = new Form[plans.size()];
        java.util.Arrays.fill(forms, Form.WOVEN);
    }

    /** By the method's index; final once {@link #write} has returned. */
    Form[] forms() {
        return forms;
    }

    byte[] write() {
        while (true) {
            byte[] written;
            try {
                ClassWriter writer = new FrameKeepingWriter(constants);
                type.accept(new Emitter(writer));
                written = writer.toByteArray();
            } catch (MethodTooLargeException e) {
                shrink(indexOf(e.getMethodName(), e.getDescriptor()));
                continue;
            }
            if (!shrinkWhatGrew(CodeSizes.of(written))) {
                return written;
            }
        }
    }

    private int indexOf(String name, String descriptor) {
        for (int i = 0; i < forms.length; i++) {
            MethodNode m = type.methods.get(i);
            if (m.name.equals(name) && m.desc.equals(descriptor)) {
                return i;
            }
        }
        throw new IllegalStateException(name + " of " + type.name + " is too large to weave");
    }

    private void shrink(int i) {
        MethodNode m = type.methods.get(i);
        forms[i] = smaller(forms[i], m);
        if (!forms[i].suspends()) {
            Checkpoints.remove(m);
        }
    }

    private Form smaller(Form form, MethodNode m) {
        if (form == Form.WOVEN && (hasFrames || !m.name.equals("<init>"))) {
            return Form.PINNED;
        } else if (form == Form.PINNED && !retransformed && !m.name.startsWith("<")) {
            return Form.WRAPPED;
        }
        throw new IllegalStateException(m.name + " of " + type.name + " is too large to weave");
    }

    private boolean shrinkWhatGrew(int[] woven) {
        boolean any = false;
        for (int i = 0; i < forms.length; i++) {
            boolean canShrink = forms[i].suspends() && !plans.get(i).isEmpty();
            boolean tooLarge = woven[i] > COMPILED && sizes[i] <= COMPILED;
            if (canShrink && (tooLarge || !twinFits(i, woven[i]))) {
                shrink(i);
                any = true;
            }
        }
        return any;
    }

    private boolean twinFits(int i, int woven) {
        if (siteIds[i].length == 0 || twinAtMost(plans.get(i), woven) < SURE_TO_FIT) {
            return true;
        }
        MethodNode m = type.methods.get(i);
        m.instructions.resetLabels(); // they have offsets from the class just written
        try {
            trial.twin(m, plans.get(i), siteIds[i]);
            return true;
        } catch (MethodTooLargeException e) {
            return false;
        }
    }

    /** Linked members take five bytes for three, and each suspend point restores every local and operand. */
    private static int twinAtMost(List<CallSite> plan, int woven) {
        int size = woven * 5 / 3;
        for (CallSite site : plan) {
            if (site.kind() == CallKind.SUSPEND) {
                size += 32 + 15 * (site.locals().length + site.below().length);
            }
        }
        return size;
    }

    private Prologue prologue(MethodNode m) {
        return hasFrames ? Prologue.of(type, m) : Prologue.NONE;
    }

    /** Writes classes without loading any: frames are given, never computed. */
    static final class FrameKeepingWriter extends ClassWriter {
        /** @param constants comes with the constant pool to begin with; null for an empty one */
        FrameKeepingWriter(@Nullable ClassReader constants) {
            super(constants, COMPUTE_MAXS);
        }

        @Override
        protected String getCommonSuperClass(String a, String b) {
            throw new IllegalStateException("frames are never computed");
        }
    }

    /** Replaces the bodies of a class; everything else passes through. */
    private final class Emitter extends ClassVisitor {
        private int next;

        Emitter(ClassVisitor out) {
            super(Opcodes.ASM9, out);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String desc, @Nullable String signature, String @Nullable [] exceptions) {
            int i = next++;
            MethodVisitor out = super.visitMethod(access, name, desc, signature, exceptions);
            return plans.get(i).isEmpty() ? out : new BodyReplacer(i, out);
        }

        /** Adds the bodies of the methods that are wrapped. */
        @Override
        public void visitEnd() {
            for (int i = 0; i < forms.length; i++) {
                if (forms[i] == Form.WRAPPED) {
                    MethodNode m = type.methods.get(i);
                    int access = (m.access & Opcodes.ACC_STATIC) | Opcodes.ACC_PRIVATE | Opcodes.ACC_SYNTHETIC;
                    MethodVisitor out = super.visitMethod(access, m.name + PinnedEmitter.BODY, m.desc, null, null);
                    out.visitCode();
                    new PinnedEmitter(m, Prologue.NONE, plans.get(i), false, hasFrames, out).emit();
                    out.visitMaxs(0, 0);
                    out.visitEnd();
                }
            }
            super.visitEnd();
        }
    }

    /** Passes annotations and the like, and writes its own code in place of the method's. */
    private final class BodyReplacer extends MethodVisitor {
        private final int index;
        private final MethodVisitor out;

        BodyReplacer(int index, MethodVisitor out) {
            super(Opcodes.ASM9, new AnnotationsOnly(out));
            this.index = index;
            this.out = out;
        }

        @Override
        public void visitCode() {
            MethodNode m = type.methods.get(index);
            List<CallSite> plan = plans.get(index);
            out.visitCode();
            switch (forms[index]) {
                case WOVEN ->
                    new BodyEmitter(m, plan, siteIds[index], m.maxLocals, hasFrames, out).emit();
                case PINNED -> new PinnedEmitter(m, prologue(m), plan, true, hasFrames, out).emit();
                case WRAPPED -> new PinnedEmitter(m, Prologue.NONE, plan, true, hasFrames, out).callBody(type);
            }
            out.visitMaxs(0, 0);
            out.visitEnd();
        }
    }
}
