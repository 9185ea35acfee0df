package capriccio.iointercept.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicVerifier;
import org.objectweb.asm.tree.analysis.SimpleVerifier;
import org.objectweb.asm.util.CheckClassAdapter;

/** ASM's check of a class file: well-formed by {@link CheckClassAdapter}, each method's data flow by types. */
final class DataFlow {
    private DataFlow() {}

    /** Complaints by method, or by "class". */
    static Map<String, String> check(byte[] file, @Nullable ClassLoader loader) {
        Map<String, String> complaints = new LinkedHashMap<>();
        ClassNode node = new ClassNode();
        try {
            new ClassReader(file).accept(new CheckClassAdapter(node, false), ClassReader.SKIP_DEBUG);
        } catch (RuntimeException e) {
            complaints.put("class", e.toString());
            return complaints;
        }
        List<Type> interfaces = new ArrayList<>();
        for (String name : node.interfaces) {
            interfaces.add(Type.getObjectType(name));
        }
        for (MethodNode method : node.methods) {
            SimpleVerifier verifier = new SimpleVerifier(
                    Type.getObjectType(node.name),
                    node.superName == null ? null : Type.getObjectType(node.superName),
                    interfaces,
                    (node.access & Opcodes.ACC_INTERFACE) != 0);
            verifier.setClassLoader(loader == null ? ClassLoader.getSystemClassLoader() : loader);
            String complaint = analyze(node.name, method, verifier);
            if (complaint != null) {
                complaints.put(method.name + method.desc, complaint);
            }
        }
        return complaints;
    }

    /** Where a type is absent, kinds of values are still checked: without types. */
    private static @Nullable String analyze(String owner, MethodNode method, BasicVerifier verifier) {
        try {
            new Analyzer<>(verifier).analyze(owner, method);
            return null;
        } catch (TypeNotPresentException | LinkageError e) {
            return analyze(owner, method, new BasicVerifier());
        } catch (AnalyzerException e) {
            Throwable cause = e.getCause();
            return cause instanceof TypeNotPresentException || cause instanceof LinkageError
                    ? analyze(owner, method, new BasicVerifier())
                    : String.valueOf(e.getMessage());
        }
    }
}
