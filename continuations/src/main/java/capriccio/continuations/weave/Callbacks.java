package capriccio.continuations.weave;

import capriccio.continuations.runtime.Pin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * The methods of a class that must not suspend, because some caller takes them for plain; see {@link Knowledge}. A
 * method reference to another class's method cannot be pinned there: a private method of this class is put in between.
 * Decided once for a class; the same for its twins.
 */
final class Callbacks {
    private final CallRules rules;
    private final Knowledge.View view;
    private final ClassNode type;
    /** By name and descriptor, as decided at weaving. */
    private final Map<String, Pin.Reason> pinned = new HashMap<>();

    private Callbacks(CallRules rules, Knowledge.View view, ClassNode type) {
        this.rules = rules;
        this.view = view;
        this.type = type;
    }

    /** Decides for a class, and adds the methods that stand between it and what it refers to. */
    static Map<String, Pin.Reason> apply(
            CallRules rules, Knowledge.View view, ClassNode type, boolean mayAdd) {
        Callbacks c = new Callbacks(rules, view, type);
        for (MethodNode m : type.methods) {
            Pin.Reason reason = m.instructions.size() == 0 ? null : view.mustPin(m);
            if (reason != null) {
                c.pinned.put(m.name + m.desc, reason);
            }
        }
        List<MethodNode> bridges = new ArrayList<>();
        for (MethodNode m : type.methods) {
            for (AbstractInsnNode insn : m.instructions) {
                if (insn instanceof InvokeDynamicInsnNode call) {
                    c.lambda(call, bridges, mayAdd);
                }
            }
        }
        type.methods.addAll(bridges);
        if (mayAdd) {
            for (Knowledge.Inherited m : view.inheritedToPin()) {
                type.methods.add(c.override(m));
                c.pinned.put(m.name() + m.descriptor(), m.reason());
            }
        }
        return c.pinned;
    }

    private void lambda(InvokeDynamicInsnNode call, List<MethodNode> bridges, boolean mayAdd) {
        if (!call.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
            return;
        }
        Handle h = (Handle) call.bsmArgs[1];
        Pin.Reason reason = view.mustPin(
                Type.getReturnType(call.desc).getInternalName(), call.name, ((Type) call.bsmArgs[0]).getDescriptor());
        if (reason == null || !suspends(h)) {
            return;
        }
        MethodNode own = h.getOwner().equals(type.name) ? method(h.getName(), h.getDesc()) : null;
        if (own != null && (own.access & Opcodes.ACC_PRIVATE) != 0) {
            pinned.put(own.name + own.desc, reason);
        } else if (mayAdd && !isSerializable(call)) {
            MethodNode bridge = bridge(call, h, bridges.size());
            bridges.add(bridge);
            pinned.put(bridge.name + bridge.desc, reason);
            boolean isInterface = (type.access & Opcodes.ACC_INTERFACE) != 0;
            call.bsmArgs[1] = new Handle(Opcodes.H_INVOKESTATIC, type.name, bridge.name, bridge.desc, isInterface);
        }
    }

    private boolean suspends(Handle h) {
        if (rules.callHook(h.getOwner(), h.getName(), h.getDesc()) != null) {
            return true;
        }
        CallKind kind = rules.kind(h.getOwner(), h.getName(), h.getDesc());
        return kind != CallKind.PLAIN
                && (!CallRules.isProgram(h.getOwner())
                        || view.kind(h.getOwner(), h.getName(), h.getDesc()) != CallKind.PLAIN);
    }

    /** Calls the superclass's method, pinned. */
    private MethodNode override(Knowledge.Inherited of) {
        MethodNode m = new MethodNode(
                (of.access() & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) | Opcodes.ACC_SYNTHETIC,
                of.name(), of.descriptor(), null, null);
        List<Type> parameters = new ArrayList<>();
        parameters.add(Type.getObjectType(type.name));
        parameters.addAll(List.of(Type.getArgumentTypes(of.descriptor())));
        String superName = type.superName;
        forward(m, parameters, new MethodInsnNode(Opcodes.INVOKESPECIAL, superName, of.name(), of.descriptor(), false));
        return m;
    }

    private @Nullable MethodNode method(String name, String descriptor) {
        for (MethodNode m : type.methods) {
            if (m.name.equals(name) && m.desc.equals(descriptor)) {
                return m;
            }
        }
        return null;
    }

    /** Its form names the implementation, which must stay. */
    private static boolean isSerializable(InvokeDynamicInsnNode call) {
        return call.bsm.getName().equals("altMetafactory")
                && call.bsmArgs[3] instanceof Integer flags
                && (flags & java.lang.invoke.LambdaMetafactory.FLAG_SERIALIZABLE) != 0;
    }

    private static MethodNode bridge(InvokeDynamicInsnNode call, Handle h, int number) {
        boolean makes = h.getTag() == Opcodes.H_NEWINVOKESPECIAL;
        boolean isStatic = makes || h.getTag() == Opcodes.H_INVOKESTATIC;
        List<Type> parameters = new ArrayList<>();
        if (!isStatic) {
            Type[] captured = Type.getArgumentTypes(call.desc);
            parameters.add(captured.length > 0 ? captured[0] : Type.getObjectType(h.getOwner()));
        }
        parameters.addAll(List.of(Type.getArgumentTypes(h.getDesc())));
        Type returns = makes ? Type.getObjectType(h.getOwner()) : Type.getReturnType(h.getDesc());
        String descriptor = Type.getMethodDescriptor(returns, parameters.toArray(new Type[0]));
        MethodNode m = new MethodNode(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC,
                "capriccio$pinned$" + number, descriptor, null, null);
        int opcode =
                switch (h.getTag()) {
                    case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
                    case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
                    case Opcodes.H_INVOKESPECIAL, Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
                    default -> Opcodes.INVOKEVIRTUAL;
                };
        if (makes) {
            m.instructions.add(new TypeInsnNode(Opcodes.NEW, h.getOwner()));
            m.instructions.add(new InsnNode(Opcodes.DUP));
        }
        forward(m, parameters, new MethodInsnNode(opcode, h.getOwner(), h.getName(), h.getDesc(), h.isInterface()));
        return m;
    }

    private static void forward(MethodNode m, List<Type> parameters, MethodInsnNode call) {
        int slot = 0;
        for (Type t : parameters) {
            m.instructions.add(new VarInsnNode(t.getOpcode(Opcodes.ILOAD), slot));
            slot += t.getSize();
        }
        m.instructions.add(call);
        m.instructions.add(new InsnNode(Type.getReturnType(m.desc).getOpcode(Opcodes.IRETURN)));
        m.maxLocals = slot;
        m.maxStack = slot + 2;
    }
}
