package capriccio.continuations.test;

import static org.objectweb.asm.Opcodes.*;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Makes a random program from a seed: one class {@code Fuzz implements Runnable}, whose methods call each other, itself
 * bounded by a budget of calls, and pause at random places. The same class file is the oracle (on a platform thread a
 * pause only yields) and, woven, the subject.
 */
final class ProgramGenerator extends ConstructorGenerator {
    private ProgramGenerator(long seed) {
        super(seed);
    }

    static byte[] generate(long seed) {
        return new ProgramGenerator(seed).program();
    }

    private byte[] program() {
        ClassWriter cw = new ClassWriter(old ? ClassWriter.COMPUTE_MAXS : ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String a, String b) {
                return "java/lang/Object";
            }
        };
        int version = old ? V1_2 + random.nextInt(V1_6 - V1_2 + 1) : V17;
        cw.visit(version, ACC_PUBLIC | ACC_SUPER, NAME, null, "java/lang/Object", new String[] {"java/lang/Runnable"});
        cw.visitField(ACC_PUBLIC | ACC_STATIC, "trace", "L" + TRACE + ";", null, null);
        cw.visitField(ACC_STATIC, "budget", "I", null, null);
        constructor(cw);
        print(cw);
        pause(cw);
        int n = 2 + random.nextInt(5);
        for (int i = 0; i < n; i++) {
            callees.add(callee(i));
        }
        constructors(cw);
        for (Callee c : callees) {
            method(cw, c);
        }
        run(cw);
        cw.visitEnd();
        return cw.toByteArray();
    }

    private Callee callee(int i) {
        Type[] parameters = new Type[random.nextInt(5)];
        for (int p = 0; p < parameters.length; p++) {
            parameters[p] = TYPES[random.nextInt(TYPES.length)];
        }
        Type result = random.nextInt(6) == 0 ? Type.VOID_TYPE : TYPES[random.nextInt(TYPES.length)];
        return new Callee("m" + i, Type.getMethodType(result, parameters), random.nextBoolean(), random.nextInt(6) == 0);
    }

    private static void constructor(ClassWriter cw) {
        MethodVisitor m = cw.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        m.visitCode();
        m.visitVarInsn(ALOAD, 0);
        m.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        m.visitEnd();
    }

    /** So that an object's trace is the same in every run. */
    private static void print(ClassWriter cw) {
        MethodVisitor m = cw.visitMethod(ACC_PUBLIC, "toString", "()Ljava/lang/String;", null, null);
        m.visitCode();
        m.visitVarInsn(ALOAD, 0);
        m.visitFieldInsn(GETFIELD, NAME, "number", "J");
        m.visitVarInsn(ALOAD, 0);
        m.visitFieldInsn(GETFIELD, NAME, "early", "I");
        m.visitInsn(I2L);
        m.visitInsn(LADD);
        m.visitMethodInsn(INVOKESTATIC, "java/lang/Long", "toString", "(J)Ljava/lang/String;", false);
        m.visitInsn(ARETURN);
        m.visitMaxs(0, 0);
        m.visitEnd();
    }

    private static void pause(ClassWriter cw) {
        MethodVisitor m = cw.visitMethod(ACC_STATIC, "pause", "(I)I", null, null);
        m.visitCode();
        m.visitFieldInsn(GETSTATIC, NAME, "trace", "L" + TRACE + ";");
        m.visitVarInsn(ILOAD, 0);
        m.visitMethodInsn(INVOKEVIRTUAL, TRACE, "log", "(I)V", false);
        m.visitMethodInsn(INVOKESTATIC, "capriccio/continuations/runtime/UserThread", "yieldNow", "()V", false);
        m.visitVarInsn(ILOAD, 0);
        m.visitInsn(IRETURN);
        m.visitMaxs(0, 0);
        m.visitEnd();
    }

    private void run(ClassWriter cw) {
        open("run", Type.getMethodType("()V"), false, ACC_PUBLIC);
        out.visitIntInsn(SIPUSH, 120);
        out.visitFieldInsn(PUTSTATIC, NAME, "budget", "I");
        noJumps = true;
        for (Callee c : callees) {
            if (c.type().getReturnType().equals(Type.VOID_TYPE)) {
                call(c, 1);
            } else {
                call(c, 1);
                logTop(c.type().getReturnType());
            }
        }
        out.visitInsn(RETURN);
        close(cw);
    }

    private void method(ClassWriter cw, Callee c) {
        open(c.name(), c.type(), c.isStatic(), c.isSynchronized() ? ACC_SYNCHRONIZED : 0);
        spendBudget();
        block(3, 3);
        if (returns.equals(Type.VOID_TYPE)) {
            pauseStatement();
        } else {
            expression(returns, 3);
        }
        out.visitInsn(returns.getOpcode(IRETURN));
        close(cw);
    }

}
