package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.LinkedHashSet;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.commons.AnalyzerAdapter;
import org.objectweb.asm.tree.ClassNode;

/** The JVM's own verifier accepts every class of some real jars once woven, and the twins of their methods. */
class VerifyWovenJarsTest {
    /** Twins a class, spread over its suspend points: each one costs a parse of the class. */
    private static final int TWINS = 12;

    @Test
    void wovenClassesAndTheirTwinsVerify() throws Exception {
        JarVerifier v = new JarVerifier(TWINS);
        Set<String> jars = new LinkedHashSet<>();
        for (Class<?> c : new Class<?>[] {
            ClassReader.class, ClassNode.class, AnalyzerAdapter.class, Test.class, Assertions.class,
            MpscUnboundedArrayQueue.class
        }) {
            jars.add(new File(c.getProtectionDomain().getCodeSource().getLocation().toURI()).getPath());
        }
        for (String jar : jars) {
            v.verify(jar);
        }
        System.out.println(v);
        assertThat(v.errors).isEmpty();
        assertThat(v.classes).isGreaterThan(500);
        assertThat(v.twins).isGreaterThan(1000);
    }
}
