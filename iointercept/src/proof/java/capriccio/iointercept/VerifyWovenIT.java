package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.commons.AnalyzerAdapter;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.util.CheckClassAdapter;

/** Real jars and the JDK's own classes verify once woven, all of them, and so do all their twins. */
class VerifyWovenIT {
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    static Stream<String> jars() throws IOException {
        List<String> names = new ArrayList<>(List.of("jdk"));
        try (Stream<Path> files = Files.list(Path.of("target/proof-jars"))) {
            files.map(Path::toString).sorted().forEach(names::add);
        }
        assertThat(names).hasSizeGreaterThan(10);
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("jars")
    void wovenClassesAndTwinsVerify(String what) throws Exception {
        List<String> boot = new ArrayList<>(List.of(ChildJvm.agentJar().toString()));
        for (Class<?> c : new Class<?>[] {
            VerifyWovenIT.class, ClassReader.class, ClassNode.class, AnalyzerAdapter.class, Analyzer.class, CheckClassAdapter.class
        }) {
            boot.add(Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
        }
        try (ChildJvm jvm = ChildJvm.java(
                "-Xmx3g", "--add-opens", "java.base/java.lang.invoke=ALL-UNNAMED",
                "-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal",
                "-Xbootclasspath/a:" + String.join(File.pathSeparator, boot),
                "capriccio.iointercept.agent.VerifyWoven", what)) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            System.out.println(result.lastLine());
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(result.fact("twins")).isPositive();
        }
    }

    /** The JVM verifies the woven JDK classes at the agent's start, which it otherwise trusts. */
    @Test
    void theJvmVerifiesTheWovenJdk() throws Exception {
        try (ChildJvm jvm = ChildJvm.java(
                "-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal", "-javaagent:" + ChildJvm.agentJar(),
                "-cp", Path.of(VerifyWovenIT.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString(),
                "capriccio.iointercept.programs.Hello", "world")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(result.output()).isEqualTo("hello world\nOK hello\n");
        }
    }
}
