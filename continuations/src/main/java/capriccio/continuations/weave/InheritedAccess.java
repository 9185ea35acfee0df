package capriccio.continuations.weave;

import java.lang.reflect.Modifier;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Which members a twin cannot name: protected ones inherited from another package, and final fields that it writes. Without the exact declaring class
 * at hand, everything that the host inherits from outside of its package and that is not public is linked.
 */
final class InheritedAccess implements TwinEmitter.Access {
    /** What a twin is at most: everything linked. */
    static final TwinEmitter.Access ALWAYS = (opcode, owner, name, descriptor) -> !name.equals("<init>") && !owner.startsWith("[");

    private final ClassNode type;
    private final Class<?> host;

    InheritedAccess(ClassNode type, Class<?> host) {
        this.type = type;
        this.host = host;
    }

    @Override
    public boolean needsLink(int opcode, String owner, String name, String descriptor) {
        if (owner.startsWith("[") || name.equals("<init>")) {
            return false;
        }
        boolean field = opcode >= Opcodes.GETSTATIC && opcode <= Opcodes.PUTFIELD;
        if (owner.equals(type.name) && declares(field, name, descriptor)) {
            return opcode == Opcodes.PUTFIELD && isFinal(name, descriptor);
        }
        for (Class<?> c = host; c != null; c = c.getSuperclass()) {
            boolean inherited = owner.equals(type.name) || Type.getInternalName(c).equals(owner);
            if (inherited && declaredProtected(c, field, name, descriptor)) {
                return true;
            }
        }
        return opcode == Opcodes.INVOKESPECIAL;
    }

    /** The host's constructors may write it, and before Java 9 its methods too; nobody else. */
    private boolean isFinal(String name, String descriptor) {
        for (FieldNode f : type.fields) {
            if (f.name.equals(name) && f.desc.equals(descriptor)) {
                return (f.access & Opcodes.ACC_FINAL) != 0;
            }
        }
        return false;
    }

    private boolean declares(boolean field, String name, String descriptor) {
        if (field) {
            for (FieldNode f : type.fields) {
                if (f.name.equals(name) && f.desc.equals(descriptor)) {
                    return true;
                }
            }
            return false;
        }
        for (MethodNode m : type.methods) {
            if (m.name.equals(name) && m.desc.equals(descriptor)) {
                return true;
            }
        }
        return false;
    }

    private boolean declaredProtected(Class<?> from, boolean field, String name, String descriptor) {
        for (Class<?> c = from; c != null; c = c.getSuperclass()) {
            int modifiers = modifiers(c, field, name, descriptor);
            if (modifiers >= 0) {
                return Modifier.isProtected(modifiers) && !c.getPackageName().equals(host.getPackageName());
            }
        }
        return false;
    }

    private static int modifiers(Class<?> c, boolean field, String name, String descriptor) {
        if (field) {
            for (java.lang.reflect.Field f : c.getDeclaredFields()) {
                if (f.getName().equals(name) && Type.getDescriptor(f.getType()).equals(descriptor)) {
                    return f.getModifiers();
                }
            }
            return -1;
        }
        for (java.lang.reflect.Method m : c.getDeclaredMethods()) {
            if (m.getName().equals(name) && Type.getMethodDescriptor(m).equals(descriptor)) {
                return m.getModifiers();
            }
        }
        return -1;
    }
}
