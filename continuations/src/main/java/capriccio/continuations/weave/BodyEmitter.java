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
 * if (Capture.unwinding(ORDINAL)) { save locals and operands; return anything; }
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
    /** First local for operands on their way. */
    private final int firstFree;
    /** Site ids by ordinal, one after the other. */
    private final int[] siteIds;

    /** Code that stands after the method's own. */
    private final List<Runnable> tail = new ArrayList<>();

    private final SaveGroups saves = new SaveGroups();

    private int tableSize;

    /**
     * @param firstFree first local that the method itself does not use
     * @param frames whether the class has stack maps
     */
    BodyEmitter(MethodNode method, List<CallSite> plan, int[] siteIds, int firstFree, boolean frames,
            MethodVisitor out) {
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
            at(insn);
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

    /** Before each instruction. */
    void at(AbstractInsnNode insn) {}

    void tail() {
        for (Runnable code : tail) {
            code.run();
        }
        saves.all().forEach(this::saveFrame);
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
            boolean pins = site.kind() == CallKind.PIN && !site.initialisesThis();
            if (pins || site.kind() == CallKind.BLOCK) {
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

    List<TryCatchBlockNode> tryCatchBlocks() {
        return method.tryCatchBlocks;
    }

    /** The method's own exception table. */
    void ownTable() {
        for (TryCatchBlockNode block : tryCatchBlocks()) {
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
        for (TryCatchBlockNode block : tryCatchBlocks()) {
            int from = at(position, block.start);
            int to = at(position, block.end);
            for (CallSite site : sites.values()) {
                Ranges r = ranges.get(site);
                if (r == null) {
                    continue; // a poll may be gone since it was planned: of a method that pins as a whole
                }
                int i = at(position, site.insn());
                if (i >= from && i < to) {
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
            case BLOCK -> {
                Hook hook = java.util.Objects.requireNonNull(site.hook());
                bracket(site, hook.owner(), hook.name(), () -> plain(site.insn()));
            }
            case SUSPEND -> suspendPoint(site);
        }
    }

    /** The call itself, or its hook. */
    void call(CallSite site) {
        Hook hook = site.hook();
        if (hook != null && MonitorEntry.is(hook)) {
            MonitorEntry.call(hook, out);
            out.visitInsn(Opcodes.POP); // the caller is pinned: it stays
        } else if (hook != null) {
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
        if (site.initialisesThis()) { // should it throw, the thread stays pinned until it ends
            out.visitMethodInsn(Opcodes.INVOKESTATIC, PIN, "enter", "()V", false);
            call(site);
            out.visitMethodInsn(Opcodes.INVOKESTATIC, PIN, "exit", "()V", false);
            return;
        }
        bracket(site, PIN, "enter", () -> call(site));
    }

    private void bracket(CallSite site, String owner, String enter, Runnable call) {
        Ranges r = ranges(site);
        out.visitMethodInsn(Opcodes.INVOKESTATIC, owner, enter, "()V", false);
        out.visitLabel(r.start);
        call.run();
        out.visitLabel(r.end);
        out.visitMethodInsn(Opcodes.INVOKESTATIC, owner, "exit", "()V", false);
        tail.add(() -> {
            out.visitLabel(r.handler);
            line(site, r.handler);
            frame(withoutLabels(site.locals()), new Object[] {"java/lang/Throwable"});
            out.visitMethodInsn(Opcodes.INVOKESTATIC, owner, "exit", "()V", false);
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
        Hook hook = site.hook();
        if (hook != null && MonitorEntry.is(hook)) {
            enterMonitor(site, hook);
            return;
        }
        boolean poll = Checkpoints.isPoll(site.insn());
        if (!poll) {
            call(site);
        }
        push(site.ordinal());
        if (poll) {
            out.visitMethodInsn(Opcodes.INVOKESTATIC, site.owner(), "pollSuspends", "(I)Z", false);
        } else {
            out.visitMethodInsn(Opcodes.INVOKESTATIC, CAPTURE, "unwinding", "(I)Z", false);
        }
        out.visitJumpInsn(Opcodes.IFNE, saves.leaving(site));
        afterCall(site);
    }

    /** Calls nothing behind the entry, unless the thread is leaving. */
    private void enterMonitor(CallSite site, Hook hook) {
        Label leaving = new Label();
        MonitorEntry.call(hook, out);
        out.visitJumpInsn(Opcodes.IFNE, leaving);
        afterCall(site);
        Label save = saves.leaving(site);
        tail.add(() -> {
            out.visitLabel(leaving);
            line(site, leaving);
            frame(site.locals(), site.below());
            push(site.ordinal());
            out.visitMethodInsn(Opcodes.INVOKESTATIC, CAPTURE, "unwinding", "(I)Z", false);
            out.visitInsn(Opcodes.POP);
            out.visitJumpInsn(Opcodes.GOTO, save);
        });
    }

    private void push(int number) {
        if (number <= 5) {
            out.visitInsn(Opcodes.ICONST_0 + number);
        } else if (number <= Short.MAX_VALUE) {
            out.visitIntInsn(number <= Byte.MAX_VALUE ? Opcodes.BIPUSH : Opcodes.SIPUSH, number);
        } else {
            out.visitLdcInsn(number);
        }
    }

    /** For the twin: the place where a resumed frame gets its callee's result. */
    void afterCall(CallSite site) {}

    /** Saves what is live and leaves the method. There is an entry for each kind of result, which is dropped. */
    private void saveFrame(SaveGroups.Group group) {
        Object[] locals = group.locals;
        Label begin = group.entries.computeIfAbsent(Opcodes.TOP, none -> new Label());
        int left = group.entries.size() - 1;
        for (Map.Entry<Object, Label> entry : group.entries.entrySet()) {
            Object result = entry.getKey();
            if (result != Opcodes.TOP) {
                out.visitLabel(entry.getValue());
                line(group.first, entry.getValue());
                Object[] stack = Arrays.copyOf(group.operands, group.operands.length + 1);
                stack[group.operands.length] = result;
                frame(locals, stack);
                out.visitInsn(VerifierTypes.isWide(result) ? Opcodes.POP2 : Opcodes.POP);
                if (--left > 0) {
                    out.visitJumpInsn(Opcodes.GOTO, begin);
                }
            }
        }
        out.visitLabel(begin);
        line(group.first, begin);
        frame(locals, group.operands);
        int[] slots = storeOperands(group.operands);
        out.visitLdcInsn(siteIds[0]);
        out.visitMethodInsn(Opcodes.INVOKESTATIC, CAPTURE, "begin", "(I)L" + CAPTURE + ";", false);
        for (int i = 0; i < locals.length; i++) {
            if (locals[i] != Opcodes.TOP) {
                save(locals[i], i);
            }
        }
        for (int i = 0; i < slots.length; i++) {
            if (group.operands[i] != Opcodes.NULL) {
                save(group.operands[i], slots[i]);
            }
        }
        out.visitInsn(Opcodes.POP);
        leaveSuspended();
    }

    /** Save code belongs to a call, not to the method's last line. */
    private void line(CallSite site, Label label) {
        if (site.line() > 0) {
            out.visitLineNumber(site.line(), label);
        }
    }

    /** Moves the operands to fresh locals. */
    private int[] storeOperands(Object[] stack) {
        int[] slots = new int[stack.length];
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
        Object[] stack = Arrays.copyOf(below, isVoid ? below.length : below.length + 1);
        if (!isVoid) {
            stack[below.length] = VerifierTypes.of(site.returns());
        }
        return stack;
    }

    /**
     * Returns something that nobody looks at; not null where a lambda's proxy could unbox it. But for {@link MonitorEntry}:
     * who suspends returns true.
     */
    void leaveSuspended() {
        Type returns = Type.getReturnType(method.desc);
        if (returns.getSort() == Type.BOOLEAN) {
            out.visitInsn(Opcodes.ICONST_1);
        } else if (returns.getSort() != Type.VOID) {
            Type boxed = Boxes.primitiveOf(returns);
            out.visitInsn(VerifierTypes.zero(VerifierTypes.of(boxed == null ? returns : boxed)));
            if (boxed != null) {
                out.visitMethodInsn(Opcodes.INVOKESTATIC, returns.getInternalName(), "valueOf",
                        Type.getMethodDescriptor(returns, boxed), false);
            }
        }
        out.visitInsn(returns.getOpcode(Opcodes.IRETURN));
    }

    private void save(Object type, int slot) {
        out.visitVarInsn(VerifierTypes.opcode(type, Opcodes.ILOAD), slot);
        out.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CAPTURE, "put" + VerifierTypes.suffix(type),
                "(" + VerifierTypes.erased(type) + ")L" + CAPTURE + ";", false);
    }

    /** {@code visitFrame} from slots: the second slot of a long or double is implied. */
    void frame(Object[] slots, Object[] stack) {
        if (!frames) {
            return;
        }
        Object[] locals = VerifierTypes.locals(Arrays.asList(slots));
        int n = locals.length;
        while (n > 0 && locals[n - 1] == Opcodes.TOP) {
            n--;
        }
        out.visitFrame(Opcodes.F_NEW, n, Arrays.copyOf(locals, n), stack.length, stack);
    }
}
