package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * Writes a method's body with its call sites woven. At a suspend point:
 *
 * <pre>{@code
 * result = callee(arguments);
 * if (Capture.unwinding()) { save locals and operands; return anything; }
 * }</pre>
 *
 * What saves stands at the method's end, outside of its try ranges, so that the program's handlers never see a
 * suspension. A pinned call is bracketed by {@code Pin.enter} and {@code Pin.exit}; its handler keeps the program's own
 * handlers.
 */
class BodyEmitter {
    static final String RUNTIME = "capriccio/continuations/runtime/";
    static final String CAPTURE = RUNTIME + "Capture";
    static final String PIN = RUNTIME + "Pin";

    final MethodNode method;
    final MethodVisitor out;
    private final Map<AbstractInsnNode, CallSite> sites = new LinkedHashMap<>();
    private final boolean frames;
    /** First local that the method itself does not use. */
    final int firstFree;
    /** Site ids by ordinal. */
    private final int[] siteIds;

    /** Code that stands after the method's own. */
    private final List<Runnable> tail = new ArrayList<>();

    BodyEmitter(MethodNode method, List<CallSite> plan, int[] siteIds, int firstFree, boolean frames, MethodVisitor out) {
        this.method = method;
        this.out = out;
        this.siteIds = siteIds;
        this.firstFree = firstFree;
        this.frames = frames;
        for (CallSite site : plan) {
            sites.put(site.insn(), site);
        }
    }

    /** The body without {@code visitCode} and {@code visitMaxs}. */
    void emit() {
        prepareTables();
        for (AbstractInsnNode insn : method.instructions) {
            CallSite site = sites.get(insn);
            if (site == null) {
                plain(insn);
            } else {
                weave(site);
            }
        }
        for (Runnable code : tail) {
            code.run();
        }
    }

    /** Labels of every range are made first: the exception table must be written before the code that it covers. */
    private void prepareTables() {
        for (CallSite site : sites.values()) {
            if (site.kind() == CallKind.PIN) {
                Ranges r = new Ranges();
                ranges.put(site, r);
                out.visitTryCatchBlock(r.start, r.end, r.handler, null);
            }
        }
        for (TryCatchBlockNode block : method.tryCatchBlocks) {
            out.visitTryCatchBlock(
                    block.start.getLabel(), block.end.getLabel(), block.handler.getLabel(), block.type);
        }
        coverPinHandlers();
    }

    /** A pinned call's handler rethrows: the program's own handlers around the call must cover it too. */
    private void coverPinHandlers() {
        Map<AbstractInsnNode, Integer> position = new HashMap<>();
        InsnList list = method.instructions;
        int n = 0;
        for (AbstractInsnNode insn : list) {
            position.put(insn, n++);
        }
        for (TryCatchBlockNode block : method.tryCatchBlocks) {
            int from = at(position, block.start);
            int to = at(position, block.end);
            for (CallSite site : sites.values()) {
                int i = at(position, site.insn());
                Ranges r = ranges.get(site);
                if (r != null && i >= from && i < to) {
                    out.visitTryCatchBlock(r.handler, r.handlerEnd, block.handler.getLabel(), block.type);
                }
            }
        }
    }

    private static int at(Map<AbstractInsnNode, Integer> position, AbstractInsnNode insn) {
        Integer i = position.get(insn);
        if (i == null) {
            throw new IllegalStateException("an exception range ends outside of its method");
        }
        return i;
    }

    private final Map<CallSite, Ranges> ranges = new HashMap<>();

    private static final class Ranges {
        final Label start = new Label();
        final Label end = new Label();
        final Label handler = new Label();
        final Label handlerEnd = new Label();
    }

    void plain(AbstractInsnNode insn) {
        insn.accept(out);
    }

    private void weave(CallSite site) {
        switch (site.kind()) {
            case PLAIN -> call(site);
            case PIN -> pin(site);
            case SUSPEND -> suspendPoint(site);
        }
    }

    /** The call itself, or its hook. */
    void call(CallSite site) {
        Hook hook = site.hook();
        if (hook != null) {
            out.visitMethodInsn(Opcodes.INVOKESTATIC, hook.owner(), hook.name(), hook.descriptor(), false);
        } else {
            plain(site.insn());
        }
    }

    private Ranges ranges(CallSite site) {
        Ranges r = ranges.get(site);
        if (r == null) {
            throw new IllegalStateException("no range for " + site.name());
        }
        return r;
    }

    private void pin(CallSite site) {
        Ranges r = ranges(site);
        out.visitMethodInsn(Opcodes.INVOKESTATIC, PIN, "enter", "()V", false);
        out.visitLabel(r.start);
        call(site);
        out.visitLabel(r.end);
        out.visitMethodInsn(Opcodes.INVOKESTATIC, PIN, "exit", "()V", false);
        tail.add(() -> {
            out.visitLabel(r.handler);
            frame(withoutLabels(site.locals()), new Object[] {"java/lang/Throwable"});
            out.visitMethodInsn(Opcodes.INVOKESTATIC, PIN, "exit", "()V", false);
            out.visitInsn(Opcodes.ATHROW);
            out.visitLabel(r.handlerEnd);
        });
    }

