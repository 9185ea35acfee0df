package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LocalVariableAnnotationNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeAnnotationNode;

/** What a method carries for debuggers and tools besides its code is there once woven. */
class DebugInformationTest {
    private final MethodNode plain;
    private final MethodNode woven;

    DebugInformationTest() throws Exception {
        byte[] file = ShapesTest.class.getResourceAsStream("Shapes$Annotated.class").readAllBytes();
        plain = method(file);
        woven = method(TestRuntime.WEAVER.weave(new BytesLoader(), file, false));
    }

    @Test
    void localVariablesKeepTheirNames() {
        assertThat(variables(woven)).isEqualTo(variables(plain)).contains("in 0", "wide 1", "local 3", "e 4");
    }

    @Test
    void annotationsOfCodeAndParametersStay() {
        assertThat(annotations(plain)).hasSize(4).allMatch(a -> a.startsWith("Lcapriccio/continuations/test/Shapes$Mark;"));
        assertThat(annotations(woven)).isEqualTo(annotations(plain));
        assertThat(woven.visibleParameterAnnotations[0]).hasSize(1);
    }

    @Test
    void saveCodeHasTheLineOfItsCall() {
        List<Integer> lines = new ArrayList<>();
        for (AbstractInsnNode insn : woven.instructions) {
            if (insn instanceof MethodInsnNode call && call.name.equals("unwinding")) {
                LabelNode leaving = ((JumpInsnNode) call.getNext()).label;
                lines.add(lineAt(leaving));
                assertThat(lineAt(leaving)).isEqualTo(lineAt(call));
            }
        }
        assertThat(lines).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(2);
    }

    private static MethodNode method(byte[] file) {
        ClassNode type = new ClassNode();
        new ClassReader(file).accept(type, 0);
        return type.methods.stream().filter(m -> m.name.equals("method")).findFirst().orElseThrow();
    }

    private static List<String> variables(MethodNode m) {
        List<String> all = new ArrayList<>();
        for (LocalVariableNode v : m.localVariables) {
            all.add(v.name + " " + v.index);
        }
        return all;
    }

    /** Annotations of local variables, instructions and caught types, each with what it stands at. */
    private static List<String> annotations(MethodNode m) {
        List<String> all = new ArrayList<>();
        for (LocalVariableAnnotationNode a : m.visibleLocalVariableAnnotations) {
            all.add(a.desc + " local " + a.index);
        }
        for (AbstractInsnNode insn : m.instructions) {
            if (insn.visibleTypeAnnotations != null) {
                for (TypeAnnotationNode a : insn.visibleTypeAnnotations) {
                    all.add(a.desc + " instruction " + insn.getOpcode());
                }
            }
        }
        for (TryCatchBlockNode block : m.tryCatchBlocks) {
            if (block.visibleTypeAnnotations != null) {
                for (TypeAnnotationNode a : block.visibleTypeAnnotations) {
                    all.add(a.desc + " catch " + block.type);
                }
            }
        }
        return all;
    }

    /** The line that holds at a position. */
    private static int lineAt(AbstractInsnNode at) {
        AbstractInsnNode i = at;
        while (i.getOpcode() < 0 && !(i instanceof LineNumberNode)) {
            i = i.getNext(); // a line may begin right here
        }
        while (!(i instanceof LineNumberNode)) {
            i = i.getPrevious();
        }
        return ((LineNumberNode) i).line;
    }
}
