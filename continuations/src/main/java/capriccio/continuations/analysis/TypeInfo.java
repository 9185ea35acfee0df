package capriccio.continuations.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/** A class as its file describes it: supertypes, methods and their calls. */
final class TypeInfo {
    /** A call in a method's body. */
    record Call(int opcode, String owner, String name, String descriptor) {
        String selector() {
            return name + descriptor;
        }
    }

    /** A lambda or method reference: what implements which method of which interface. */
    record Lambda(String samOwner, String samSelector, Call implementation) {}

    /** A method with code or without. */
    static final class Method {
        final TypeInfo owner;
        final String name;
        final String descriptor;
        final int access;
        final List<Call> calls = new ArrayList<>();
        final List<Lambda> lambdas = new ArrayList<>();
        int monitors;
        boolean hasCode;
        /** Some jump goes back. */
        boolean loops;
        /** Slots that a saved frame of this method can have at most, by the class file's own limits. */
        int slots;

        Method(TypeInfo owner, String name, String descriptor, int access) {
            this.owner = owner;
            this.name = name;
            this.descriptor = descriptor;
            this.access = access;
        }

        String selector() {
            return name + descriptor;
        }

        boolean isAbstract() {
            return (access & Opcodes.ACC_ABSTRACT) != 0;
        }

        /** True if a call through a supertype can arrive here. */
        boolean isVirtual() {
            return (access & (Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) == 0 && !name.startsWith("<");
        }

        @Override
        public String toString() {
            return owner.name + "." + name + descriptor;
        }
    }

    final String name;
    final @Nullable String superName;
    final List<String> interfaces;
    final int access;
    final Map<String, Method> methods = new LinkedHashMap<>();

    TypeInfo(String name, @Nullable String superName, List<String> interfaces, int access) {
        this.name = name;
        this.superName = superName;
        this.interfaces = interfaces;
        this.access = access;
    }

    boolean isInterface() {
        return (access & Opcodes.ACC_INTERFACE) != 0;
    }

    @Override
    public String toString() {
        return name;
    }
}
