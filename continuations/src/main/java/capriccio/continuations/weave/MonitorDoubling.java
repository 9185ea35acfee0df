package capriccio.continuations.weave;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Makes a class that is not woven take the entry of {@code Monitors} inside every real monitor that it takes:
 *
 * <pre>{@code
 * synchronized (o) {                // as it was
 *     DoubledMonitors.enter(o);
 *     try { ... } finally { DoubledMonitors.exit(o); }
 * }
 * }</pre>
 *
 * Changes method bodies only, so it serves for classes that exist.
 */
public final class MonitorDoubling {
    private static final String DOUBLED = "capriccio/continuations/runtime/DoubledMonitors";
    private static final String OBJECT = "(Ljava/lang/Object;)V";

    private MonitorDoubling() {}

    /** True if code of this class takes monitors; {@code methods} false leaves synchronized methods out. */
    public static boolean takesMonitors(byte[] file, boolean methods) {
        ClassNode type = new ClassNode();
        new ClassReader(file).accept(type, ClassReader.SKIP_FRAMES | ClassReader.SKIP_DEBUG);
        for (MethodNode m : type.methods) {
            if (isSynchronized(m) && methods) {
                return true;
            }
            for (AbstractInsnNode insn : m.instructions) {
                if (insn.getOpcode() == Opcodes.MONITORENTER) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The class file with all its monitors doubled, or null if it has none.
     *
     * @param methods false leaves synchronized methods as they are
     */
    public static byte @Nullable [] weave(byte[] file, boolean methods) {
        if (!takesMonitors(file, methods)) {
            return null;
        }
        ClassNode type = new ClassNode();
        ClassReader reader = new ClassReader(file);
        reader.accept(type, ClassReader.EXPAND_FRAMES);
        for (MethodNode m : type.methods) {
            instructions(m);
            if (methods && isSynchronized(m)) {
                method(type, m);
            }
        }
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        type.accept(writer);
        return writer.toByteArray();
    }

    private static boolean isSynchronized(MethodNode m) {
        return (m.access & Opcodes.ACC_SYNCHRONIZED) != 0 && m.instructions.size() > 0;
    }

    /** Monitor instructions of blocks, and {@code wait} and {@code notify}. */
    static void instructions(MethodNode m) {
        for (AbstractInsnNode insn : m.instructions.toArray()) {
            int opcode = insn.getOpcode();
            if (opcode == Opcodes.MONITORENTER) {
                m.instructions.insertBefore(insn, new InsnNode(Opcodes.DUP));
                m.instructions.insert(insn, call("enter", OBJECT));
            } else if (opcode == Opcodes.MONITOREXIT) {
                m.instructions.insertBefore(insn, new InsnNode(Opcodes.DUP));
                m.instructions.insertBefore(insn, call("exit", OBJECT));
            } else if (insn instanceof MethodInsnNode call && opcode != Opcodes.INVOKESTATIC) {
                String name = replacement(call.name, call.desc);
                if (name != null) {
                    m.instructions.set(insn, call(name, "(Ljava/lang/Object;" + call.desc.substring(1)));
                }
            }
        }
    }

    private static @Nullable String replacement(String name, String descriptor) {
        return switch (name + descriptor) {
            case "wait()V", "wait(J)V", "wait(JI)V" -> "waitOn";
            case "notify()V" -> "notifyOne";
            case "notifyAll()V" -> "notifyEvery";
            default -> null;
        };
    }

    static void method(ClassNode type, MethodNode m) {
        if (Synchronized.losesThis(type, m)) {
            throw new IllegalStateException(type.name + "." + m.name + " reuses the slot of this");
        }
        LabelNode start = new LabelNode();
        LabelNode handler = new LabelNode();
        for (AbstractInsnNode insn : m.instructions.toArray()) {
            int opcode = insn.getOpcode();
            if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
                m.instructions.insertBefore(insn, lock(type, m, "exit"));
            }
        }
        InsnList head = lock(type, m, "enter");
        head.add(start);
        m.instructions.insert(head);
        boolean isStatic = (m.access & Opcodes.ACC_STATIC) != 0;
        Object[] locals = isStatic ? new Object[0] : new Object[] {type.name};
        m.instructions.add(handler);
        m.instructions.add(
                new FrameNode(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {"java/lang/Throwable"}));
        m.instructions.add(lock(type, m, "exit"));
        m.instructions.add(new InsnNode(Opcodes.ATHROW));
        m.tryCatchBlocks.add(new TryCatchBlockNode(start, handler, handler, null));
    }

    private static InsnList lock(ClassNode type, MethodNode m, String what) {
        InsnList list = new InsnList();
        boolean isStatic = (m.access & Opcodes.ACC_STATIC) != 0;
        list.add(isStatic ? new LdcInsnNode(Type.getObjectType(type.name)) : new VarInsnNode(Opcodes.ALOAD, 0));
        list.add(call(what, OBJECT));
        return list;
    }

    private static MethodInsnNode call(String name, String descriptor) {
        return new MethodInsnNode(Opcodes.INVOKESTATIC, DOUBLED, name, descriptor, false);
    }
}
