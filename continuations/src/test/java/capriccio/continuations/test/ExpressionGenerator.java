package capriccio.continuations.test;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodNode;

/** Random expressions of a program: each leaves one value of its type, and may pause on the way. */
class ExpressionGenerator {
    static final String NAME = "Fuzz";
    static final String TRACE = Type.getInternalName(Trace.class);
    static final Type OBJECT = Type.getType(Object.class);
    static final Type INTS = Type.getType(int[].class);
    static final Type[] TYPES = {
        Type.INT_TYPE, Type.INT_TYPE, Type.LONG_TYPE, Type.DOUBLE_TYPE, Type.FLOAT_TYPE, OBJECT, INTS
    };

    /** The constructors of the program's class. */
    static final Type OF_ALL = Type.getMethodType("(Ljava/lang/Object;IJ)V");

    static final Type OF_LONGS = Type.getMethodType("(JJ)V");
    static final Type OF_INT = Type.getMethodType("(I)V");

    record Callee(String name, Type type, boolean isStatic, boolean isSynchronized) {}

    record Local(int slot, Type type) {}

    final Random random;
    /** A class file from before stack maps. */
    final boolean old;

    final List<Callee> callees = new ArrayList<>();

    // of the method that is being written
    MethodVisitor out = new MethodNode();
    Type returns = Type.VOID_TYPE;
    boolean isStatic;
    final List<Local> locals = new ArrayList<>();
    int nextSlot;
    int size;
    boolean noJumps;
    int pauses;

    ExpressionGenerator(long seed) {
        random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        old = random.nextInt(4) == 0;
    }

    Local declare(Type t) {
        Local l = new Local(nextSlot, t);
        nextSlot += t.getSize();
        locals.add(l);
        return l;
    }

    void pauseStatement() {
        constant(pauses++);
        pauseCall();
        out.visitInsn(POP);
    }

    void pauseCall() {
        out.visitMethodInsn(INVOKESTATIC, NAME, "pause", "(I)I", false);
    }

    void logTop(Type t) {
        Type logged = t.equals(Type.FLOAT_TYPE) ? Type.DOUBLE_TYPE : t.getSort() == Type.ARRAY ? OBJECT : t;
        if (t.equals(Type.FLOAT_TYPE)) {
            out.visitInsn(F2D);
        }
        Local l = new Local(nextSlot, logged);
        out.visitVarInsn(logged.getOpcode(ISTORE), l.slot());
        out.visitFieldInsn(GETSTATIC, NAME, "trace", "L" + TRACE + ";");
        out.visitVarInsn(logged.getOpcode(ILOAD), l.slot());
        out.visitMethodInsn(INVOKEVIRTUAL, TRACE, "log", "(" + logged.getDescriptor() + ")V", false);
    }

    void odd() {
        expression(Type.INT_TYPE, 2);
        out.visitInsn(ICONST_1);
        out.visitInsn(IAND);
    }

    void constant(int value) {
        if (value >= -1 && value <= 5) {
            out.visitInsn(ICONST_0 + value);
        } else {
            out.visitLdcInsn(value);
        }
    }

    void zero(Type t) {
        switch (t.getSort()) {
            case Type.VOID -> {}
            case Type.INT -> out.visitInsn(ICONST_0);
            case Type.LONG -> out.visitInsn(LCONST_0);
            case Type.FLOAT -> out.visitInsn(FCONST_0);
            case Type.DOUBLE -> out.visitInsn(DCONST_0);
            default -> out.visitInsn(ACONST_NULL);
        }
    }

    void index() {
        expression(Type.INT_TYPE, 1);
        out.visitInsn(ICONST_3);
        out.visitInsn(IAND);
    }

    void call(Callee c, int depth) {
        if (!c.isStatic()) {
            if (isStatic || random.nextInt(4) == 0) {
                out.visitTypeInsn(NEW, NAME);
                out.visitInsn(DUP);
                out.visitMethodInsn(INVOKESPECIAL, NAME, "<init>", "()V", false);
            } else {
                out.visitVarInsn(ALOAD, 0);
            }
        }
        for (Type t : c.type().getArgumentTypes()) {
            expression(t, depth - 1);
        }
        out.visitMethodInsn(c.isStatic() ? INVOKESTATIC : INVOKEVIRTUAL, NAME, c.name(), c.type().getDescriptor(), false);
    }