    private static Object[] withoutLabels(Object[] types) {
        Object[] copy = types.clone();
        for (int i = 0; i < copy.length; i++) {
            if (copy[i] instanceof Label) {
                copy[i] = Opcodes.TOP;
            }
        }
        return copy;
    }

    private void suspendPoint(CallSite site) {
        Label leaving = new Label();
        if (Checkpoints.isPoll(site.insn())) {
            out.visitMethodInsn(Opcodes.INVOKESTATIC, site.owner(), "pollSuspends", "()Z", false);
        } else {
            call(site);
            out.visitMethodInsn(Opcodes.INVOKESTATIC, CAPTURE, "unwinding", "()Z", false);
        }
        out.visitJumpInsn(Opcodes.IFNE, leaving);
        afterCall(site);
        tail.add(() -> saveFrame(site, leaving));
    }

    /** For the twin: the place where a resumed frame gets its callee's result. */
    void afterCall(CallSite site) {}

    /** Saves what is live, the operands below the call's result included, and leaves the method. */
    private void saveFrame(CallSite site, Label leaving) {
        Object[] locals = site.locals().clone();
        for (int i = 0; i < locals.length; i++) {
            locals[i] = site.saves(i) ? erased(locals[i]) : Opcodes.TOP;
        }
        Object[] stack = withResult(site);
        java.util.Arrays.setAll(stack, i -> erased(stack[i]));
        out.visitLabel(leaving);
        frame(locals, stack);
        int[] slots = storeOperands(site, stack);
        out.visitLdcInsn(siteIds[site.ordinal()]);
        out.visitMethodInsn(Opcodes.INVOKESTATIC, CAPTURE, "begin", "(I)L" + CAPTURE + ";", false);
        for (int i = 0; i < locals.length; i++) {
            if (locals[i] != Opcodes.TOP) {
                save(locals[i], i);
            }
        }
        for (int i = 0; i < slots.length; i++) {
            if (VerifierTypes.isSaved(site.below()[i])) {
                save(stack[i], slots[i]);
            }
        }
        out.visitInsn(Opcodes.POP);
        leaveSuspended();
    }

    /** Drops the call's result and moves the operands below it to fresh locals. */
    private int[] storeOperands(CallSite site, Object[] stack) {
        int[] slots = new int[site.below().length];
        if (stack.length > slots.length) {
            out.visitInsn(site.returns().getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
        }
        int next = firstFree;
        for (int i = slots.length - 1; i >= 0; i--) {
            slots[i] = next;
            next += VerifierTypes.isWide(stack[i]) ? 2 : 1;
            out.visitVarInsn(VerifierTypes.opcode(stack[i], Opcodes.ISTORE), slots[i]);
        }
        return slots;
    }

    /** The operand stack after the call. */
    static Object[] withResult(CallSite site) {
        Object[] below = site.below();
        boolean isVoid = site.returns().getSort() == Type.VOID;
        Object[] stack = java.util.Arrays.copyOf(below, isVoid ? below.length : below.length + 1);
        if (!isVoid) {
            stack[below.length] = VerifierTypes.of(site.returns());
        }
        return stack;
    }

    /** Returns something that nobody looks at; not null where a lambda's proxy could unbox it. */
    void leaveSuspended() {
        Type returns = Type.getReturnType(method.desc);
        if (returns.getSort() != Type.VOID) {
            Type boxed = Boxes.primitiveOf(returns);
            out.visitInsn(VerifierTypes.zero(VerifierTypes.of(boxed == null ? returns : boxed)));
            if (boxed != null) {
                out.visitMethodInsn(Opcodes.INVOKESTATIC, returns.getInternalName(), "valueOf",
                        Type.getMethodDescriptor(returns, boxed), false);
            }
        }
        out.visitInsn(returns.getOpcode(Opcodes.IRETURN));
    }

    private static Object erased(Object type) {
        return VerifierTypes.isPrimitive(type) ? type : "java/lang/Object";
    }

    private void save(Object type, int slot) {
        out.visitInsn(Opcodes.DUP);
        out.visitVarInsn(VerifierTypes.opcode(type, Opcodes.ILOAD), slot);
        out.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, CAPTURE, "put" + VerifierTypes.suffix(type), "(" + VerifierTypes.erased(type) + ")V", false);
    }

    /** {@code visitFrame} from slots: the second slot of a long or double is implied. */
    void frame(Object[] slots, Object[] stack) {
        if (!frames) {
            return;
        }
        List<@Nullable Object> entries = new ArrayList<>();
        for (int i = 0; i < slots.length; i++) {
            entries.add(slots[i]);
            if (VerifierTypes.isWide(slots[i])) {
                i++;
            }
        }
        int n = entries.size();
        while (n > 0 && entries.get(n - 1) == Opcodes.TOP) {
            n--;
        }
        out.visitFrame(Opcodes.F_NEW, n, entries.subList(0, n).toArray(), stack.length, stack);
    }
}
