package capriccio.bench.scarce;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Copies the agent without its blocking graph, for which it has no setting: in the copy the two methods by which the graph hears
 * of threads, and chains are hashed, do nothing. What remains is the clock that carriers read around one run in sixteen.
 */
final class GraphOff {
    /** By class, the method that does nothing in the copy. */
    private static final Map<String, String> SILENT = Map.of(
            "capriccio/continuations/runtime/UserThread.class", "tellListener",
            "capriccio/blockinggraph/BlockingGraph.class", "ended");

    private GraphOff() {}

    /**
     * Copies {@code agent} to {@code to}.
     *
     * @throws IOException also if the agent has no such method (any more): the message names it
     */
    static void copy(Path agent, Path to) throws IOException {
        Files.createDirectories(to.toAbsolutePath().getParent());
        Path unfinished = Files.createTempFile(to.toAbsolutePath().getParent(), "agent", ".jar");
        try {
            Map<String, String> left = new HashMap<>(SILENT);
            try (JarFile jar = new JarFile(agent.toFile());
                    OutputStream file = Files.newOutputStream(unfinished);
                    JarOutputStream out = new JarOutputStream(file)) {
                for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    try (InputStream in = jar.getInputStream(entry)) {
                        String method = left.remove(entry.getName());
                        out.write(method == null ? in.readAllBytes() : silence(entry.getName(), method, in.readAllBytes()));
                    }
                }
            }
            if (!left.isEmpty()) {
                throw new IOException(agent + " has no " + left.keySet() + ", where its graph was to be turned off");
            }
            Files.move(unfinished, to, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static byte[] silence(String file, String method, byte[] original) throws IOException {
        ClassWriter writer = new ClassWriter(0);
        Silencer silencer = new Silencer(writer, method);
        new ClassReader(original).accept(silencer, 0);
        if (silencer.found != 1) {
            throw new IOException(file + " has " + silencer.found + " methods " + method + " that return nothing, where the graph was to be turned off by one");
        }
        return writer.toByteArray();
    }

    /** Leaves a method without anything but its return. */
    private static final class Silencer extends ClassVisitor {
        private final String method;
        private int found;

        Silencer(ClassVisitor next, String method) {
            super(Opcodes.ASM9, next);
            this.method = method;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            if (!name.equals(method) || !descriptor.endsWith(")V")) {
                return next;
            }
            found++;
            next.visitCode();
            next.visitInsn(Opcodes.RETURN);
            next.visitMaxs(0, Type.getArgumentsAndReturnSizes(descriptor) >> 2);
            next.visitEnd();
            return null;
        }
    }
}
