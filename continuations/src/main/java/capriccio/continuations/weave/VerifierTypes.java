package capriccio.continuations.weave;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Verifier types as ASM writes them: an {@code Integer} of {@link Opcodes}, an internal name, or the label of the
 * {@code NEW} that made an uninitialised object. What is saved of a value depends on its kind alone: one of four
 * primitives, or a reference.
 */
final class VerifierTypes {
    private VerifierTypes() {}

    static Object of(Type t) {
        return switch (t.getSort()) {
            case Type.BOOLEAN, Type.BYTE, Type.CHAR, Type.SHORT, Type.INT -> Opcodes.INTEGER;
            case Type.LONG -> Opcodes.LONG;
            case Type.FLOAT -> Opcodes.FLOAT;
            case Type.DOUBLE -> Opcodes.DOUBLE;
            default -> t.getInternalName();
        };
    }

    /** The locals at a method's entry, one entry a value; not of a constructor. */
    static Object[] atEntry(String owner, MethodNode m) {
        List<Object> locals = new ArrayList<>();
        if ((m.access & Opcodes.ACC_STATIC) == 0) {
            locals.add(owner);
        }
        for (Type t : Type.getArgumentTypes(m.desc)) {
            locals.add(of(t));
        }
        return locals.toArray();
    }

    /** By slot, with {@code TOP} after a long or double, from a frame's list, which has one entry a value. */
    static List<Object> slots(List<Object> locals) {
        List<Object> slots = new ArrayList<>();
        for (Object t : locals) {
            slots.add(t);
            if (isWide(t)) {
                slots.add(Opcodes.TOP);
            }
        }
        return slots;
    }

    /** As {@code ASTORE} changes the locals. */
    static void store(List<Object> slots, int slot, Object type) {
        while (slots.size() <= slot) {
            slots.add(Opcodes.TOP);
        }
        if (slot > 0 && isWide(slots.get(slot - 1))) {
            slots.set(slot - 1, Opcodes.TOP);
        }
        slots.set(slot, type);
    }

    /** One entry a value, as in a frame. */
    static Object[] locals(List<Object> slots) {
        List<Object> locals = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            Object t = slots.get(i);
            locals.add(t);
            if (isWide(t)) {
                i++;
            }
        }
        return locals.toArray();
    }

    static boolean isPrimitive(Object t) {
        return t == Opcodes.INTEGER || t == Opcodes.FLOAT || t == Opcodes.LONG || t == Opcodes.DOUBLE;
    }

    static boolean isWide(Object t) {
        return t == Opcodes.LONG || t == Opcodes.DOUBLE;
    }

    /** A value that must be saved: neither {@code TOP} nor null, which every copy of the program can make itself. */
    static boolean isSaved(Object t) {
        return isPrimitive(t) || t instanceof String;
    }

    /** The descriptor of its kind. */
    static String erased(Object t) {
        if (t == Opcodes.INTEGER) {
            return "I";
        } else if (t == Opcodes.LONG) {
            return "J";
        } else if (t == Opcodes.FLOAT) {
            return "F";
        } else if (t == Opcodes.DOUBLE) {
            return "D";
        }
        return "Ljava/lang/Object;";
    }

    /** Its kind, as the runtime's methods are called: {@code putInt}, {@code nextRef}. */
    static String suffix(Object t) {
        if (t == Opcodes.INTEGER) {
            return "Int";
        } else if (t == Opcodes.LONG) {
            return "Long";
        } else if (t == Opcodes.FLOAT) {
            return "Float";
        } else if (t == Opcodes.DOUBLE) {
            return "Double";
        }
        return "Ref";
    }

    /** {@code base} for its kind, such as {@code LLOAD} for {@code ILOAD}. */
    static int opcode(Object t, int base) {
        return Type.getType(erased(t)).getOpcode(base);
    }

    /** The instruction that pushes its default. */
    static int zero(Object t) {
        if (t == Opcodes.INTEGER) {
            return Opcodes.ICONST_0;
        } else if (t == Opcodes.LONG) {
            return Opcodes.LCONST_0;
        } else if (t == Opcodes.FLOAT) {
            return Opcodes.FCONST_0;
        } else if (t == Opcodes.DOUBLE) {
            return Opcodes.DCONST_0;
        }
        return Opcodes.ACONST_NULL;
    }

    /** In the verifier's running state, or in a frame. */
    static boolean isUninitialised(Object t) {
        return t instanceof Label || t instanceof LabelNode || t == Opcodes.UNINITIALIZED_THIS;
    }
}
