package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.Arrays;
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
    /** The id of the suspend point under way, where save code is shared; else −1. */
    private final int idSlot;
    /** First local for operands on their way. */
    private final int firstFree;
    /** Site ids by ordinal. */
    private final int[] siteIds;

    /** Code that stands after the method's own. */
    private final List<Runnable> tail = new ArrayList<>();

    /** The save code that serves each layout of what is saved. */
    private final Map<List<Object>, Label> shared = new HashMap<>();

    private int tableSize;

    /**
     * @param firstFree first local that the method itself does not use
     * @param frames whether the class has stack maps
     */
    BodyEmitter(MethodNode method, List<CallSite> plan, int[] siteIds, Form form, int firstFree, boolean frames,
            MethodVisitor out) {
        this.method = method;
        this.out = out;
        this.siteIds = siteIds;
        boolean sharing = form == Form.SHARED_SAVES;
        this.idSlot = sharing ? firstFree : -1;
        this.firstFree = sharing ? firstFree + 1 : firstFree;
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
        tail();
        debugInformation();
    }

    void tail() {
        for (Runnable code : tail) {
            code.run();
        }
    }

    /** The method's own labels are where they were: its variables' ranges still hold. */
    private void debugInformation() {
        if (method.localVariables != null) {
            method.localVariables.forEach(v -> v.accept(out));
        }
        if (method.visibleLocalVariableAnnotations != null) {
            method.visibleLocalVariableAnnotations.forEach(a -> a.accept(out, true));
        }
        if (method.invisibleLocalVariableAnnotations != null) {
            method.invisibleLocalVariableAnnotations.forEach(a -> a.accept(out, false));
        }
    }

    /** Labels of every range are made first: the exception table must be written before the code that it covers. */
    void prepareTables() {
        for (CallSite site : sites.values()) {
            if (site.kind() == CallKind.PIN) {
                Ranges r = new Ranges();
                ranges.put(site, r);
                visitTryCatchBlock(r.start, r.end, r.handler, null);
            }
        }
        ownTable();
        coverPinHandlers();
    }

    private void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
        out.visitTryCatchBlock(start, end, handler, type);
        tableSize++;
    }

    /** The method's own exception table. */
    void ownTable() {
        for (TryCatchBlockNode block : method.tryCatchBlocks) {
            block.updateIndex(tableSize++); // which its annotations name
            block.accept(out);
        }
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
                    visitTryCatchBlock(r.handler, r.handlerEnd, block.handler.getLabel(), block.type);
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

    void weave(CallSite site) {
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
            line(site, r.handler);
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
        Object[] locals = savedLocals(site);
        Object[] operands = savedOperands(site);
        Label leaving;
        if (idSlot >= 0) {
            out.visitLdcInsn(siteIds[site.ordinal()]);
            out.visitVarInsn(Opcodes.ISTORE, idSlot);
            leaving = shared.computeIfAbsent(
                    List.of(Arrays.asList(locals), Arrays.asList(operands), site.below().length),
                    layout -> saveLater(site, locals, operands));
        } else {
            leaving = saveLater(site, locals, operands);
        }
        if (Checkpoints.isPoll(site.insn())) {
            out.visitMethodInsn(Opcodes.INVOKESTATIC, site.owner(), "pollSuspends", "()Z", false);
        } else {
            call(site);
            out.visitMethodInsn(Opcodes.INVOKESTATIC, CAPTURE, "unwinding", "()Z", false);
        }
        out.visitJumpInsn(Opcodes.IFNE, leaving);
        afterCall(site);
    }

    private Label saveLater(CallSite site, Object[] locals, Object[] operands) {
        Label leaving = new Label();
        tail.add(() -> saveFrame(site, leaving, locals, operands));
        return leaving;
    }

    /** By slot, the kinds of the locals that are saved. */
    private Object[] savedLocals(CallSite site) {
        int n = site.locals().length;
        while (n > 0 && !site.saves(n - 1)) {
            n--;
        }
        Object[] locals = new Object[idSlot < 0 ? n : idSlot + 1];
        Arrays.fill(locals, Opcodes.TOP);
        for (int i = 0; i < n; i++) {
            if (site.saves(i)) {
                locals[i] = erased(site.locals()[i]);
            }
        }
        return locals;
    }

    /** The kinds of the operands after the call, the result last; of one that is not saved, null. */
    private static Object[] savedOperands(CallSite site) {
        Object[] stack = withResult(site);
        for (int i = 0; i < stack.length; i++) {
            stack[i] = VerifierTypes.isSaved(stack[i]) ? erased(stack[i]) : Opcodes.NULL;
        }
        return stack;
    }

    /** For the twin: the place where a resumed frame gets its callee's result. */
    void afterCall(CallSite site) {}

    /** Saves what is live, the operands below the call's result included, and leaves the method. */
    private void saveFrame(CallSite site, Label leaving, Object[] locals, Object[] stack) {
        out.visitLabel(leaving);
        line(site, leaving);
        frameWithId(locals, stack);
        int[] slots = storeOperands(site, stack);
        if (idSlot >= 0) {
            out.visitVarInsn(Opcodes.ILOAD, idSlot);
        } else {
            out.visitLdcInsn(siteIds[site.ordinal()]);
        }
        out.visitMethodInsn(Opcodes.INVOKESTATIC, CAPTURE, "begin", "(I)L" + CAPTURE + ";", false);
        for (int i = 0; i < locals.length; i++) {
            if (locals[i] != Opcodes.TOP) {
                save(locals[i], i);
            }
        }
        for (int i = 0; i < slots.length; i++) {
            if (stack[i] != Opcodes.NULL) {
                save(stack[i], slots[i]);
            }
        }
        out.visitInsn(Opcodes.POP);
        leaveSuspended();
    }

    private void frameWithId(Object[] locals, Object[] stack) {
        Object[] all = locals;
        if (idSlot >= 0) {
            all = locals.clone();
            all[idSlot] = Opcodes.INTEGER;
        }
        frame(all, stack);
    }

    /** Save code belongs to its call, not to the method's last line. */
    private void line(CallSite site, Label label) {
        if (site.line() > 0) {
            out.visitLineNumber(site.line(), label);
        }
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