    /** Leaves a value of type {@code t} on the operand stack. */
    void expression(Type t, int depth) {
        size++;
        int choice = random.nextInt(depth <= 0 || size > 250 ? 3 : 12);
        if (choice < 3) {
            leaf(t, choice);
        } else if (choice < 6 && callReturning(t, depth)) {
            return;
        } else if (choice == 6) {
            Label no = new Label();
            Label end = new Label();
            odd();
            out.visitJumpInsn(IFEQ, no);
            expression(t, depth - 1);
            out.visitJumpInsn(GOTO, end);
            out.visitLabel(no);
            expression(t, depth - 1);
            out.visitLabel(end);
        } else {
            operation(t, depth);
        }
    }

    boolean callReturning(Type t, int depth) {
        List<Callee> fit = new ArrayList<>();
        for (Callee c : callees) {
            if (c.type().getReturnType().equals(t)) {
                fit.add(c);
            }
        }
        if (fit.isEmpty()) {
            operation(t, depth);
        } else {
            call(fit.get(random.nextInt(fit.size())), depth);
        }
        return true;
    }

    void leaf(Type t, int choice) {
        List<Local> fit = new ArrayList<>();
        for (Local l : locals) {
            if (l.type().equals(t)) {
                fit.add(l);
            }
        }
        if (choice < 2 && !fit.isEmpty()) {
            out.visitVarInsn(t.getOpcode(ILOAD), fit.get(random.nextInt(fit.size())).slot());
            return;
        }
        switch (t.getSort()) {
            case Type.INT -> {
                constant(random.nextInt(20) - 5);
                if (random.nextBoolean()) {
                    pauseCall();
                }
            }
            case Type.LONG -> out.visitLdcInsn(random.nextLong());
            case Type.FLOAT -> out.visitLdcInsn(random.nextFloat());
            case Type.DOUBLE -> out.visitLdcInsn(random.nextDouble());
            case Type.ARRAY -> {
                out.visitInsn(random.nextInt(8) == 0 ? ICONST_2 : ICONST_4); // a short one throws at times
                out.visitIntInsn(NEWARRAY, T_INT);
            }
            default -> {
                if (random.nextInt(4) == 0) {
                    out.visitInsn(ACONST_NULL);
                } else {
                    out.visitLdcInsn("s" + random.nextInt(50));
                }
            }
        }
    }

    void operation(Type t, int depth) {
        int[] operators = {IADD, ISUB, IMUL, IADD, IDIV, IREM};
        switch (t.getSort()) {
            case Type.INT -> {
                int kind = random.nextInt(6);
                if (kind == 0) {
                    expression(INTS, depth - 1);
                    index();
                    out.visitInsn(IALOAD);
                } else if (kind == 1) {
                    expression(Type.LONG_TYPE, depth - 1);
                    out.visitInsn(L2I);
                } else if (kind == 2) {
                    expression(Type.DOUBLE_TYPE, depth - 1);
                    expression(Type.DOUBLE_TYPE, depth - 1);
                    out.visitInsn(DCMPL);
                } else {
                    binary(t, operators[random.nextInt(operators.length)], depth);
                }
            }
            case Type.LONG, Type.FLOAT, Type.DOUBLE -> {
                if (random.nextInt(3) == 0) {
                    expression(Type.INT_TYPE, depth - 1);
                    out.visitInsn(t.equals(Type.LONG_TYPE) ? I2L : t.equals(Type.FLOAT_TYPE) ? I2F : I2D);
                } else {
                    binary(t, operators[random.nextInt(operators.length)], depth);
                }
            }
            case Type.ARRAY -> {
                out.visitInsn(ICONST_4);
                out.visitIntInsn(NEWARRAY, T_INT);
                out.visitInsn(DUP);
                index();
                expression(Type.INT_TYPE, depth - 1);
                out.visitInsn(IASTORE);
            }
            default -> object(depth);
        }
    }

    void binary(Type t, int operator, int depth) {
        expression(t, depth - 1);
        expression(t, depth - 1);
        out.visitInsn(t.getOpcode(operator));
    }

