package capriccio.iointercept.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The table of native calls that block their OS thread and are bracketed ({@code Blocking} in the runtime), because
 * nothing else can stand in for them: files, name look-ups, the start of a process. {@link Hooks} is the table of the calls
 * that something stands in for. A touch of a mapped buffer that is not resident blocks too, and no call shows it.
 */
final class BlockingPoints {
    /** An operation on a file: usually short. */
    static final String FILE = "enter";
    private static final String ANYWHERE = "*";

    /** What waits for somebody else as a rule. */
    static final String LONG = "enterLong";

    /**
     * One row.
     *
     * @param in internal name of the class whose code makes the call; {@link #ANYWHERE} for all woven code
     * @param owner internal name of the class that is called
     * @param methods its methods, whatever their parameters
     * @param since the first JDK that has them all
     * @param until the last one; 0 if it is not known yet
     * @param entry {@link #FILE} or {@link #LONG}
     */
    record Point(String in, String owner, List<String> methods, int since, int until, String entry) {
        boolean isOf(int jdk) {
            return since <= jdk && (until == 0 || jdk <= until);
        }

        @Override
        public String toString() {
            String range = until == 0 ? since + " and later" : since + " to " + until;
            return owner.replace('/', '.') + " " + methods + (in.equals(owner) || in.equals(ANYWHERE) ? "" : ", called by " + in.replace('/', '.'))
                    + ", JDK " + range + ": " + (entry.equals(FILE) ? "by the disk's carriers, if it is slow" : "by another carrier");
        }
    }

    private static final String DISPATCHER = "sun/nio/ch/FileDispatcherImpl";
    private static final String UNIX_DISPATCHER = "sun/nio/ch/UnixFileDispatcherImpl";
    private static final String ADDRESSES = "java/net/InetAddressImpl";

    private static final List<Point> ALL = List.of(
            own("java/io/FileInputStream", 17, 0, FILE, "open0", "read0", "readBytes", "skip0"),
            own("java/io/FileOutputStream", 17, 0, FILE, "open0", "write", "writeBytes"),
            own("java/io/RandomAccessFile", 17, 0, FILE, "open0", "read0", "write0", "seek0"),
            own("java/io/RandomAccessFile", 17, 20, FILE, "readBytes", "writeBytes"),
            own("java/io/RandomAccessFile", 21, 0, FILE, "readBytes0", "writeBytes0", "length0", "setLength0"),
            new Point(ANYWHERE, "java/io/RandomAccessFile", List.of("length", "setLength"), 17, 20, FILE),
            new Point(ANYWHERE, "java/io/FileDescriptor", List.of("sync"), 17, 20, FILE),
            own("java/io/FileDescriptor", 21, 0, FILE, "sync0"),
            own("java/io/UnixFileSystem", 17, 0, FILE, "canonicalize0", "delete0", "rename0"),
            own("java/io/UnixFileSystem", 21, 0, FILE, "getBooleanAttributes0", "checkAccess0", "getLastModifiedTime0",
                    "getLength0", "createFileExclusively0", "list0", "createDirectory0", "getSpace0"),
            own(DISPATCHER, 17, 20, FILE, "read0", "pread0", "readv0", "write0", "pwrite0", "writev0", "force0",
                    "truncate0", "size0"),
            own(DISPATCHER, 17, 20, LONG, "lock0"),
            own("sun/nio/ch/FileChannelImpl", 17, 20, FILE, "transferTo0", "map0"),
            own(DISPATCHER, 21, 0, FILE, "transferTo0", "transferFrom0"),
            own(UNIX_DISPATCHER, 21, 0, FILE, "read0", "pread0", "readv0", "write0", "pwrite0", "writev0", "force0",
                    "truncate0", "size0", "map0"),
            own(UNIX_DISPATCHER, 21, 0, LONG, "lock0"),
            own("java/nio/MappedMemoryUtils", 17, 0, FILE, "load0", "force0"),
            own("sun/nio/fs/UnixNativeDispatcher", 17, 0, FILE, "open0", "openat0", "stat0", "lstat0", "fstatat0",
                    "access0", "opendir0", "link0", "unlink0", "unlinkat0", "mknod0", "rename0", "renameat0", "mkdir0",
                    "rmdir0", "readlink0", "realpath0", "symlink0", "chown0", "chmod0", "statvfs0", "getpwnam0", "getgrnam0"),
            new Point("java/net/InetAddress$PlatformNameService", ADDRESSES,
                    List.of("lookupAllHostAddr", "getHostByAddr"), 17, 17, LONG),
            new Point("java/net/InetAddress$PlatformResolver", ADDRESSES,
                    List.of("lookupAllHostAddr", "getHostByAddr"), 18, 0, LONG),
            own("java/net/Inet4AddressImpl", 17, 0, LONG, "isReachable0"),
            own("java/net/Inet6AddressImpl", 17, 0, LONG, "isReachable0"),
            own("java/lang/ProcessImpl", 17, 0, LONG, "forkAndExec"));

    private static final Set<String> CLASSES = new HashSet<>();

    static {
        for (Point p : ALL) {
            CLASSES.add(p.in);
        }
    }

    private BlockingPoints() {}

    private static Point own(String owner, int since, int until, String entry, String... methods) {
        return new Point(owner, owner, List.of(methods), since, until, entry);
    }

    /** The rows for a JDK. */
    static List<Point> of(int jdk) {
        return ALL.stream().filter(p -> p.isOf(jdk)).toList();
    }

    /** True if the code of this class makes such calls. */
    static boolean areIn(String name) {
        return CLASSES.contains(name);
    }

    /** For this JDK, by {@code owner.name} of the call. */
    static Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        for (Point p : of(Runtime.version().feature())) {
            for (String method : p.methods) {
                entries.put(p.owner + "." + method, p.entry);
            }
        }
        return entries;
    }

    /** What this JDK has moved, a sentence each: a call that the table names and that is not made where it says. */
    static List<String> moved() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Point p : of(Runtime.version().feature())) {
            byte[] file = JdkClasses.classFile(p.in.equals(ANYWHERE) ? p.owner : p.in);
            Set<String> made = file == null ? Set.of() : calls(file, p);
            for (String method : p.methods) {
                if (!made.contains(method)) {
                    lines.add("this JDK has no call of " + p.owner.replace('/', '.') + "." + method + " in "
                            + p.in.replace('/', '.') + ": where it blocks instead, a carrier blocks with it");
                }
            }
        }
        return lines;
    }

    private static Set<String> calls(byte[] file, Point p) {
        ClassNode type = new ClassNode();
        new ClassReader(file).accept(type, ClassReader.SKIP_FRAMES | ClassReader.SKIP_DEBUG);
        Set<String> natives = new HashSet<>();
        Set<String> called = new HashSet<>();
        for (MethodNode m : type.methods) {
            if ((m.access & Opcodes.ACC_NATIVE) != 0) {
                natives.add(m.name);
            }
            for (AbstractInsnNode insn : m.instructions) {
                if (insn instanceof MethodInsnNode call && call.owner.equals(p.owner)) {
                    called.add(call.name);
                }
            }
        }
        if (p.in.equals(ANYWHERE)) {
            return natives;
        } else if (p.in.equals(p.owner)) {
            called.retainAll(natives);
        }
        return called;
    }
}
