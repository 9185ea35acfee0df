package capriccio.continuations.weave;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Has {@code Throwable} tell {@code ThrownTraces} when it has taken a trace, and ask it when somebody reads that; and has
 * {@code StackWalker} leave a user thread's frames to {@code WalkedFrames}.
 */
public final class TraceHooks {
    private static final String THROWABLE = "java/lang/Throwable";
    private static final String WALKER = "java/lang/StackWalker";
    private static final String TRACE = "[Ljava/lang/StackTraceElement;";
    private static final String RUNTIME = "capriccio/continuations/runtime/";

    private TraceHooks() {}

    /** True for the classes that have them. */
    public static boolean areIn(String name) {
        return name.equals(THROWABLE) || name.equals(WALKER);
    }

    /** The class file with its hooks, as far as it has the methods. */
    public static byte[] weave(byte[] file) {
        ClassReader reader = new ClassReader(file);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor out = super.visitMethod(access, name, descriptor, signature, exceptions);
                return switch (reader.getClassName() + "." + name + descriptor) {
                    case THROWABLE + ".fillInStackTrace()Ljava/lang/Throwable;" -> beforeReturn(out, "filled", "(Ljava/lang/Throwable;)V");
                    case THROWABLE + ".getOurStackTrace()" + TRACE -> beforeReturn(out, "reading", "(" + TRACE + "Ljava/lang/Throwable;)" + TRACE);
                    case WALKER + ".walk(Ljava/util/function/Function;)Ljava/lang/Object;" ->
                        instead(out, "walk", "Ljava/util/function/Function;", "Ljava/lang/Object;");
                    case WALKER + ".forEach(Ljava/util/function/Consumer;)V" -> instead(out, "forEach", "Ljava/util/function/Consumer;", "V");
                    case WALKER + ".getCallerClass()Ljava/lang/Class;" -> instead(out, "getCallerClass", "", "Ljava/lang/Class;");
                    default -> out;
                };
            }
        }, 0);
        return writer.toByteArray();
    }

    private static MethodVisitor beforeReturn(MethodVisitor to, String call, String descriptor) {
        return new MethodVisitor(Opcodes.ASM9, to) {
            @Override
            public void visitInsn(int opcode) {
                if (opcode == Opcodes.ARETURN) {
                    super.visitVarInsn(Opcodes.ALOAD, 0);
                    super.visitMethodInsn(Opcodes.INVOKESTATIC, RUNTIME + "ThrownTraces", call, descriptor, false);
                }
                super.visitInsn(opcode);
            }

            @Override
            public void visitMaxs(int stack, int locals) {
                super.visitMaxs(stack + 1, locals);
            }
        };
    }

    /** {@code if (WalkedFrames.areOf(this)) return WalkedFrames.call(this, argument);}, with one argument or none. */
    private static MethodVisitor instead(MethodVisitor to, String call, String argument, String returns) {
        String frames = RUNTIME + "WalkedFrames";
        return new MethodVisitor(Opcodes.ASM9, to) {
            @Override
            public void visitCode() {
                super.visitCode();
                Label own = new Label();
                super.visitVarInsn(Opcodes.ALOAD, 0);
                super.visitMethodInsn(Opcodes.INVOKESTATIC, frames, "areOf", "(L" + WALKER + ";)Z", false);
                super.visitJumpInsn(Opcodes.IFEQ, own);
                super.visitVarInsn(Opcodes.ALOAD, 0);
                if (!argument.isEmpty()) {
                    super.visitVarInsn(Opcodes.ALOAD, 1);
                }
                super.visitMethodInsn(Opcodes.INVOKESTATIC, frames, call, "(L" + WALKER + ";" + argument + ")" + returns, false);
                super.visitInsn(returns.equals("V") ? Opcodes.RETURN : Opcodes.ARETURN);
                super.visitLabel(own);
                super.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
            }

            @Override
            public void visitMaxs(int stack, int locals) {
                super.visitMaxs(Math.max(stack, 2), locals);
            }
        };
    }
}
