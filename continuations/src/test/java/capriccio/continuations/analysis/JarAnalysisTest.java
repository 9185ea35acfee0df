package capriccio.continuations.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capriccio.continuations.runtime.Pin;
import capriccio.continuations.weave.CallRules;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** The report of a real jar against a count of its own. */
class JarAnalysisTest {
    private static final CallRules RULES = new CallRules(Map.of(), Map.of(), Set.of()).pollLoops(true);

    private int classes;
    private int methods;
    private int calls;
    private int monitors;

    @Test
    void countsWhatIsInARealJar() throws Exception {
        for (Class<?> library : List.of(Test.class, Assertions.class)) {
            File jar = new File(library.getProtectionDomain().getCodeSource().getLocation().toURI());
            classes = methods = calls = monitors = 0;
            count(jar);
            JarAnalysis a = JarAnalysis.of(RULES, List.of(jar));
            assertThat(a.classes()).isEqualTo(classes);
            assertThat(a.methods()).isEqualTo(methods);
            assertThat(a.callSites()).isEqualTo(calls);
            assertThat(a.monitors()).isEqualTo(monitors);
            assertThat(a.failed()).isEmpty();
            assertThat(a.suspending()).isBetween(1, a.methods());
            assertThat(a.suspendPoints()).isGreaterThanOrEqualTo(a.suspending()); // polls are points besides the calls
            assertThat(a.frames()).hasSize(a.suspending());
            assertThat(a.unwovenClasses()).isPositive();
            assertThat(a.bytesAfter()).isGreaterThan(a.bytesBefore());
            int sites = sites(a.placement(64));
            assertThat(sites).isEqualTo(a.suspendPoints());
            assertThat(a.placement(16).count(Placement.Action.TEST))
                    .isGreaterThanOrEqualTo(a.placement(100_000).count(Placement.Action.TEST));
            assertThat(a.text()).contains("methods     " + methods).contains("MaxPath").contains("largest frames");
            assertThat(a.pins().get(Pin.Reason.UNWOVEN)).isNotNegative();
        }
    }

    private static int sites(Placement p) {
        return p.count(Placement.Action.TEST) + p.count(Placement.Action.LINK) + p.count(Placement.Action.SKIP);
    }

    private void count(File file) throws IOException {
        try (JarFile jar = new JarFile(file)) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                String name = entry.getName();
                if (name.endsWith(".class") && !name.startsWith("META-INF") && !name.endsWith("-info.class")) {
                    ClassNode type = new ClassNode();
                    new ClassReader(jar.getInputStream(entry)).accept(type, 0);
                    classes++;
                    type.methods.forEach(this::count);
                }
            }
        }
    }

    private void count(MethodNode m) {
        boolean code = m.instructions.size() > 0;
        methods += code ? 1 : 0;
        monitors += code && (m.access & Opcodes.ACC_SYNCHRONIZED) != 0 ? 1 : 0;
        for (AbstractInsnNode insn : m.instructions) {
            monitors += insn.getOpcode() == Opcodes.MONITORENTER ? 1 : 0;
            calls += insn instanceof MethodInsnNode ? 1 : 0;
            calls += insn instanceof InvokeDynamicInsnNode d && !d.bsm.getOwner().endsWith("/LambdaMetafactory") ? 1 : 0;
        }
    }

    @Test
    void badInputIsNamed(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("text.jar"), "no jar at all");
        assertThatThrownBy(() -> JarAnalysis.of(RULES, List.of(new File("nowhere.jar"))))
                .isInstanceOf(IOException.class)
                .hasMessage("nowhere.jar does not exist");
        assertThatThrownBy(() -> JarAnalysis.of(RULES, List.of(folder.toFile()))).hasMessageContaining("is no file");
        assertThatThrownBy(() -> JarAnalysis.of(RULES, List.of(text.toFile()))).hasMessageContaining("text.jar is not a jar");
    }
}
