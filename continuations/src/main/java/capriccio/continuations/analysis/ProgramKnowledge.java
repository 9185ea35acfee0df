package capriccio.continuations.analysis;

import capriccio.continuations.runtime.Pin;
import capriccio.continuations.weave.CallKind;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Knowledge;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Upholds one invariant: <em>a method that some woven call takes for plain never suspends</em>. Plain are calls of the
 * JDK's data methods, hence what implements one pins ({@code CALLBACK}); and calls that, by the analysis of the class
 * path, cannot reach a blocking point, hence a class that was not analysed and overrides such a method pins in it
 * ({@code LATE_OVERRIDE}).
 */
public final class ProgramKnowledge implements Knowledge {
    private static final String BOOTSTRAP = "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;";

    /** What a class with an unknown supertype is taken to implement. */
    private static final Set<String> COMMON = Set.of(
            "java/util/List", "java/util/Map", "java/util/Set", "java/util/Iterator", "java/util/ListIterator",
            "java/util/Map$Entry", "java/util/Comparator", "java/util/Enumeration", "java/lang/Comparable",
            "java/lang/CharSequence", "java/lang/Iterable", "java/lang/ClassLoader", "java/lang/Throwable");

    private final CallRules rules;
    private final World world;
    private final Supertypes supertypes = new Supertypes();

    private ProgramKnowledge(CallRules rules, World world) {
        this.rules = rules;
        this.world = world;
    }

    /** Knows the JDK, and nothing of the program. */
    public static ProgramKnowledge ofJdk(CallRules rules) {
        return new ProgramKnowledge(rules, World.EMPTY);
    }

    /** Analyses a class path. */
    public static ProgramKnowledge of(CallRules rules, ClassPath path) throws IOException {
        Map<String, Integer> checkSums = new HashMap<>();
        CallGraph graph = CallGraph.of(rules, path.scan(checkSums).values());
        return new ProgramKnowledge(rules, World.of(graph, checkSums));
    }

    /**
     * The same as an earlier start found it.
     *
     * @param result what {@link #result} gave
     */
    public static ProgramKnowledge of(CallRules rules, byte[] result) {
        return new ProgramKnowledge(rules, World.of(result));
    }

    /** What the analysis found, for a cache. */
    public byte[] result() {
        return world.toBytes();
    }

    /** True if the class of this name and content was analysed. */
    public boolean knows(String name, byte[] file) {
        return world.contains(name, ClassPath.checkSum(file));
    }

    static ProgramKnowledge of(CallRules rules, CallGraph graph, Map<String, Integer> checkSums) {
        return new ProgramKnowledge(rules, World.of(graph, checkSums));
    }

    @Override
    public View of(@Nullable ClassLoader loader, ClassNode type, byte[] file) {
        TypeInfo info = new TypeInfo(type.name, type.superName, List.copyOf(type.interfaces), type.access);
        for (MethodNode m : type.methods) {
            info.methods.put(m.name + m.desc, new TypeInfo.Method(info, m.name, m.desc, m.access));
        }
        supertypes.define(loader, info);
        boolean analysed = loader != null && world.contains(type.name, ClassPath.checkSum(file));
        return new ClassView(loader, info, analysed);
    }

    private final class ClassView implements View {
        private final @Nullable ClassLoader loader;
        private final TypeInfo type;
        /** The class path's own class, by name and content. */
        private final boolean analysed;

        private @Nullable Set<String> above;

        ClassView(@Nullable ClassLoader loader, TypeInfo type, boolean analysed) {
            this.loader = loader;
            this.type = type;
            this.analysed = analysed;
        }

        @Override
        public CallKind kind(String owner, String name, String descriptor) {
            String selector = name + descriptor;
            if (world.isPlain(owner, selector)) {
                return CallKind.PLAIN;
            }
            if (world.isPinned(owner, selector)) {
                return CallKind.PIN;
            }
            if (analysed) {
                return CallKind.SUSPEND;
            }
            String jdk = supertypes.jdkOwner(loader, owner, selector);
            return jdk == null ? CallKind.SUSPEND : rules.kind(jdk, name, descriptor);
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
            String selector = m.name + m.desc;
            if (m.name.startsWith("<")) { // overrides nothing
                return world.isPlain(type.name, selector) ? Pin.Reason.LATE_OVERRIDE : null;
            }
            if (world.isPlain(type.name, selector) || (!analysed && isLateOverride(m, selector))) {
                return Pin.Reason.LATE_OVERRIDE;
            }
            boolean virtual = (m.access & (Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) == 0;
            if ((virtual && (isAnnotation() || implementsData(above(), m.name, m.desc))) || isCalledByName(m)) {
                return Pin.Reason.CALLBACK;
            }
            return null;
        }

        /** Asked by {@code Class.getAnnotation} and its like, which are plain, of the proxies that they make. */
        private boolean isAnnotation() {
            return above().contains("java/lang/annotation/Annotation");
        }

        /** {@code values()} of an enum, for {@code EnumMap} and the like; bootstrap methods, for the JVM. */
        private boolean isCalledByName(MethodNode m) {
            boolean values = (type.access & Opcodes.ACC_ENUM) != 0 && m.name.equals("values") && m.desc.startsWith("()");
            return values || m.desc.startsWith(BOOTSTRAP);
        }

        /** True if a class that was analysed has the method, or will be joined with it by a subclass, and it was plain. */
        private boolean isLateOverride(MethodNode m, String selector) {
            if (!world.isPlainSomewhere(selector)) {
                return false;
            }
            if (above().contains(Supertypes.UNKNOWN)) {
                return true;
            }
            if ((m.access & Opcodes.ACC_PUBLIC) != 0 && world.isPlainThroughSomeInterface(selector)) {
                return true;
            }
            for (String t : above()) {
                if (world.isPlain(t, selector)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public List<Inherited> inheritedToPin() {
            String superName = type.superName;
            if (type.interfaces.isEmpty() || superName == null || CallRules.isJdk(superName)) {
                return List.of();
            }
            Map<String, Inherited> found = new LinkedHashMap<>();
            TypeInfo t = supertypes.find(loader, superName);
            while (!Supertypes.isMissing(t)) {
                Set<String> its = supertypes.all(loader, t);
                for (TypeInfo.Method m : t.methods.values()) {
                    boolean candidate = m.isVirtual() && !m.isAbstract() && (m.access & Opcodes.ACC_FINAL) == 0
                            && !type.methods.containsKey(m.selector());
                    if (candidate && implementsData(above(), m.name, m.descriptor) && !implementsData(its, m.name, m.descriptor)) {
                        found.putIfAbsent(m.selector(), new Inherited(m.access, m.name, m.descriptor, Pin.Reason.CALLBACK));
                    }
                }
                String next = t.superName;
                if (next == null || CallRules.isJdk(next)) {
                    break;
                }
                t = supertypes.find(loader, next);
            }
            return List.copyOf(found.values());
        }

        @Override
        public Pin.@Nullable Reason mustPin(String interfaceName, String name, String descriptor) {
            if (!analysed && world.isPlainThroughSomeInterface(name + descriptor)) {
                return Pin.Reason.LATE_OVERRIDE;
            }
            Set<String> types = supertypes.all(loader, new TypeInfo("", interfaceName, List.of(), 0));
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
