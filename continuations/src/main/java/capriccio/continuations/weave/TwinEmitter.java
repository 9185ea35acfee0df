package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * Writes a method's twin: the same woven body behind a switch that restores a saved frame and jumps to just after the
 * call at which it suspended, inside the method's own try ranges, where the callee's result is delivered or thrown.
 */
final class TwinEmitter extends BodyEmitter {
    private static final String STACK = RUNTIME + "SavedStack";
    private static final String RESUME = RUNTIME + "Resume";
    /** Bound with a trusted lookup: a hidden nestmate is no subclass of the host's superclass. */
    private static final Handle LINKER = new Handle(
            Opcodes.H_INVOKESTATIC,
            RUNTIME + "TwinLinker",
            "link",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                    + "Ljava/lang/Class;Ljava/lang/Class;I)Ljava/lang/invoke/CallSite;",
            false);

    /** With the host's lookup: what a lambda remembers of where it was made must have a name. */
    private static final Handle BOOTSTRAP = new Handle(
            Opcodes.H_INVOKESTATIC,
            RUNTIME + "TwinLinker",
            "bootstrap",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                    + "Ljava/lang/invoke/MethodHandle;Ljava/lang/Class;[Ljava/lang/Object;)Ljava/lang/Object;",
            false);

    /** True if a member named by an instruction cannot be reached from a nestmate. */
    interface Access {
        boolean needsLink(int opcode, String owner, String name, String descriptor);
    }

    private final String host;
    private final boolean hostIsInterface;
    private final Access access;
    private final List<CallSite> suspendPoints = new ArrayList<>();
    private final List<Label> deliveries = new ArrayList<>();
    private final int stackSlot;
    /** Left out. */
    private final Prologue prologue;

    TwinEmitter(ClassNode type, MethodNode method, Prologue prologue, List<CallSite> plan, int[] siteIds,
            Access access, MethodVisitor out) {
        super(method, reached(plan, prologue), siteIds, Math.max(method.maxLocals, 3) + 1, true, out);
        this.host = type.name;
        this.hostIsInterface = (type.access & Opcodes.ACC_INTERFACE) != 0;
        this.access = access;
        this.prologue = prologue;
        this.stackSlot = Math.max(method.maxLocals, 3);
        for (CallSite site : plan) {
            if (site.kind() == CallKind.SUSPEND) {
                suspendPoints.add(site);
                deliveries.add(new Label());
            }
        }
    }

    private static List<CallSite> reached(List<CallSite> plan, Prologue prologue) {
        return plan.stream()
                .filter(site -> site.kind() == CallKind.SUSPEND || !prologue.contains(site.insn()))
                .toList();
    }

