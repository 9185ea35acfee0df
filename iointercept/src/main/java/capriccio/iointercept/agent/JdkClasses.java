package capriccio.iointercept.agent;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JDK classes that are woven, as far as the running JDK has them, and their class files. */
final class JdkClasses {
    /** A name, or a package or name prefix that ends in {@code *}. */
    private static final List<String> WOVEN = List.of(
            "java/lang/Thread", "java/lang/ThreadLocal", "java/util/Timer", "java/util/TimerThread",
            "java/util/TimerTask", "java/util/Collections$Synchronized*", "java/util/Vector", "java/util/Vector$*",
            "java/util/Stack", "java/util/Hashtable", "java/util/Hashtable$*", "java/util/function/*",
            "java/util/AbstractCollection", "java/util/AbstractQueue", "java/util/Collections$AsLIFOQueue",
            "java/util/Collections$CheckedCollection", "java/util/Collections$CheckedQueue",
            "java/io/CharArrayReader", "java/io/CharArrayWriter", "java/io/StringReader", "java/io/FilterReader",
            "java/io/PushbackReader", "java/io/Reader", "java/io/InputStreamReader", "java/io/BufferedReader", "java/io/LineNumberReader",
            "java/io/Writer", "java/io/OutputStreamWriter", "java/io/BufferedWriter", "java/io/PrintWriter",
            "java/io/PrintStream", "java/io/InputStream", "java/io/OutputStream", "java/io/FilterInputStream",
            "java/io/FilterOutputStream", "java/io/BufferedInputStream", "java/io/BufferedOutputStream",
            "java/io/DataInputStream", "java/io/DataOutputStream", "java/io/PushbackInputStream",
            // streams around streams: called by the name of InputStream, which is woven
            "java/io/SequenceInputStream", "java/io/FilterReader", "java/io/FilterWriter", "java/io/PushbackReader",
            "java/util/zip/InflaterInputStream", "java/util/zip/InflaterOutputStream", "java/util/zip/DeflaterInputStream",
            "java/util/zip/DeflaterOutputStream", "java/util/zip/GZIPInputStream*", "java/util/zip/GZIPOutputStream",
            "java/util/zip/ZipInputStream", "java/util/zip/ZipOutputStream", "java/util/zip/CheckedInputStream",
            "java/util/zip/CheckedOutputStream", "java/util/jar/JarInputStream", "java/util/jar/JarOutputStream",
            "java/security/DigestInputStream", "java/security/DigestOutputStream",
            "sun/nio/cs/StreamDecoder", "sun/nio/cs/StreamEncoder",
            "java/net/Socket", "java/net/Socket$*", "java/net/ServerSocket", "java/net/ServerSocket$*",
            "java/net/SocketImpl", "java/net/DelegatingSocketImpl", "java/net/SocksSocketImpl",
            "sun/nio/ch/NioSocketImpl", "sun/nio/ch/NioSocketImpl$*", "sun/nio/ch/SelChImpl",
            "sun/nio/ch/SocketChannelImpl", "sun/nio/ch/SocketChannelImpl$*", "sun/nio/ch/ServerSocketChannelImpl",
            "sun/nio/ch/SocketAdaptor", "sun/nio/ch/SocketAdaptor$*", "sun/nio/ch/ServerSocketAdaptor",
            "java/nio/channels/Selector", "java/nio/channels/spi/AbstractSelector", "sun/nio/ch/SelectorImpl",
            "java/nio/channels/spi/AbstractSelectionKey", "sun/nio/ch/SelectionKeyImpl", "sun/nio/ch/EPollSelectorImpl",
            "sun/nio/ch/SocketInputStream", "sun/nio/ch/SocketOutputStream", "sun/nio/ch/ChannelInputStream",
            "sun/nio/ch/ChannelOutputStream", "java/nio/channels/Channels", "java/nio/channels/Channels$*",
            "java/nio/channels/SocketChannel", "java/nio/channels/ServerSocketChannel",
            "java/nio/channels/spi/AbstractInterruptibleChannel", "java/nio/channels/spi/AbstractInterruptibleChannel$*", "java/nio/channels/spi/AbstractSelectableChannel",
            // the names by which all of those are called: a call by the name of a type that is not woven pins
            "java/nio/channels/Channel", "java/nio/channels/InterruptibleChannel", "java/nio/channels/ReadableByteChannel",
            "java/nio/channels/WritableByteChannel", "java/nio/channels/ByteChannel", "java/nio/channels/ScatteringByteChannel",
            "java/nio/channels/GatheringByteChannel", "java/nio/channels/NetworkChannel", "java/nio/channels/SelectableChannel",
            "java/nio/channels/SelectionKey", "sun/nio/ch/Interruptible", "java/net/SocketOptions", "java/net/URLStreamHandler",
            "java/io/DataInput", "java/io/DataOutput",
            "java/util/concurrent/*", "java/util/concurrent/locks/*", "java/io/FileInputStream", "java/io/FileOutputStream",
            // clients of HTTP; class loaders read through the first two, whose other implementations are guarded
            "java/net/URL", "java/net/URLConnection", "java/net/HttpURLConnection", "sun/net/www/MessageHeader",
            // below scoped values and structured tasks, since 21
            "jdk/internal/vm/StackableScope", "jdk/internal/vm/ScopedValueContainer", "jdk/internal/vm/ThreadContainer",
            "jdk/internal/vm/SharedThreadContainer");

