package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Moves allocations behind the evaluation of the constructor's arguments, so that no uninitialised object lies under a
 * suspend point. In place of the object, nulls lie on the operand stack and in locals, and take part in every shuffle;
 * the call of the constructor makes the object and replaces them:
 *
 * <pre>{@code
 * NEW T          NEW T  POP  ACONST_NULL     // still initialises T first
 * DUP            DUP
 * arguments      arguments
 * <init>         spill arguments  POP  POP  NEW T  DUP  reload arguments  <init>
 * }</pre>
 */
final class LateAllocation {
    /** The call of a constructor, with what lies under its receiver down to the deepest copy of the object. */
    private record Init(MethodInsnNode call, TypeInsnNode made, List<Object> below, List<Integer> slots) {}

    private final MethodNode method;
    private final Set<TypeInsnNode> moved = new HashSet<>();
    private final Map<Label, TypeInsnNode> news = new HashMap<>();
    private final List<Init> inits = new ArrayList<>();

    private LateAllocation(MethodNode method) {
        this.method = method;
    }

    /**
     * Moves the allocations of the uninitialised objects that a call in {@code pinned} would have to save, where it can.
     *
     * @return whether anything moved
     */
    static boolean move(ClassNode type, MethodNode m, Set<AbstractInsnNode> pinned) {
        LateAllocation pass = new LateAllocation(m);
        pass.find(type, pinned);
        if (pass.moved.isEmpty()) {
            return false;
        }
        pass.rewrite();
        return true;
    }

    private void find(ClassNode type, Set<AbstractInsnNode> pinned) {
        Tracker tracker = new Tracker(type.name, method);
        Set<TypeInsnNode> compared = new HashSet<>();
        Set<Object> inTheWay = new HashSet<>();
        for (AbstractInsnNode insn : method.instructions) {
            if (tracker.reachable()) {
                for (int depth = comparedOperands(insn.getOpcode()) - 1; depth >= 0; depth--) {
                    TypeInsnNode made = madeBy(tracker.operand(depth));
                    if (made != null) {
                        compared.add(made); // a null in its place would be seen
                    }
                }
                if (pinned.contains(insn)) {
                    addInTheWay(insn, tracker, inTheWay);
                }
                if (insn instanceof MethodInsnNode call && call.name.equals("<init>")) {
                    init(call, tracker);
                }
            }
            insn.accept(tracker);
            if (insn instanceof TypeInsnNode made && insn.getOpcode() == Opcodes.NEW && tracker.reachable()) {
                name(made, tracker.operand(0));
            }
        }
        for (Map.Entry<Label, TypeInsnNode> e : news.entrySet()) {
            if (inTheWay.contains(e.getKey()) && !compared.contains(e.getValue())) {
                moved.add(e.getValue());
            }
        }
    }

    /** A constructor leaves the object that it is called for initialised. */
    private static void addInTheWay(AbstractInsnNode insn, Tracker tracker, Set<Object> inTheWay) {
        Object made = insn instanceof MethodInsnNode call && call.name.equals("<init>") ? receiver(call, tracker) : null;
        for (Object t : tracker.stack) {
            if (t != made) {
                inTheWay.add(t);
            }
        }
        for (Object t : tracker.locals) {
            if (t != made) {
                inTheWay.add(t);
            }
        }
    }

    private static Object receiver(MethodInsnNode call, Tracker tracker) {
        return tracker.first(withReceiver(call));
    }

    private static List<Type> withReceiver(MethodInsnNode call) {
        List<Type> all = new ArrayList<>(List.of(Type.getArgumentTypes(call.desc)));
        all.add(0, Type.getObjectType(call.owner));
        return all;
    }

    private static int comparedOperands(int opcode) {
        return switch (opcode) {
            case Opcodes.IF_ACMPEQ, Opcodes.IF_ACMPNE -> 2;
            case Opcodes.IFNULL, Opcodes.IFNONNULL, Opcodes.MONITORENTER, Opcodes.MONITOREXIT -> 1;
            default -> 0;
        };
    }

    /** Frames may call the object by any label that stands before its {@code NEW}. */
    private void name(TypeInsnNode made, Object pushed) {
        news.put((Label) pushed, made);
        for (AbstractInsnNode i = made.getPrevious(); i != null && i.getOpcode() < 0; i = i.getPrevious()) {
            if (i instanceof LabelNode l) {
                news.put(l.getLabel(), made);
            }
        }
    }

