package capriccio.continuations.weave;

import org.objectweb.asm.ClassReader;

/** The length of each method's code in a class file, which ASM does not tell. */
final class CodeSizes {
    private final ClassReader file;
    private final char[] buffer;
    private int at;

    private CodeSizes(ClassReader file) {
        this.file = file;
        buffer = new char[file.getMaxStringLength()];
    }

    /** By the method's index; 0 where it has no code. */
    static int[] of(byte[] classFile) {
        return new CodeSizes(new ClassReader(classFile)).read();
    }

    private int[] read() {
        at = file.header + 6; // access, this, super
        at += 2 + 2 * file.readUnsignedShort(at); // interfaces
        for (int fields = u2(); fields > 0; fields--) {
            at += 6;
            attributes();
        }
        int[] sizes = new int[u2()];
        for (int i = 0; i < sizes.length; i++) {
            at += 6;
            sizes[i] = attributes();
        }
        return sizes;
    }

    /** Passes a member's attributes. */
    private int attributes() {
        int size = 0;
        for (int n = u2(); n > 0; n--) {
            if ("Code".equals(file.readUTF8(at, buffer))) {
                size = file.readInt(at + 10); // name, length, maxima
            }
            at += 6 + file.readInt(at + 2);
        }
        return size;
    }

    private int u2() {
        at += 2;
        return file.readUnsignedShort(at - 2);
    }
}