    /**
     * The same for classes that no class loader, no weaver and no start needs: nobody loads them before the program does,
     * so that they are woven as they load. Of any module of the boot or the platform loader.
     */
    private static final List<String> LATE = List.of(
            "sun/net/httpserver/*", "com/sun/net/httpserver/*", "sun/security/ssl/*", "javax/net/*", "javax/net/ssl/*",
            "sun/net/NetworkClient", "sun/net/www/MeteredStream", "sun/net/www/http/*", "sun/net/www/protocol/http/*",
            "sun/net/www/protocol/https/*", "java/net/http/*", "java/sql/*", "javax/sql/*", "java/lang/Process", "java/lang/Process$*",
            "sun/nio/ch/PipeImpl", "sun/nio/ch/SourceChannelImpl", "sun/nio/ch/SinkChannelImpl", "java/nio/channels/Pipe",
            "java/nio/channels/Pipe$*", "java/lang/ProcessImpl", "java/lang/ProcessImpl$*", "java/util/Scanner", "java/util/Scanner$*",
            "sun/nio/ch/DatagramChannelImpl", "sun/nio/ch/DatagramChannelImpl$*", "sun/nio/ch/DatagramSocketAdaptor",
            "sun/nio/ch/DatagramSocketAdaptor$*", "java/nio/channels/DatagramChannel", "java/nio/channels/MulticastChannel",
            "java/net/DatagramSocket", "java/net/DatagramSocket$*", "java/net/MulticastSocket", "java/net/NetMulticastSocket",
            "java/io/PipedInputStream", "java/io/PipedOutputStream", "java/io/PipedReader", "java/io/PipedWriter",
            "java/io/ObjectInputStream", "java/io/ObjectInputStream$*", "java/io/ObjectOutputStream", "java/io/ObjectOutputStream$*",
            "java/io/SerialCallbackContext", "java/lang/ScopedValue", "java/lang/ScopedValue$*", "jdk/internal/misc/ThreadFlock",
            "jdk/internal/misc/ThreadFlock$*",
            "java/io/ObjectInput", "java/io/ObjectInputFilter", "java/io/ObjectInputFilter$FilterInfo", "java/io/ObjectOutput");

    /** With what is below it: the implementation of {@code java.net.http}, whose workers are threads of the program. */
    private static final String LATE_TREE = "jdk/internal/net/http";

    private static final List<String> MODULES = List.of("java.base", "jdk.httpserver", "java.net.http", "java.sql");

    /** The folders of {@link #LATE} that are taken whole, and its single names. */
    private static final Set<String> LATE_FOLDERS = new HashSet<>();

    private static final Set<String> LATE_NAMES = new HashSet<>();

    static {
        for (String pattern : LATE) {
            (pattern.endsWith("/*") ? LATE_FOLDERS : LATE_NAMES).add(pattern.replace("/*", "").replace("$*", "$"));
        }
    }

    /** What the runtime or the class loaders themselves stand on, or what keeps state for an OS thread. */
    private static final List<String> NOT_WOVEN = List.of(
            // all of them, or a call of the interface would be taken for woven, and the map calls keys' methods
            "java/util/concurrent/Concurrent*",
            "java/util/concurrent/CopyOnWrite*", "java/util/concurrent/ThreadLocalRandom*",
            "java/util/concurrent/atomic/*",
            "java/util/concurrent/TimeUnit*", "java/util/concurrent/Helpers*");

    private JdkClasses() {}

    /** Internal names, sorted. */
    static Set<String> woven() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : MODULES) {
            Path base = image().getPath("/modules", module);
            for (String folder : folders()) {
                list(base, base.resolve(folder), 1, names);
            }
            list(base, base.resolve(LATE_TREE), Integer.MAX_VALUE, names);
        }
        names.removeIf(name -> (!matches(WOVEN, name) && !isLate(name)) || matches(NOT_WOVEN, name) || name.endsWith("-info"));
        return names;
    }

    private static void list(Path base, Path folder, int depth, Set<String> names) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder, depth)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = base.relativize(file).toString();
                if (name.endsWith(".class")) {
                    names.add(name.substring(0, name.length() - ".class".length()));
                }
            }
        }
    }

    private static Set<String> folders() {
        Set<String> folders = new TreeSet<>();
        for (List<String> patterns : List.of(WOVEN, LATE)) {
            for (String pattern : patterns) {
                folders.add(pattern.substring(0, pattern.lastIndexOf('/')));
            }
        }
        return folders;
    }

    /** True for a class of the JDK that is woven and must not be loaded for that; asked for each class that loads. */
    static boolean isLate(String name) {
        int slash = name.lastIndexOf('/');
        if (slash < 0) {
            return false;
        }
        int nested = name.indexOf('$', slash);
        return LATE_FOLDERS.contains(name.substring(0, slash))
                || LATE_NAMES.contains(name)
                || name.startsWith(LATE_TREE + "/")
                || (nested > 0 && LATE_NAMES.contains(name.substring(0, nested + 1)));
    }

    private static boolean matches(List<String> patterns, String name) {
        for (String pattern : patterns) {
            if (pattern.endsWith("*") ? matchesPrefix(pattern, name) : pattern.equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matchesPrefix(String pattern, String name) {
        String prefix = pattern.substring(0, pattern.length() - 1);
        return name.startsWith(prefix) && name.indexOf('/', prefix.length()) < 0;
    }

    /**
     * The class file in the runtime image: what a retransformer is handed for a class from the CDS archive can lack frames.
     * Asked while classes load, so it needs no file system.
     */
    static byte @Nullable [] classFile(String name) throws IOException {
        return classFile(Object.class.getModule(), name);
    }

    static byte @Nullable [] classFile(Module module, String name) throws IOException {
        try (InputStream in = module.getResourceAsStream(name + ".class")) {
            return in == null ? null : in.readAllBytes();
        }
    }

    private static FileSystem image() {
        return FileSystems.getFileSystem(URI.create("jrt:/"));
    }
}