    private @Nullable TypeInsnNode madeBy(Object verifierType) {
        return verifierType instanceof Label l ? news.get(l) : null;
    }

    private void init(MethodInsnNode call, Tracker tracker) {
        List<Type> arguments = withReceiver(call);
        TypeInsnNode made = madeBy(tracker.first(arguments));
        if (made == null) {
            return; // of this(...), super(...)
        }
        List<Object> below = new ArrayList<>(List.of(tracker.below(arguments)));
        while (!below.isEmpty() && madeBy(below.get(0)) != made) {
            below.remove(0);
        }
        below.replaceAll(t -> madeBy(t) == made ? made : t);
        List<Integer> copies = new ArrayList<>();
        Object[] locals = tracker.locals();
        for (int i = 0; i < locals.length; i++) {
            if (madeBy(locals[i]) == made) {
                copies.add(i);
            }
        }
        inits.add(new Init(call, made, below, copies));
    }

    private void rewrite() {
        int scratch = method.maxLocals;
        for (Init init : inits) {
            if (moved.contains(init.made)) {
                late(init, scratch);
            }
        }
        for (TypeInsnNode made : moved) {
            InsnList placeholder = new InsnList();
            placeholder.add(new InsnNode(Opcodes.POP));
            placeholder.add(new InsnNode(Opcodes.ACONST_NULL));
            method.instructions.insert(made, placeholder);
        }
        for (AbstractInsnNode insn : method.instructions) {
            if (insn instanceof FrameNode frame) {
                nameNulls(frame.local);
                nameNulls(frame.stack);
            }
        }
    }

    private void nameNulls(@Nullable List<Object> types) {
        if (types != null) {
            types.replaceAll(t -> t instanceof LabelNode l && isMoved(news.get(l.getLabel())) ? Opcodes.NULL : t);
        }
    }

    private boolean isMoved(@Nullable TypeInsnNode made) {
        return made != null && moved.contains(made);
    }

    private void late(Init init, int scratch) {
        InsnList before = new InsnList();
        InsnList reloads = new InsnList();
        int next = scratch;
        Type[] arguments = Type.getArgumentTypes(init.call.desc);
        for (int i = arguments.length - 1; i >= 0; i--) {
            before.add(new VarInsnNode(arguments[i].getOpcode(Opcodes.ISTORE), next));
            reloads.insert(new VarInsnNode(arguments[i].getOpcode(Opcodes.ILOAD), next));
            next += arguments[i].getSize();
        }
        before.add(new InsnNode(Opcodes.POP)); // the receiver's placeholder
        boolean onlyCopies = init.slots.isEmpty() && init.below.stream().allMatch(t -> t == init.made);
        int object = next++;
        InsnList after = new InsnList();
        for (int i = init.below.size() - 1; i >= 0; i--) {
            Object t = init.below.get(i);
            if (t == init.made) {
                before.add(new InsnNode(Opcodes.POP));
                after.insert(new VarInsnNode(Opcodes.ALOAD, object));
            } else {
                before.add(new VarInsnNode(VerifierTypes.opcode(t, Opcodes.ISTORE), next));
                after.insert(new VarInsnNode(VerifierTypes.opcode(t, Opcodes.ILOAD), next));
                next += VerifierTypes.isWide(t) ? 2 : 1;
            }
        }
        before.add(new TypeInsnNode(Opcodes.NEW, init.made.desc));
        duplicate(before, onlyCopies ? init.below.size() : 1);
        before.add(reloads);
        if (!onlyCopies) {
            after.insert(new VarInsnNode(Opcodes.ASTORE, object));
            for (int slot : init.slots) {
                after.add(new VarInsnNode(Opcodes.ALOAD, object));
                after.add(new VarInsnNode(Opcodes.ASTORE, slot));
            }
            method.instructions.insert(init.call, after);
        }
        method.instructions.insertBefore(init.call, before);
        method.maxLocals = Math.max(method.maxLocals, next);
    }

    private static void duplicate(InsnList code, int times) {
        for (int i = 0; i < times; i++) {
            code.add(new InsnNode(Opcodes.DUP));
        }
    }
}
