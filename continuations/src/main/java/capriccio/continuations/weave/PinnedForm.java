package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * The least that makes a class safe among woven ones, for a class that cannot be woven. It asks nothing of the analysis:
 *
 * <pre>{@code
 * int method() {
 *     Pin.enter();
 *     try { ... } finally { Pin.exit(); }      // whatever it calls blocks the carrier instead of suspending
 * }
 * }</pre>
 *
 * Blocking calls are hooked and monitors doubled, as everywhere. A constructor that throws leaves its thread pinned, for
 * no handler may cover the call of {@code super()}; that lasts until the thread ends.
 */
public final class PinnedForm {
    private static final String PIN = "capriccio/continuations/runtime/Pin";

    private PinnedForm() {}

    public static byte[] weave(CallRules rules, byte[] file) {
        ClassReader reader = new ClassReader(file);
        ClassNode type = new ClassNode();
        reader.accept(type, ClassReader.EXPAND_FRAMES);
        for (MethodNode m : type.methods) {
            if (m.instructions.size() == 0) {
                continue;
            }
            MonitorDoubling.instructions(type, m);
            if ((m.access & Opcodes.ACC_SYNCHRONIZED) != 0) {
                MonitorDoubling.method(type, m);
            }
            hook(rules, m);
            pin(m);
        }
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        type.accept(writer);
        return writer.toByteArray();
    }

    private static void hook(CallRules rules, MethodNode m) {
        for (AbstractInsnNode insn : m.instructions.toArray()) {
            if (insn instanceof MethodInsnNode call) {
                Hook hook = rules.callHook(call.owner, call.name, call.desc);
                if (hook != null) {
                    m.instructions.set(
                            insn,
                            new MethodInsnNode(
                                    Opcodes.INVOKESTATIC, hook.owner(), hook.name(), hook.descriptor(), false));
                }
            }
        }
    }

    private static void pin(MethodNode m) {
        for (AbstractInsnNode insn : m.instructions.toArray()) {
            int opcode = insn.getOpcode();
            if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
                m.instructions.insertBefore(insn, call("exit"));
            }
        }
        LabelNode start = new LabelNode();
        m.instructions.insert(start);
        m.instructions.insertBefore(start, call("enter"));
        if (m.name.equals("<init>")) {
            return;
        }
        LabelNode end = new LabelNode();
        List<TryCatchBlockNode> blocks = new ArrayList<>(m.tryCatchBlocks);
        blocks.add(new TryCatchBlockNode(start, end, end, null)); // last: the method's own handlers come first
        m.tryCatchBlocks = blocks;
        m.instructions.add(end);
        m.instructions.add(new FrameNode(Opcodes.F_NEW, 0, new Object[0], 1, new Object[] {"java/lang/Throwable"}));
        m.instructions.add(call("exit"));
        m.instructions.add(new InsnNode(Opcodes.ATHROW));
    }

    private static MethodInsnNode call(String name) {
        return new MethodInsnNode(Opcodes.INVOKESTATIC, PIN, name, "()V", false);
    }
}
