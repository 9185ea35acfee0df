package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import org.objectweb.asm.tree.JumpInsnNode;
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
            instructions(type, m);
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
    static void instructions(ClassNode type, MethodNode m) {
        Tracker tracker = new Tracker(type.name, m);
        boolean frames = (type.version & 0xFFFF) >= Opcodes.V1_7; // which the JVM demands from there on
        for (AbstractInsnNode insn : m.instructions.toArray()) {
            int opcode = insn.getOpcode();
            if (frames) {
                insn.accept(tracker);
            }
            if (opcode == Opcodes.MONITORENTER) {
                boolean known = frames && tracker.reachable();
                Object[] locals = known ? tracker.locals() : new Object[0];
                Object[] below = known ? tracker.below(List.of()) : new Object[0];
                if (known && !hasUninitialised(locals) && !hasUninitialised(below)) {
                    enter(m, insn, new ArrayList<>(Arrays.asList(locals)), below);
                } else {
                    enterBare(m, insn);
                }
            } else if (opcode == Opcodes.MONITOREXIT) {
                AbstractInsnNode call = call("exit", OBJECT);
                m.instructions.insertBefore(insn, new InsnNode(Opcodes.DUP));
                m.instructions.insertBefore(insn, call);
                coverByAnother(m, insn, call);
            } else if (insn instanceof MethodInsnNode call && opcode != Opcodes.INVOKESTATIC) {
                String name = replacement(call.name, call.desc);
                if (name != null) {
                    m.instructions.set(insn, call(name, "(Ljava/lang/Object;" + call.desc.substring(1)));
                }
            }
        }
    }

    /**
     * Where {@code enter} throws, the real monitor is left, in a handler among whatever covers the block. The JVM's compilers
     * would find it unbalanced otherwise, and the method would be interpreted for ever: the ranges of a compiler's own
     * handlers begin behind the call.
     *
     * @param slots the locals there, one entry a slot
     * @param below what is on the operand stack under the object
     */
    private static void enter(MethodNode m, AbstractInsnNode enter, List<Object> slots, Object[] below) {
        int lock = m.maxLocals;
        int thrown = lock + 1;
        m.maxLocals += 2;
        LabelNode from = new LabelNode();
        LabelNode to = new LabelNode();
        LabelNode failed = new LabelNode();
        LabelNode entered = new LabelNode();
        VerifierTypes.store(slots, lock, "java/lang/Object");
        Object[] locals = VerifierTypes.locals(slots);
        m.instructions.insertBefore(enter, new InsnNode(Opcodes.DUP));
        m.instructions.insertBefore(enter, new VarInsnNode(Opcodes.ASTORE, lock));
        InsnList rest = new InsnList();
        rest.add(from);
        rest.add(new VarInsnNode(Opcodes.ALOAD, lock));
        rest.add(call("enter", OBJECT));
        rest.add(to);
        rest.add(new JumpInsnNode(Opcodes.GOTO, entered));
        SureExit.leaveAndThrow(rest, failed, locals, lock, new InsnNode(Opcodes.MONITOREXIT), thrown);
        rest.add(entered);
        rest.add(new FrameNode(Opcodes.F_NEW, locals.length, locals, below.length, below));
        rest.add(new InsnNode(Opcodes.NOP)); // a frame of the method's own may follow
        m.instructions.insert(enter, rest);
        m.tryCatchBlocks.add(0, new TryCatchBlockNode(from, to, failed, null));
    }

    /**
     * Compilers let a handler that leaves a monitor cover itself: where the call fails there, it would be made again, for
     * ever. A handler of its own leaves the real monitor instead.
     */
    private static void coverByAnother(MethodNode m, AbstractInsnNode exit, AbstractInsnNode call) {
        AbstractInsnNode object = call.getPrevious().getPrevious();
        FrameNode frame = SureExit.handlerFrame(object);
        AbstractInsnNode last = SureExit.rethrow(exit);
        if (frame == null || last == null || !(object instanceof VarInsnNode load) || load.getOpcode() != Opcodes.ALOAD) {
            return;
        }
        AbstractInsnNode first = SureExit.nextReal(frame);
        List<Object> slots = SureExit.slotsAt(object, frame);
        if (slots == null
                || !m.tryCatchBlocks.removeIf(b -> b.type == null
                        && SureExit.nextReal(b.start) == first && SureExit.nextReal(b.handler) == first)) {
            return;
        }
        int thrown = m.maxLocals++;
        LabelNode from = new LabelNode();
        LabelNode to = new LabelNode();
        LabelNode failed = new LabelNode();
        m.instructions.insertBefore(call, from);
        m.instructions.insert(call, to);
        InsnList rest = new InsnList();
        SureExit.leaveAndThrow(
                rest, failed, VerifierTypes.locals(slots), load.var, new InsnNode(Opcodes.MONITOREXIT), thrown);
        m.instructions.insert(last, rest);
        m.tryCatchBlocks.add(0, new TryCatchBlockNode(from, to, failed, null));
    }

    /** Without the handler, where nothing tells the types that it takes: before frames, or over an object to be initialised. */
    private static void enterBare(MethodNode m, AbstractInsnNode enter) {
        m.instructions.insertBefore(enter, new InsnNode(Opcodes.DUP));
        m.instructions.insert(enter, call("enter", OBJECT));
    }

    private static boolean hasUninitialised(Object[] types) {
        return Arrays.stream(types).anyMatch(VerifierTypes::isUninitialised);
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