    void object(int depth) {
        switch (random.nextInt(old ? 6 : 7)) {
            case 6 -> reference(depth);
            case 0 -> {
                out.visitTypeInsn(NEW, "java/lang/Long");
                out.visitInsn(DUP);
                expression(Type.LONG_TYPE, depth - 1);
                out.visitMethodInsn(INVOKESPECIAL, "java/lang/Long", "<init>", "(J)V", false);
            }
            case 1 -> {
                expression(Type.INT_TYPE, depth - 1);
                out.visitMethodInsn(INVOKESTATIC, "java/lang/Integer", "valueOf", "(I)Ljava/lang/Integer;", false);
            }
            case 2 -> { // a reference and a wide operand below a call, then swapped away
                expression(OBJECT, depth - 1);
                expression(Type.LONG_TYPE, depth - 1);
                pauseStatement();
                out.visitInsn(POP2);
            }
            case 3, 4 -> allocation(depth);
            default -> {
                expression(INTS, depth - 1);
            }
        }
    }

    /** An object of the program's class, uninitialised while the arguments are made; its copies lie in odd places. */
    private void allocation(int depth) {
        int kind = random.nextInt(old ? 6 : 7);
        if (kind == 2) {
            expression(Type.INT_TYPE, depth - 1);
        }
        out.visitTypeInsn(NEW, NAME);
        switch (kind) {
            case 1 -> { // one in a local
                int slot = nextSlot++;
                out.visitInsn(DUP);
                out.visitVarInsn(ASTORE, slot);
                initialise(depth);
                out.visitVarInsn(ALOAD, slot);
                nextSlot--;
            }
            case 2 -> { // one under another operand
                out.visitInsn(DUP_X1);
                initialise(depth);
                out.visitInsn(POP);
            }
            case 3 -> { // two constructors for one object
                Label no = new Label();
                Label end = new Label();
                out.visitInsn(DUP);
                odd();
                out.visitJumpInsn(IFEQ, no);
                initialise(depth);
                out.visitJumpInsn(GOTO, end);
                out.visitLabel(no);
                initialise(depth);
                out.visitLabel(end);
            }
            case 4 -> { // a wide operand between the copies
                out.visitInsn(DUP);
                expression(Type.LONG_TYPE, depth - 1);
                out.visitInsn(DUP2_X1);
                out.visitInsn(POP2);
                initialise(depth);
                out.visitInsn(POP2);
            }
            case 5 -> { // thrown away
                initialise(depth);
                leaf(OBJECT, 2);
            }
            case 6 -> { // looked at: cannot move
                Label end = new Label();
                out.visitInsn(DUP);
                out.visitInsn(DUP);
                out.visitJumpInsn(IFNULL, end);
                out.visitLabel(end);
                initialise(depth);
            }
            default -> {
                out.visitInsn(DUP);
                initialise(depth);
            }
        }
    }

    private void initialise(int depth) {
        Type[] constructors = {OF_ALL, OF_ALL, OF_LONGS, OF_INT};
        Type constructor = constructors[random.nextInt(constructors.length)];
        for (Type t : constructor.getArgumentTypes()) {
            expression(t, depth - 1);
        }
        out.visitMethodInsn(INVOKESPECIAL, NAME, "<init>", constructor.getDescriptor(), false);
    }

    /** {@code Fuzz::new}, through the proxy that the JDK makes of it. */
    private void reference(int depth) {
        String function = "java/util/function/IntFunction";
        String factory = "java/lang/invoke/LambdaMetafactory";
        String lookup = "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                + "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)"
                + "Ljava/lang/invoke/CallSite;";
        out.visitInvokeDynamicInsn("apply", "()L" + function + ";", new Handle(H_INVOKESTATIC, factory, "metafactory", lookup, false),
                Type.getMethodType("(I)Ljava/lang/Object;"),
                new Handle(H_NEWINVOKESPECIAL, NAME, "<init>", OF_INT.getDescriptor(), false),
                Type.getMethodType("(I)L" + NAME + ";"));
        expression(Type.INT_TYPE, depth - 1);
        out.visitMethodInsn(INVOKEINTERFACE, function, "apply", "(I)Ljava/lang/Object;", true);
    }
}
