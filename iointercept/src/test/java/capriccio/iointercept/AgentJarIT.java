package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What the agent jar may contain: nothing that could meet a class of the application. */
class AgentJarIT {
    private static final List<String> PREFIXES = List.of("capriccio/", "META-INF/");

    @Test
    void holdsOnlyItsOwnPackages() throws Exception {
        try (JarFile jar = new JarFile(ChildJvm.agentJar().toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .isNotEmpty()
                    .allMatch(name -> PREFIXES.stream().anyMatch(name::startsWith), "starts with one of " + PREFIXES);
        }
    }

    @Test
    void relocatesWhatItCarries() throws Exception {
        try (JarFile jar = new JarFile(ChildJvm.agentJar().toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .noneMatch(name -> name.startsWith("META-INF/versions/") && name.contains("/org/"))
                    .noneMatch(name -> name.startsWith("org/objectweb/asm") || name.startsWith("org/jctools"));
        }
    }

    @Test
    void leavesNoTestsOrForeignModuleDescriptors() throws Exception {
        try (JarFile jar = new JarFile(ChildJvm.agentJar().toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .noneMatch(name -> name.startsWith("capriccio/iointercept/programs/"))
                    .noneMatch(name -> name.endsWith("module-info.class"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void declaresTheAgent() throws Exception {
        try (JarFile jar = new JarFile(ChildJvm.agentJar().toFile())) {
            var attributes = jar.getManifest().getMainAttributes();
            assertThat(attributes.getValue("Premain-Class")).startsWith("capriccio.");
            assertThat(attributes.getValue("Main-Class")).startsWith("capriccio.");
            assertThat(attributes.getValue("Can-Retransform-Classes")).isEqualTo("true");
        }
    }
}
