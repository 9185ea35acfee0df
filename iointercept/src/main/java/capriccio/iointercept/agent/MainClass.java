package capriccio.iointercept.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;

/** Finds the class whose {@code main} the launcher will call. */
final class MainClass {
    static final String DESCRIPTOR = "([Ljava/lang/String;)V";

    private MainClass() {}

    /**
     * Internal name of the class that declares the launched {@code main(String[])}, which the launched class may inherit.
     *
     * @throws IllegalArgumentException saying why there is none
     */
    static String find() throws IOException {
        String launched = launched(System.getProperty("sun.java.command", ""), System.getProperty("jdk.module.main.class"));
        for (String name = launched.replace('.', '/'); name != null; ) {
            try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
                if (in == null) {
                    break;
                }
                ClassNode type = new ClassNode();
                new ClassReader(in).accept(type, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
                if (declaresMain(type)) {
                    return name;
                }
                name = type.superName;
            }
        }
        throw new IllegalArgumentException(
                "main=user finds no static main(String[]) of " + launched + " on the class path");
    }

    private static boolean declaresMain(ClassNode type) {
        return type.methods.stream()
                .anyMatch(m -> m.name.equals("main") && m.desc.equals(DESCRIPTOR) && (m.access & Opcodes.ACC_STATIC) != 0);
    }

    /** Binary name, from the launcher's {@code Class arguments}, {@code file.jar arguments} or {@code module/Class}. */
    private static String launched(String command, @Nullable String moduleMain) throws IOException {
        if (moduleMain != null) {
            return moduleMain;
        }
        for (int end = command.indexOf(".jar"); end >= 0; end = command.indexOf(".jar", end + 1)) {
            File file = new File(command.substring(0, end + ".jar".length())); // its path may hold spaces
            if (file.isFile()) {
                try (JarFile jar = new JarFile(file)) {
                    String name = jar.getManifest().getMainAttributes().getValue("Main-Class");
                    if (name != null) {
                        return name.trim();
                    }
                }
            }
        }
        int space = command.indexOf(' ');
        return space < 0 ? command : command.substring(0, space);
    }
}
