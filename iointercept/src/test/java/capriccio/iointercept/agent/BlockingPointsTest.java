package capriccio.iointercept.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

class BlockingPointsTest {
    /** Native methods of the table's classes that ask the kernel for nothing that takes time. */
    private static final List<String> SHORT = List.of(
            "java/io/FileInputStream.available0", "java/io/FileInputStream.length0", "java/io/FileInputStream.position0",
            "java/io/FileInputStream.isRegularFile0", "java/io/RandomAccessFile.getFilePointer",
            "java/io/FileDescriptor.getHandle", "java/io/FileDescriptor.getAppend", "java/io/FileDescriptor.close0",
            "sun/nio/ch/FileDispatcherImpl.seek0", "sun/nio/ch/FileDispatcherImpl.dup0",
            "sun/nio/ch/FileDispatcherImpl.canTransferToFromOverlappedMap0",
            "sun/nio/ch/FileDispatcherImpl.setDirect0", "sun/nio/ch/FileChannelImpl.unmap0",
            "sun/nio/ch/FileChannelImpl.maxDirectTransferSize0", "sun/nio/ch/UnixFileDispatcherImpl.seek0",
            "sun/nio/ch/UnixFileDispatcherImpl.available0", "sun/nio/ch/UnixFileDispatcherImpl.isOther0",
            "sun/nio/ch/UnixFileDispatcherImpl.allocationGranularity0", "sun/nio/ch/UnixFileDispatcherImpl.unmap0",
            "sun/nio/ch/UnixFileDispatcherImpl.setDirect0");

    @Test
    void thisJdkMakesEveryCallOfTheTable() throws Exception {
        assertThat(BlockingPoints.moved()).isEmpty();
    }

    /** What a later JDK adds to the classes of streams and channels is either in the table or known to be short. */
    @Test
    void everyNativeMethodOfStreamsAndChannelsIsKnown() throws Exception {
        Set<String> known = new TreeSet<>(SHORT);
        known.addAll(BlockingPoints.entries().keySet());
        Set<String> unknown = new TreeSet<>();
        for (BlockingPoints.Point p : BlockingPoints.of(Runtime.version().feature())) {
            if (p.owner().startsWith("java/io/File") || p.owner().equals("java/io/RandomAccessFile") || p.owner().startsWith("sun/nio/ch/")) {
                for (MethodNode m : natives(p.owner())) {
                    unknown.add(p.owner() + "." + m.name);
                }
            }
        }
        unknown.removeAll(known);
        unknown.removeIf(name -> name.matches(".*\\.(init.*|release0|preClose0|close0|closeIntFD)"));
        assertThat(unknown).isEmpty();
    }

    private static List<MethodNode> natives(String name) throws Exception {
        byte[] file = JdkClasses.classFile(name);
        assertThat(file).as(name).isNotNull();
        ClassNode type = new ClassNode();
        new ClassReader(file).accept(type, ClassReader.SKIP_CODE);
        type.methods.removeIf(m -> (m.access & Opcodes.ACC_NATIVE) == 0);
        return type.methods;
    }
}
