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
 * try { result = callee(arguments); }                       // operands below were spilled to locals
 * catch (SuspendSignal s) { save locals and operands; throw s; }
 * }</pre>
 *
 * The handler stands outside of the method's own try ranges and first in the exception table, so that the program's
 * {@code catch (Throwable)} never sees a suspension. A pinned call is bracketed by {@code Pin.enter} and {@code
 * Pin.exit}; its handler keeps the program's own handlers.
 */
class BodyEmitter {
    static final String RUNTIME = "capriccio/continuations/runtime/";
    static final String SIGNAL = RUNTIME + "SuspendSignal";
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

    private final List<Runnable> handlers = new ArrayList<>();

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
        for (Runnable handler : handlers) {
            handler.run();
        }
    }

    /** Labels of every range are made first: the exception table must be written before the code that it covers. */
    private void prepareTables() {
        for (CallSite site : sites.values()) {
            if (site.kind() == CallKind.PLAIN) {
                continue;
            }
            Ranges r = new Ranges();
            ranges.put(site, r);
            out.visitTryCatchBlock(r.start, r.end, r.handler, site.kind() == CallKind.SUSPEND ? SIGNAL : null);
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
                if (r != null && site.kind() == CallKind.PIN && i >= from && i < to) {
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
        handlers.add(() -> {
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
        Ranges r = ranges(site);
        int[] spills = spill(site);
        out.visitLabel(r.start);
        call(site);
        out.visitLabel(r.end);
        afterCall(site);
        handlers.add(() -> saveHandler(site, r, spills));
    }

    /** For the twin: the place where a resumed frame gets its callee's result. */
    void afterCall(CallSite site) {}

    /** Copies the operands below the arguments to fresh locals, so that the handler can save them. */
    private int[] spill(CallSite site) {
        int[] slots = new int[site.below().length];
        if (slots.length == 0) {
            return slots;
        }
        int next = firstFree;
        for (int i = 0; i < slots.length; i++) {
            slots[i] = next;
            next += VerifierTypes.isWide(site.below()[i]) ? 2 : 1;
        }
        List<Type> arguments = site.arguments();
        int[] args = new int[arguments.size()];
        for (int i = arguments.size() - 1; i >= 0; i--) {
            args[i] = next;
            next += arguments.get(i).getSize();
            out.visitVarInsn(arguments.get(i).getOpcode(Opcodes.ISTORE), args[i]);
        }
        for (int i = slots.length - 1; i >= 0; i--) {
            out.visitVarInsn(VerifierTypes.opcode(site.below()[i], Opcodes.ISTORE), slots[i]);
        }
        for (int i = 0; i < slots.length; i++) {
            out.visitVarInsn(VerifierTypes.opcode(site.below()[i], Opcodes.ILOAD), slots[i]);
        }
        for (int i = 0; i < args.length; i++) {
            out.visitVarInsn(arguments.get(i).getOpcode(Opcodes.ILOAD), args[i]);
        }
        return slots;
    }

    private void saveHandler(CallSite site, Ranges r, int[] spills) {
        out.visitLabel(r.handler);
        frame(savedSlots(site, spills), new Object[] {SIGNAL});
        out.visitInsn(Opcodes.POP);
        out.visitLdcInsn(siteIds[site.ordinal()]);
        out.visitMethodInsn(Opcodes.INVOKESTATIC, CAPTURE, "begin", "(I)L" + CAPTURE + ";", false);
        Object[] slots = savedSlots(site, spills);
        for (int i = 0; i < slots.length; i++) {
            save(slots[i], i);
        }
        out.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CAPTURE, "end", "()L" + SIGNAL + ";", false);
        out.visitInsn(Opcodes.ATHROW);
    }

    /** What a handler reads, by slot; of a reference it need not know more. Spills follow the method's own locals. */
    private static Object[] savedSlots(CallSite site, int[] spills) {
        int n = site.locals().length;
        Object[] all = new Object[spills.length == 0 ? n : spills[spills.length - 1] + 2];
        java.util.Arrays.fill(all, Opcodes.TOP);
        for (int i = 0; i < n; i++) {
            if (site.saves(i)) {
                all[i] = erased(site.locals()[i]);
            }
        }
        for (int i = 0; i < spills.length; i++) {
            if (VerifierTypes.isSaved(site.below()[i])) {
                all[spills[i]] = erased(site.below()[i]);
            }
        }
        return all;
    }

    private static Object erased(Object type) {
        return VerifierTypes.isPrimitive(type) ? type : "java/lang/Object";
    }

    private void save(Object type, int slot) {
        if (type == Opcodes.TOP) {
            return;
        }
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
