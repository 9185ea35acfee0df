package capriccio.continuations.analysis;

import capriccio.continuations.runtime.Pin;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Knowledge;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Upholds one invariant: <em>a method that some woven call takes for plain never suspends</em>. Calls of the JDK's data
 * methods are plain, so what implements one pins ({@code CALLBACK}).
 */
public final class ProgramKnowledge implements Knowledge {
    /** What a class with an unknown supertype is taken to implement. */
    private static final Set<String> COMMON = Set.of(
            "java/util/List", "java/util/Map", "java/util/Set", "java/util/Iterator", "java/util/ListIterator",
            "java/util/Map$Entry", "java/util/Comparator", "java/util/Enumeration", "java/lang/Comparable",
            "java/lang/CharSequence", "java/lang/Iterable", "java/lang/ClassLoader", "java/lang/Throwable");

    private final CallRules rules;
    private final Supertypes supertypes = new Supertypes();

    public ProgramKnowledge(CallRules rules) {
        this.rules = rules;
    }

    @Override
    public boolean maySuspend(String owner, String name, String descriptor) {
        return true;
    }

    @Override
    public View of(@Nullable ClassLoader loader, ClassNode type, byte[] file) {
        TypeInfo info = new TypeInfo(type.name, type.superName, List.copyOf(type.interfaces), type.access);
        supertypes.define(loader, info);
        return new ClassView(loader, info);
    }

    private final class ClassView implements View {
        private final @Nullable ClassLoader loader;
        private final TypeInfo type;
        private @Nullable Set<String> above;

        ClassView(@Nullable ClassLoader loader, TypeInfo type) {
            this.loader = loader;
            this.type = type;
        }

        private Set<String> above() {
            Set<String> found = above;
            if (found == null) {
                found = supertypes.all(loader, type);
                above = found;
            }
            return found;
        }

        @Override
        public Pin.@Nullable Reason mustPin(MethodNode m) {
            boolean virtual = (m.access & (Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) == 0 && !m.name.startsWith("<");
            if (virtual && implementsData(above(), m.name, m.desc)) {
                return Pin.Reason.CALLBACK;
            }
            return null;
        }

        @Override
        public Pin.@Nullable Reason mustPin(String interfaceName, String name, String descriptor) {
            Set<String> types = CallRules.isJdk(interfaceName)
                    ? Set.of(interfaceName)
                    : supertypes.all(loader, new TypeInfo("", interfaceName, List.of(), 0));
            return implementsData(types, name, descriptor) ? Pin.Reason.CALLBACK : null;
        }

        private boolean implementsData(Set<String> types, String name, String descriptor) {
            String selector = name + descriptor;
            boolean inCollections = type.name.startsWith("java/util/") && type.name.indexOf('/', 10) < 0;
            for (String t : types) {
                if (CallRules.isJdk(t)
                        && rules.isDataMethod(t, name, descriptor, inCollections)
                        && supertypes.jdkDeclares(t, selector)) {
                    return true;
                }
            }
            if (!types.contains(Supertypes.UNKNOWN)) {
                return false;
            }
            for (String t : COMMON) {
                if (supertypes.jdkDeclares(t, selector)) {
                    return true;
                }
            }
            return false;
        }
    }
}
