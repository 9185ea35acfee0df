package capriccio.continuations.test;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodNode;

/** Random statements of a program: control flow of every kind, with locals whose slots are used again. */
class StatementGenerator extends ExpressionGenerator {
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

    private final List<Region> regions = new ArrayList<>();
    private final List<Loop> loops = new ArrayList<>();

    StatementGenerator(long seed) {
        super(seed);
    }

    /** Begins a method. */
    void open(String name, Type type, boolean staticMethod, int access) {
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

    /** Statements with locals of their own, whose slots the next block uses again. */
    void block(int statements, int depth) {
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

    void statement(int depth) {
        int kind = random.nextInt(depth <= 0 || size > 150 ? 7 : 16);
        size++;
        switch (kind) {
            case 0 -> pauseStatement();
            case 1, 2 -> {
                Type t = TYPES[random.nextInt(TYPES.length)];
                expression(t, 3);
                Local l = declare(t);
                out.visitVarInsn(t.getOpcode(ISTORE), l.slot());
            }
            case 3 -> {
                if (!locals.isEmpty()) {
                    Local l = locals.get(random.nextInt(locals.size()));
                    expression(l.type(), 3);
                    out.visitVarInsn(l.type().getOpcode(ISTORE), l.slot());
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

    void ifElse(int depth) {
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

    void loop(int depth) {
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

    void enter(Region r) {
        regions.add(r);
        out.visitLabel(r.start);
        out.visitInsn(NOP);
    }

    void endRange(Region r) {
        Label end = new Label();
        out.visitLabel(end);
        r.ranges.add(new Label[] {r.start, end});
    }

    void leave(Region r, Label handler, String type) {
        endRange(r);
        regions.remove(regions.size() - 1);
        for (Label[] range : r.ranges) {
            out.visitTryCatchBlock(range[0], range[1], handler, type);
        }
    }

    void tryCatch(int depth) {
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
        out.visitVarInsn(ASTORE, caught.slot());
        nextSlot++;
        locals.add(caught);
        out.visitFieldInsn(GETSTATIC, NAME, "trace", "L" + TRACE + ";");
        out.visitVarInsn(ALOAD, caught.slot());
        out.visitMethodInsn(INVOKEVIRTUAL, TRACE, "log", "(Ljava/lang/Object;)V", false);
        block(2, depth - 1);
        locals.remove(caught);
        nextSlot--;
        out.visitLabel(end);
    }

    void tryFinally(int depth) {
        long seed = random.nextLong();
        List<Local> visible = List.copyOf(locals);
        Runnable body = () -> finallyBody(visible, seed);
        protect(body, depth);
    }

    /** The same statements at each exit, as javac copies them. */
    void finallyBody(List<Local> visible, long seed) {
        Random r = new Random(seed);
        pauseStatement();
        if (!visible.isEmpty()) {
            Local l = visible.get(r.nextInt(visible.size()));
            out.visitVarInsn(l.type().getOpcode(ILOAD), l.slot());
            logTop(l.type());
        }
        pauseStatement();
    }

    void monitor(int depth) {
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
        protect(exit, depth);
        nextSlot--;
    }

    /** A block, and its exit code in place at each exit, or as a subroutine. */
    private void protect(Runnable body, int depth) {
        Label handler = new Label();
        Label end = new Label();
        Label subroutine = new Label();
        Runnable exit = old && random.nextBoolean() ? () -> out.visitJumpInsn(JSR, subroutine) : body;
        int thrown = nextSlot++;
        int back = nextSlot++;
        Region r = new Region(exit);
        enter(r);
        block(3, depth - 1);
        leave(r, handler, null);
        exit.run();
        out.visitJumpInsn(GOTO, end);
        out.visitLabel(handler);
        out.visitVarInsn(ASTORE, thrown);
        exit.run();
        out.visitVarInsn(ALOAD, thrown);
        out.visitInsn(ATHROW);
        if (exit != body) {
            out.visitLabel(subroutine);
            out.visitVarInsn(ASTORE, back);
            int slot = nextSlot;
            nextSlot = 200; // scratch that no place which calls it uses
            body.run();
            nextSlot = slot;
            out.visitVarInsn(RET, back);
        }
        nextSlot -= 2;
        out.visitLabel(end);
    }

    void switchOver(int depth) {
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
    void jump() {
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

    List<Region> unwind(int downTo) {
        List<Region> left = new ArrayList<>();
        for (int i = regions.size() - 1; i >= downTo; i--) {
            Region r = regions.get(i);
            endRange(r);
            r.exit.run();
            left.add(r);
        }
        return left;
    }

    void reopen(List<Region> left) {
        for (Region r : left) {
            r.start = new Label();
            out.visitLabel(r.start);
        }
        out.visitInsn(NOP); // dead code, which ASM replaces by an athrow under an empty frame
    }

}
