package capriccio.continuations.weave;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Has {@code Throwable} tell {@code ThrownTraces} when it has taken a trace, and ask it when somebody reads that. */
public final class ThrowableHooks {
    private static final String TRACE = "[Ljava/lang/StackTraceElement;";
    private static final String RUNTIME = "capriccio/continuations/runtime/ThrownTraces";

    private ThrowableHooks() {}

    /** The class file with these calls, as far as it has the methods. */
    public static byte[] weave(byte[] file) {
        ClassReader reader = new ClassReader(file);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor out = super.visitMethod(access, name, descriptor, signature, exceptions);
                return switch (name + descriptor) {
                    case "fillInStackTrace()Ljava/lang/Throwable;" -> beforeReturn(out, "filled", "(Ljava/lang/Throwable;)V");
                    case "getOurStackTrace()" + TRACE -> beforeReturn(out, "reading", "(" + TRACE + "Ljava/lang/Throwable;)" + TRACE);
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
                    super.visitMethodInsn(Opcodes.INVOKESTATIC, RUNTIME, call, descriptor, false);
                }
                super.visitInsn(opcode);
            }

            @Override
            public void visitMaxs(int stack, int locals) {
                super.visitMaxs(stack + 1, locals);
            }
        };
    }
}
