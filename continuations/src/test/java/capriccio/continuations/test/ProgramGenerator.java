package capriccio.continuations.test;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodNode;

/**
 * Makes a random program from a seed: one class {@code Fuzz implements Runnable}, whose methods call each other, itself
 * bounded by a budget of calls, and pause at random places. The same class file is the oracle (on a platform thread a
 * pause only yields) and, woven, the subject.
 */
final class ProgramGenerator {
    static final String NAME = "Fuzz";
    private static final String TRACE = Type.getInternalName(Trace.class);
    private static final Type OBJECT = Type.getType(Object.class);
    private static final Type INTS = Type.getType(int[].class);
    private static final Type[] TYPES = {
        Type.INT_TYPE, Type.INT_TYPE, Type.LONG_TYPE, Type.DOUBLE_TYPE, Type.FLOAT_TYPE, OBJECT, INTS
    };

    private record Callee(String name, Type type, boolean isStatic, boolean isSynchronized) {}

    private record Local(int slot, Type type) {}

    /** A try or synchronized range; leaving it early runs its exit code, outside of the range. */
    private static final class Region {
        final List<Label[]> ranges = new ArrayList<>();
        final Runnable exit;
        Label start = new Label();

        Region(Runnable exit) {
            this.exit = exit;
        }
    }

    private record Loop(Label next, Label end, int regions) {}

    private final Random random;
    private final List<Callee> callees = new ArrayList<>();

    // of the method that is being written
    private MethodVisitor out = new MethodNode();
    private Type returns = Type.VOID_TYPE;
    private boolean isStatic;
    private final List<Local> locals = new ArrayList<>();
    private final List<Region> regions = new ArrayList<>();
    private final List<Loop> loops = new ArrayList<>();
    private int nextSlot;
    private int size;
    private boolean noJumps;
    private int pauses;

    private ProgramGenerator(long seed) {
        random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    }

    static byte[] generate(long seed) {
        return new ProgramGenerator(seed).program();
    }