    /** The whole method: {@code void resume(SavedStack stack, int ordinal)} of class {@code twin}. */
    void emitTwin(String twin) {
        out.visitCode();
        out.visitVarInsn(Opcodes.ILOAD, 2);
        out.visitVarInsn(Opcodes.ALOAD, 1);
        out.visitVarInsn(Opcodes.ASTORE, stackSlot);
        Label unknown = new Label();
        Label[] entries = new Label[suspendPoints.size()];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = new Label();
        }
        out.visitTableSwitchInsn(0, entries.length - 1, unknown, entries);
        Object[] start = new Object[stackSlot + 1];
        java.util.Arrays.fill(start, Opcodes.TOP);
        start[0] = twin;
        start[1] = STACK;
        start[2] = Opcodes.INTEGER;
        start[stackSlot] = STACK;
        for (int i = 0; i < entries.length; i++) {
            out.visitLabel(entries[i]);
            frame(start, new Object[0]);
            restore(suspendPoints.get(i));
            out.visitJumpInsn(Opcodes.GOTO, deliveries.get(i));
        }
        out.visitLabel(unknown);
        frame(start, new Object[0]);
        out.visitTypeInsn(Opcodes.NEW, "java/lang/IllegalStateException");
        out.visitInsn(Opcodes.DUP);
        out.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/IllegalStateException", "<init>", "()V", false);
        out.visitInsn(Opcodes.ATHROW);
        if (prologue == Prologue.NONE) {
            // The body's own start is only reached by its own jumps; a frame tells the verifier what holds there.
            Object[] locals = VerifierTypes.atEntry(host, method);
            out.visitFrame(Opcodes.F_NEW, locals.length, locals, 0, new Object[0]);
            out.visitInsn(Opcodes.NOP);
        }
        emit();
        out.visitMaxs(0, 0);
        out.visitEnd();
    }

    /** Dead locals get defaults: a frame further on may still name them. */
    private void restore(CallSite site) {
        Object[] locals = site.locals();
        for (int i = 0; i < locals.length; i++) {
            if (locals[i] != Opcodes.TOP) {
                load(locals[i], site.saves(i));
                out.visitVarInsn(VerifierTypes.opcode(locals[i], Opcodes.ISTORE), i);
            }
        }
        for (Object operand : site.below()) {
            load(operand, VerifierTypes.isSaved(operand));
        }
    }

    /** Pushes the next saved value, or the default of {@code type}. */
    private void load(Object type, boolean saved) {
        if (!saved) {
            out.visitInsn(VerifierTypes.zero(type));
            return;
        }
        out.visitVarInsn(Opcodes.ALOAD, stackSlot);
        out.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, STACK, "next" + VerifierTypes.suffix(type), "()" + VerifierTypes.erased(type), false);
        if (type instanceof String s && !s.equals("java/lang/Object")) {
            out.visitTypeInsn(Opcodes.CHECKCAST, s);
        }
    }

    /** Those that cover something outside of the prologue. */
    @Override
    List<TryCatchBlockNode> tryCatchBlocks() {
        return method.tryCatchBlocks.stream().filter(this::coversCode).toList();
    }

    private boolean coversCode(TryCatchBlockNode block) {
        for (AbstractInsnNode n = block.start; n != block.end; n = n.getNext()) {
            if (n.getOpcode() >= 0 && !prologue.contains(n)) {
                return true;
            }
        }
        return false;
    }

    /** Of a call of {@code super(...)} only what comes behind it is left: a resumed frame's entry, if it suspends. */
    @Override
    void weave(CallSite site) {
        if (prologue.contains(site.insn())) {
            deliver(site);
        } else {
            super.weave(site);
        }
    }

    @Override
    void afterCall(CallSite site) {
        Label after = new Label();
        out.visitJumpInsn(Opcodes.GOTO, after);
        deliver(site);
        out.visitLabel(after);
        frame(site.locals(), withResult(site));
        out.visitInsn(Opcodes.NOP);
    }

    private void deliver(CallSite site) {
        out.visitLabel(deliveries.get(site.ordinal()));
        frame(site.locals(), site.below());
        Type returns = site.returns();
        String suffix = returns.getSort() == Type.VOID ? "Void" : VerifierTypes.suffix(VerifierTypes.of(returns));
        String kind = returns.getSort() == Type.VOID ? "V" : VerifierTypes.erased(VerifierTypes.of(returns));
        out.visitMethodInsn(Opcodes.INVOKESTATIC, RESUME, "take" + suffix, "()" + kind, false);
        if (returns.getSort() >= Type.ARRAY && !returns.getInternalName().equals("java/lang/Object")) {
            out.visitTypeInsn(Opcodes.CHECKCAST, returns.getInternalName());
        }
    }

    @Override
    void plain(AbstractInsnNode insn) {
        int opcode = insn.getOpcode();
        if (prologue.contains(insn)) {
            Prologue.Behind behind = prologue.behind(insn);
            if (behind != null) { // nothing comes here; the verifier must be told what would
                frame(behind.locals(), behind.stack());
                out.visitInsn(Opcodes.NOP);
            }
        } else if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            leave(opcode);
        } else if (insn instanceof MethodInsnNode call) {
            invoke(call);
        } else if (insn instanceof FieldInsnNode field
                && access.needsLink(opcode, field.owner, field.name, field.desc)) {
            linkField(field);
        } else if (insn instanceof InvokeDynamicInsnNode call) {
            dynamic(call);
        } else {
            super.plain(insn);
        }
    }

    @Override
    void leaveSuspended() {
        out.visitInsn(Opcodes.RETURN);
    }

    private void leave(int opcode) {
        switch (opcode) {
            case Opcodes.IRETURN -> leaveWith("Int", "I");
            case Opcodes.LRETURN -> leaveWith("Long", "J");
            case Opcodes.FRETURN -> leaveWith("Float", "F");
            case Opcodes.DRETURN -> leaveWith("Double", "D");
            case Opcodes.ARETURN -> leaveWith("Ref", "Ljava/lang/Object;");
            default -> {
                if (prologue != Prologue.NONE) {
                    out.visitVarInsn(Opcodes.ALOAD, 0);
                    out.visitMethodInsn(Opcodes.INVOKESTATIC, RESUME, "returnConstructed", "(Ljava/lang/Object;)V", false);
                }
                out.visitInsn(Opcodes.RETURN);
            }
        }
    }

    private void leaveWith(String suffix, String kind) {
        out.visitMethodInsn(Opcodes.INVOKESTATIC, RESUME, "return" + suffix, "(" + kind + ")V", false);
        out.visitInsn(Opcodes.RETURN);
    }

    private void dynamic(InvokeDynamicInsnNode call) {
        Object[] arguments = fromNestmate(call.bsmArgs);
        if (!call.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
            out.visitInvokeDynamicInsn(call.name, call.desc, call.bsm, arguments);
            return;
        }
        Object[] all = new Object[arguments.length + 2];
        all[0] = call.bsm;
        all[1] = Type.getObjectType(host);
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        out.visitInvokeDynamicInsn(call.name, call.desc, BOOTSTRAP, all);
    }

    private void invoke(MethodInsnNode call) {
        int opcode = call.getOpcode();
        if (call.owner.equals("java/lang/invoke/MethodHandles") && call.name.equals("lookup")) {
            out.visitLdcInsn(Type.getObjectType(host));
            out.visitMethodInsn(Opcodes.INVOKESTATIC, RUNTIME + "TwinLinker", "lookupIn",
                    "(Ljava/lang/Class;)Ljava/lang/invoke/MethodHandles$Lookup;", false);
        } else if (opcode == Opcodes.INVOKESPECIAL && !call.name.equals("<init>")) {
            if (call.owner.equals(host) && !access.needsLink(opcode, call.owner, call.name, call.desc)) {
                out.visitMethodInsn(
                        hostIsInterface ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL,
                        call.owner, call.name, call.desc, hostIsInterface);
            } else {
                link(opcode, call.owner, call.name, "(L" + host + ";" + call.desc.substring(1));
            }
        } else if (access.needsLink(opcode, call.owner, call.name, call.desc)) {
            String receiver = opcode == Opcodes.INVOKESTATIC ? "" : "L" + call.owner + ";";
            link(opcode, call.owner, call.name, "(" + receiver + call.desc.substring(1));
        } else {
            call.accept(out);
        }
    }

    private void linkField(FieldInsnNode field) {
        String receiver = "L" + field.owner + ";";
        String descriptor =
                switch (field.getOpcode()) {
                    case Opcodes.GETFIELD -> "(" + receiver + ")" + field.desc;
                    case Opcodes.PUTFIELD -> "(" + receiver + field.desc + ")V";
                    case Opcodes.GETSTATIC -> "()" + field.desc;
                    default -> "(" + field.desc + ")V";
                };
        link(field.getOpcode(), field.owner, field.name, descriptor);
    }

    private void link(int opcode, String owner, String name, String descriptor) {
        out.visitInvokeDynamicInsn(
                name, descriptor, LINKER, Type.getObjectType(owner), Type.getObjectType(host), opcode);
    }

    /** A handle on a private method of the host is a virtual call to a nestmate. */
    private Object[] fromNestmate(Object[] arguments) {
        Object[] copy = arguments.clone();
        for (int i = 0; i < copy.length; i++) {
            if (copy[i] instanceof Handle h && h.getTag() == Opcodes.H_INVOKESPECIAL && h.getOwner().equals(host)) {
                int tag = hostIsInterface ? Opcodes.H_INVOKEINTERFACE : Opcodes.H_INVOKEVIRTUAL;
                copy[i] = new Handle(tag, h.getOwner(), h.getName(), h.getDesc(), hostIsInterface);
            }
        }
        return copy;
    }
}
