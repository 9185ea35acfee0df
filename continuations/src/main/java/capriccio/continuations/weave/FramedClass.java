package capriccio.continuations.weave;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.JSRInlinerAdapter;

/**
 * A class file with the frames that the weaver goes by. One from before version 51 gets them here, and its subroutines
 * are inlined.
 *
 * <p>Such a class gets version 50, the one at which the JVM verifies by frames and, should they not please it, once
 * more without: it never refuses a class that it would have taken as it was. Version 50 is also the newest that means
 * the same as all older ones.
 *
 * @param file the class file to weave
 * @param hasFrames false if its code is such that none can be computed: the file is as it was given
 * @param untrusted by index, methods whose frames are a guess, for want of a superclass: a twin might not verify
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FramedClass(byte[] file, boolean hasFrames, BitSet untrusted) {

    static FramedClass of(byte[] file, @Nullable ClassLoader loader) {
        ClassReader reader = new ClassReader(file);
        if (reader.readUnsignedShort(6) >= Opcodes.V1_7) {
            return new FramedClass(file, true, new BitSet());
        }
        try {
            return upgrade(reader, Hierarchy.of(loader));
        } catch (RuntimeException e) { // what ASM throws at code that the JVM need not take either
            return new FramedClass(file, false, new BitSet());
        }
    }

    /** Whether the method of this index must keep what it has. */
    boolean isOpaque(int method) {
        return !hasFrames || untrusted.get(method);
    }

    static FramedClass upgrade(ClassReader reader, Hierarchy hierarchy) {
        BitSet untrusted = new BitSet();
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String a, String b) {
                return hierarchy.common(a, b);
            }
        };
        reader.accept(new Upgrade(writer, hierarchy, untrusted), ClassReader.SKIP_FRAMES);
        return new FramedClass(writer.toByteArray(), true, untrusted);
    }

    private static final class Upgrade extends ClassVisitor {
        private final Hierarchy hierarchy;
        private final BitSet untrusted;
        private int methods;

        Upgrade(ClassVisitor out, Hierarchy hierarchy, BitSet untrusted) {
            super(Opcodes.ASM9, out);
            this.hierarchy = hierarchy;
            this.untrusted = untrusted;
        }

        @Override
        public void visit(int version, int access, String name, @Nullable String signature, @Nullable String superName,
                String @Nullable [] interfaces) {
            hierarchy.declare(name, superName, (access & Opcodes.ACC_INTERFACE) != 0);
            super.visit(Opcodes.V1_6, access, name, signature, superName, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String desc, @Nullable String signature, String @Nullable [] exceptions) {
            int index = methods++;
            MethodVisitor out = super.visitMethod(access, name, desc, signature, exceptions);
            return new JSRInlinerAdapter(Opcodes.ASM9, out, access, name, desc, signature, exceptions) {
                @Override
                public void visitEnd() {
                    super.visitEnd(); // writes the method, hence asks for common superclasses
                    if (hierarchy.takeMissing()) {
                        untrusted.set(index);
                    }
                }
            };
        }
    }
}