    private byte[] program() {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS) {
            @Override
            protected String getCommonSuperClass(String a, String b) {
                return "java/lang/Object";
            }
        };
        cw.visit(V17, ACC_PUBLIC | ACC_SUPER, NAME, null, "java/lang/Object", new String[] {"java/lang/Runnable"});
        cw.visitField(ACC_PUBLIC | ACC_STATIC, "trace", "L" + TRACE + ";", null, null);
        cw.visitField(ACC_STATIC, "budget", "I", null, null);
        constructor(cw);
        pause(cw);
        int n = 2 + random.nextInt(5);
        for (int i = 0; i < n; i++) {
            callees.add(callee(i));
        }
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
            if (c.type.getReturnType().equals(Type.VOID_TYPE)) {
                call(c, 1);
            } else {
                call(c, 1);
                logTop(c.type.getReturnType());
            }
        }
        out.visitInsn(RETURN);
        close(cw);
    }

    private void open(String name, Type type, boolean staticMethod, int access) {
        out = new MethodNode(ASM9, access | (staticMethod ? ACC_STATIC : 0), name, type.getDescriptor(), null, null);
        returns = type.getReturnType();
        isStatic = staticMethod;
        locals.clear();
        regions.clear();
        loops.clear();
        size = 0;
        noJumps = false;
        nextSlot = staticMethod ? 0 : 1;
        for (Type t : type.getArgumentTypes()) {
            declare(t);
        }
        out.visitCode();
    }

    private void close(ClassWriter cw) {
        out.visitMaxs(0, 0);
        ((MethodNode) out).accept(cw);
    }

    private void method(ClassWriter cw, Callee c) {
        open(c.name, c.type, c.isStatic, c.isSynchronized ? ACC_SYNCHRONIZED : 0);
        out.visitFieldInsn(GETSTATIC, NAME, "budget", "I");
        out.visitInsn(ICONST_1);
        out.visitInsn(ISUB);
        out.visitInsn(DUP);
        out.visitFieldInsn(PUTSTATIC, NAME, "budget", "I");
        Label goOn = new Label();
        out.visitJumpInsn(IFGE, goOn);
        zero(returns);
        out.visitInsn(returns.getOpcode(IRETURN));
        out.visitLabel(goOn);
        block(3, 3);
        if (returns.equals(Type.VOID_TYPE)) {
            pauseStatement();
        } else {
            expression(returns, 3);
        }
        out.visitInsn(returns.getOpcode(IRETURN));
        close(cw);
    }

    private Local declare(Type t) {
        Local l = new Local(nextSlot, t);
        nextSlot += t.getSize();
        locals.add(l);
        return l;
    }

    /** Statements with locals of their own, whose slots the next block uses again. */
    private void block(int statements, int depth) {
        int mark = locals.size();
        int slot = nextSlot;
        for (int i = 1 + random.nextInt(statements); i > 0; i--) {
            statement(depth);
        }
        while (locals.size() > mark) {
            locals.remove(locals.size() - 1);
        }
        nextSlot = slot;
    }

    private void statement(int depth) {
        int kind = random.nextInt(depth <= 0 || size > 150 ? 7 : 16);
        size++;
        switch (kind) {
            case 0 -> pauseStatement();
            case 1, 2 -> {
                Type t = TYPES[random.nextInt(TYPES.length)];
                expression(t, 3);
                Local l = declare(t);
                out.visitVarInsn(t.getOpcode(ISTORE), l.slot);
            }
            case 3 -> {
                if (!locals.isEmpty()) {
                    Local l = locals.get(random.nextInt(locals.size()));
                    expression(l.type, 3);
                    out.visitVarInsn(l.type.getOpcode(ISTORE), l.slot);
                }
            }
            case 4, 5 -> {
                Type t = TYPES[random.nextInt(TYPES.length)];
                expression(t, 3);
                logTop(t);
            }
            case 6 -> {
                expression(INTS, 1);
                index();
                expression(Type.INT_TYPE, 2);
                out.visitInsn(IASTORE);
            }
            case 7 -> ifElse(depth);
            case 8, 9 -> loop(depth);
            case 10, 11 -> tryCatch(depth);
            case 12 -> tryFinally(depth);
            case 13 -> monitor(depth);
            case 14 -> switchOver(depth);
            default -> jump();
        }
    }

    private void pauseStatement() {
        constant(pauses++);
        pauseCall();
        out.visitInsn(POP);
    }

    private void pauseCall() {
        out.visitMethodInsn(INVOKESTATIC, NAME, "pause", "(I)I", false);
    }

    private void logTop(Type t) {
        Type logged = t.equals(Type.FLOAT_TYPE) ? Type.DOUBLE_TYPE : t.getSort() == Type.ARRAY ? OBJECT : t;
        if (t.equals(Type.FLOAT_TYPE)) {
            out.visitInsn(F2D);
        }
        Local l = new Local(nextSlot, logged);
        out.visitVarInsn(logged.getOpcode(ISTORE), l.slot);
        out.visitFieldInsn(GETSTATIC, NAME, "trace", "L" + TRACE + ";");
        out.visitVarInsn(logged.getOpcode(ILOAD), l.slot);
        out.visitMethodInsn(INVOKEVIRTUAL, TRACE, "log", "(" + logged.getDescriptor() + ")V", false);
    }

    private void odd() {
        expression(Type.INT_TYPE, 2);
        out.visitInsn(ICONST_1);
        out.visitInsn(IAND);
    }

    private void ifElse(int depth) {
        Label no = new Label();
        Label end = new Label();
        odd();
        out.visitJumpInsn(IFEQ, no);
        block(2, depth - 1);
        out.visitJumpInsn(GOTO, end);
        out.visitLabel(no);
        block(2, depth - 1);
        out.visitLabel(end);
    }

    private void loop(int depth) {
        int slot = nextSlot++; // the counter, which no statement sees
        out.visitInsn(ICONST_0);
        out.visitVarInsn(ISTORE, slot);
        Label head = new Label();
        Loop l = new Loop(new Label(), new Label(), regions.size());
        out.visitLabel(head);
        loops.add(l);
        block(3, depth - 1);
        loops.remove(loops.size() - 1);
        out.visitLabel(l.next);
        out.visitIincInsn(slot, 1);
        out.visitVarInsn(ILOAD, slot);
        constant(1 + random.nextInt(4));
        out.visitJumpInsn(IF_ICMPLT, head);
        out.visitLabel(l.end);
        nextSlot--;
    }

    private void enter(Region r) {
        regions.add(r);
        out.visitLabel(r.start);
        out.visitInsn(NOP);
    }

    private void endRange(Region r) {
        Label end = new Label();
        out.visitLabel(end);
        r.ranges.add(new Label[] {r.start, end});
    }

    private void leave(Region r, Label handler, String type) {
        endRange(r);
        regions.remove(regions.size() - 1);
        for (Label[] range : r.ranges) {
            out.visitTryCatchBlock(range[0], range[1], handler, type);
        }
    }

    private void tryCatch(int depth) {
        String[] kinds = {"java/lang/Throwable", "java/lang/RuntimeException", "java/lang/ArithmeticException", "java/lang/Exception"};
        Label handler = new Label();
        Label end = new Label();
        Region r = new Region(() -> {});
        enter(r);
        block(3, depth - 1);
        leave(r, handler, kinds[random.nextInt(kinds.length)]);
        out.visitJumpInsn(GOTO, end);
        out.visitLabel(handler);
        Local caught = new Local(nextSlot, OBJECT);
        out.visitVarInsn(ASTORE, caught.slot);
        nextSlot++;
        locals.add(caught);
        out.visitFieldInsn(GETSTATIC, NAME, "trace", "L" + TRACE + ";");
        out.visitVarInsn(ALOAD, caught.slot);
        out.visitMethodInsn(INVOKEVIRTUAL, TRACE, "log", "(Ljava/lang/Object;)V", false);
        block(2, depth - 1);
        locals.remove(caught);
        nextSlot--;
        out.visitLabel(end);
    }

    private void tryFinally(int depth) {
        long seed = random.nextLong();
        List<Local> visible = List.copyOf(locals);
        Runnable body = () -> finallyBody(visible, seed);
        protect(new Region(body), body, depth);
    }

    /** The same statements at each exit, as javac copies them. */
    private void finallyBody(List<Local> visible, long seed) {
        Random r = new Random(seed);
        pauseStatement();
        if (!visible.isEmpty()) {
            Local l = visible.get(r.nextInt(visible.size()));
            out.visitVarInsn(l.type.getOpcode(ILOAD), l.slot);
            logTop(l.type);
        }
        pauseStatement();
    }

    private void monitor(int depth) {
        int lock = nextSlot++;
        if (isStatic || random.nextBoolean()) {
            out.visitLdcInsn("lock" + random.nextInt(3));
        } else {
            out.visitVarInsn(ALOAD, 0);
        }
        out.visitInsn(DUP);
        out.visitVarInsn(ASTORE, lock);
        out.visitInsn(MONITORENTER);
        Runnable exit = () -> {
            out.visitVarInsn(ALOAD, lock);
            out.visitInsn(MONITOREXIT);
        };
        protect(new Region(exit), exit, depth);
        nextSlot--;
    }

    private void protect(Region r, Runnable exit, int depth) {
        Label handler = new Label();
        Label end = new Label();
        enter(r);
        block(3, depth - 1);
        leave(r, handler, null);
        exit.run();
        out.visitJumpInsn(GOTO, end);
        out.visitLabel(handler);
        int thrown = nextSlot++;
        out.visitVarInsn(ASTORE, thrown);
        exit.run();
        out.visitVarInsn(ALOAD, thrown);
        out.visitInsn(ATHROW);
        nextSlot--;
        out.visitLabel(end);
    }

    private void switchOver(int depth) {
        int n = 2 + random.nextInt(3);
        Label[] labels = new Label[n];
        int[] keys = new int[n];
        boolean table = random.nextBoolean();
        for (int i = 0; i < n; i++) {
            labels[i] = new Label();
            keys[i] = table ? i : i * 7 - 7;
        }
        Label other = new Label();
        Label end = new Label();
        expression(Type.INT_TYPE, 2);
        constant(7);
        out.visitInsn(IAND);
        if (table) {
            out.visitTableSwitchInsn(0, n - 1, other, labels);
        } else {
            out.visitLookupSwitchInsn(other, keys, labels);
        }
        for (Label l : labels) {
            out.visitLabel(l);
            block(2, depth - 1);
            if (random.nextInt(3) > 0) {
                out.visitJumpInsn(GOTO, end); // else it falls through
            }
        }
        out.visitLabel(other);
        pauseStatement();
        out.visitLabel(end);
    }

    /** A conditional return, break, continue or throw. */
    private void jump() {
        Label skip = new Label();
        odd();
        out.visitJumpInsn(IFEQ, skip);
        int kind = random.nextInt(3);
        if (kind == 0) {
            out.visitTypeInsn(NEW, "java/lang/IllegalStateException");
            out.visitInsn(DUP);
            out.visitLdcInsn("thrown by the program");
            out.visitMethodInsn(INVOKESPECIAL, "java/lang/IllegalStateException", "<init>", "(Ljava/lang/String;)V", false);
            out.visitInsn(ATHROW);
        } else if (noJumps) {
            pauseStatement();
        } else if (kind == 1 && !loops.isEmpty()) {
            Loop l = loops.get(random.nextInt(loops.size()));
            List<Region> left = unwind(l.regions);
            out.visitJumpInsn(GOTO, random.nextBoolean() ? l.next : l.end);
            reopen(left);
        } else {
            int slot = nextSlot;
            if (!returns.equals(Type.VOID_TYPE)) {
                expression(returns, 2);
                out.visitVarInsn(returns.getOpcode(ISTORE), slot);
                nextSlot += returns.getSize();
            }
            List<Region> left = unwind(0);
            if (!returns.equals(Type.VOID_TYPE)) {
                out.visitVarInsn(returns.getOpcode(ILOAD), slot);
            }
            out.visitInsn(returns.getOpcode(IRETURN));
            reopen(left);
            nextSlot = slot;
        }
        out.visitLabel(skip);
        out.visitInsn(NOP); // a range that begins here must not be empty, whatever follows
    }

    private List<Region> unwind(int downTo) {
        List<Region> left = new ArrayList<>();
        for (int i = regions.size() - 1; i >= downTo; i--) {
            Region r = regions.get(i);
            endRange(r);
            r.exit.run();
            left.add(r);
        }
        return left;
    }

    private void reopen(List<Region> left) {
        for (Region r : left) {
            r.start = new Label();
            out.visitLabel(r.start);
        }
        out.visitInsn(NOP); // dead code, which ASM replaces by an athrow under an empty frame
    }

    private void constant(int value) {
        if (value >= -1 && value <= 5) {
            out.visitInsn(ICONST_0 + value);
        } else {
            out.visitLdcInsn(value);
        }
    }

    private void zero(Type t) {
        switch (t.getSort()) {
            case Type.VOID -> {}
            case Type.INT -> out.visitInsn(ICONST_0);
            case Type.LONG -> out.visitInsn(LCONST_0);
            case Type.FLOAT -> out.visitInsn(FCONST_0);
            case Type.DOUBLE -> out.visitInsn(DCONST_0);
            default -> out.visitInsn(ACONST_NULL);
        }
    }

    private void index() {
        expression(Type.INT_TYPE, 1);
        out.visitInsn(ICONST_3);
        out.visitInsn(IAND);
    }

    private void call(Callee c, int depth) {
        if (!c.isStatic) {
            if (isStatic || random.nextInt(4) == 0) {
                out.visitTypeInsn(NEW, NAME);
                out.visitInsn(DUP);
                out.visitMethodInsn(INVOKESPECIAL, NAME, "<init>", "()V", false);
            } else {
                out.visitVarInsn(ALOAD, 0);
            }
        }
        for (Type t : c.type.getArgumentTypes()) {
            expression(t, depth - 1);
        }
        out.visitMethodInsn(c.isStatic ? INVOKESTATIC : INVOKEVIRTUAL, NAME, c.name, c.type.getDescriptor(), false);
    }

    /** Leaves a value of type {@code t} on the operand stack. */
    private void expression(Type t, int depth) {
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

    private boolean callReturning(Type t, int depth) {
        List<Callee> fit = new ArrayList<>();
        for (Callee c : callees) {
            if (c.type.getReturnType().equals(t)) {
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

    private void leaf(Type t, int choice) {
        List<Local> fit = new ArrayList<>();
        for (Local l : locals) {
            if (l.type.equals(t)) {
                fit.add(l);
            }
        }
        if (choice < 2 && !fit.isEmpty()) {
            out.visitVarInsn(t.getOpcode(ILOAD), fit.get(random.nextInt(fit.size())).slot);
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

    private void operation(Type t, int depth) {
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

    private void binary(Type t, int operator, int depth) {
        expression(t, depth - 1);
        expression(t, depth - 1);
        out.visitInsn(t.getOpcode(operator));
    }

    private void object(int depth) {
        switch (random.nextInt(4)) {
            case 0 -> { // an uninitialised object below the call: pins
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
            default -> {
                expression(INTS, depth - 1);
            }
        }
    }
}
