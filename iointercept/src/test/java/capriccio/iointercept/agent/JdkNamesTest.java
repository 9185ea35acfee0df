package capriccio.iointercept.agent;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.continuations.weave.CallKind;
import capriccio.continuations.weave.CallRules;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * A call by the name of a JDK type that is not woven pins, though the method that it reaches is: {@code SelectionKey.cancel}
 * of a woven {@code SelectionKeyImpl} once pinned in each {@code close()} of Jetty's and Tomcat's.
 */
class JdkNamesTest {
    /**
     * Whose methods are implemented by woven classes, and pin by these names: functions over data under the JDK's own loops,
     * what runs under a native frame or a provider's, and what does not block.
     */
    private static final Set<String> PIN = Set.of(
            "java/lang/Iterable", "java/util/Collection", "java/util/Iterator", "java/util/List", "java/util/Map", "java/util/Spliterator",
            "java/lang/ThreadLocal", "java/lang/ClassValue", "java/security/PrivilegedAction", "java/security/PrivilegedExceptionAction",
            "java/security/SignatureSpi", "java/security/AlgorithmConstraints", "java/security/Principal",
            "java/lang/System$Logger", "com/sun/net/httpserver/spi/HttpServerProvider", "sun/security/util/AlgorithmDecomposer",
            "sun/security/util/Cache$CacheVisitor", "jdk/internal/access/JavaUtilConcurrentFJPAccess",
            "jdk/internal/vm/ThreadContainer");

    private final Map<String, @Nullable ClassNode> classes = new HashMap<>();

    @Test
    void wovenMethodsAreCalledByWovenNames() throws Exception {
        Set<String> woven = JdkClasses.woven();
        CallRules rules = new CallRules(Hooks.calls(), Hooks.entries(), woven).pollLoops(true);
        Map<String, Set<String>> pinning = new TreeMap<>();
        for (String name : woven) {
            ClassNode type = read(name);
            if (type == null) {
                continue; // of a module that is not in the boot layer
            }
            for (String above : above(type)) {
                ClassNode by = read(above);
                for (MethodNode m : by == null || PIN.contains(above) ? List.<MethodNode>of() : by.methods) {
                    if (isVirtual(m) && implementsIt(type, m) && pins(rules, above, m)) {
                        pinning.computeIfAbsent(above + "." + m.name + m.desc, a -> new TreeSet<>()).add(name);
                    }
                }
            }
        }
        assertThat(pinning).isEmpty();
    }

    private static boolean pins(CallRules rules, String owner, MethodNode m) {
        return rules.kind(owner, m.name, m.desc) == CallKind.PIN && rules.callHook(owner, m.name, m.desc) == null;
    }

    private static boolean isVirtual(MethodNode m) {
        return (m.access & (Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) == 0 && !m.name.startsWith("<");
    }

    private static boolean implementsIt(ClassNode type, MethodNode of) {
        return type.methods.stream().anyMatch(m -> m.name.equals(of.name) && m.desc.equals(of.desc) && (m.access & Opcodes.ACC_ABSTRACT) == 0);
    }

    private Set<String> above(ClassNode type) throws Exception {
        Set<String> all = new LinkedHashSet<>();
        collect(type, all);
        return all;
    }

    private void collect(ClassNode type, Set<String> all) throws Exception {
        Set<String> names = new LinkedHashSet<>(type.interfaces);
        if (type.superName != null) {
            names.add(type.superName);
        }
        for (String n : names) {
            if (all.add(n)) {
                ClassNode c = read(n);
                if (c != null) {
                    collect(c, all);
                }
            }
        }
    }

    private @Nullable ClassNode read(String name) throws Exception {
        if (!classes.containsKey(name)) {
            @Nullable ClassNode node = null;
            for (Module m : ModuleLayer.boot().modules()) {
                byte[] b = JdkClasses.classFile(m, name);
                if (b != null) {
                    node = new ClassNode();
                    new ClassReader(b).accept(node, ClassReader.SKIP_CODE);
                    break;
                }
            }
            classes.put(name, node);
        }
        return classes.get(name);
    }
}
