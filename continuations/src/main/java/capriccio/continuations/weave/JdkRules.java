package capriccio.continuations.weave;

import java.util.Set;
import org.objectweb.asm.Type;

/**
 * What a call into an unwoven JDK class may come back to.
 *
 * <p>Most of the JDK calls no more of a program than <em>data methods</em>: {@code equals}, {@code hashCode}, {@code
 * compareTo}, {@code iterator}, {@code next}, {@code get}, {@code size}, {@code toString} and the like. Such a call is
 * plain; in exchange, whatever implements a data method never suspends in it: what would suspend there pins (see {@code
 * Callbacks}). A call that passes a function, a task or a stream may come back to anything, and pins itself.
 */
final class JdkRules {
    /** Packages, with what is below them, whose classes call back data methods only. */
    private static final String[] DATA_PACKAGES = {
        "java/math/", "java/time/", "java/text/", "java/util/regex/", "java/nio/charset/", "java/util/concurrent/atomic/",
        "java/lang/constant/"
    };

    private static final String[] DATA_PREFIXES = {
        "java/util/concurrent/ConcurrentHashMap", "java/util/concurrent/ConcurrentSkipList",
        "java/util/concurrent/CopyOnWrite", "java/util/concurrent/ConcurrentLinked", "java/util/ImmutableCollections",
        "java/util/TimSort", "java/util/ComparableTimSort", "java/util/DualPivotQuicksort", "java/util/Base64",
        "java/lang/Character", "java/lang/StringLatin1", "java/lang/StringUTF16", "java/lang/StringCoding"
    };

    private static final Set<String> DATA = Set.of(
            "java/lang/Object", "java/lang/String", "java/lang/CharSequence", "java/lang/StringBuilder",
            "java/lang/StringBuffer", "java/lang/AbstractStringBuilder", "java/lang/Comparable", "java/lang/Iterable",
            "java/lang/Math", "java/lang/StrictMath", "java/lang/Integer", "java/lang/Long", "java/lang/Short",
            "java/lang/Byte", "java/lang/Boolean", "java/lang/Float", "java/lang/Double", "java/lang/Number",
            "java/lang/Enum", "java/lang/Record", "java/lang/Class", "java/lang/ClassLoader", "java/lang/Package",
            "java/lang/Module", "java/lang/SecurityManager", "java/lang/StackTraceElement", "java/lang/ThreadLocal", "java/lang/InheritableThreadLocal",
            "java/lang/ThreadGroup", "java/lang/Cloneable", "java/lang/Void", "java/lang/ref/Reference",
            "java/lang/ref/WeakReference", "java/lang/ref/SoftReference", "java/lang/ref/PhantomReference",
            "java/util/List", "java/util/ArrayList", "java/util/LinkedList", "java/util/AbstractList",
            "java/util/AbstractSequentialList", "java/util/Set", "java/util/SortedSet", "java/util/NavigableSet",
            "java/util/SequencedCollection", "java/util/SequencedSet", "java/util/SequencedMap",
            "java/util/HashSet", "java/util/LinkedHashSet", "java/util/TreeSet", "java/util/AbstractSet",
            "java/util/EnumSet", "java/util/Map", "java/util/SortedMap", "java/util/NavigableMap", "java/util/Map$Entry",
            "java/util/HashMap", "java/util/LinkedHashMap", "java/util/TreeMap", "java/util/AbstractMap",
            "java/util/AbstractMap$SimpleEntry", "java/util/AbstractMap$SimpleImmutableEntry",
            "java/util/IdentityHashMap", "java/util/WeakHashMap", "java/util/EnumMap", "java/util/concurrent/ConcurrentMap",
            "java/util/concurrent/ConcurrentNavigableMap", "java/util/Dictionary", "java/util/Properties",
            "java/util/Collection", "java/util/AbstractCollection", "java/util/AbstractQueue", "java/util/Queue",
            "java/util/Deque", "java/util/PriorityQueue", "java/util/ArrayDeque", "java/util/RandomAccess",
            "java/util/Iterator", "java/util/ListIterator", "java/util/Enumeration", "java/util/PrimitiveIterator",
            "java/util/PrimitiveIterator$OfInt", "java/util/PrimitiveIterator$OfLong", "java/util/PrimitiveIterator$OfDouble",
            "java/util/Comparator", "java/util/Collections", "java/util/Arrays", "java/util/Objects", "java/util/Optional",
            "java/util/OptionalInt", "java/util/OptionalLong", "java/util/OptionalDouble", "java/util/BitSet",
            "java/util/UUID", "java/util/Locale", "java/util/Currency", "java/util/Date", "java/util/Calendar",
            "java/util/GregorianCalendar", "java/util/TimeZone", "java/util/SimpleTimeZone", "java/util/Random",
            "java/util/SplittableRandom", "java/util/StringTokenizer", "java/util/StringJoiner", "java/util/HexFormat",
            "java/util/Formattable", "java/util/EventObject", "java/util/concurrent/ThreadLocalRandom",
            "java/net/URI", "java/net/URLEncoder", "java/net/URLDecoder", "java/net/InetSocketAddress",
            "java/io/ByteArrayInputStream", "java/io/ByteArrayOutputStream", "java/io/FileDescriptor", "java/io/File");

    /** What of {@code System} only looks things up. */
    private static final Set<String> SYSTEM = Set.of(
            "arraycopy", "currentTimeMillis", "getProperty", "getProperties", "setProperty", "clearProperty", "getenv",
            "identityHashCode", "lineSeparator", "nanoTime", "setIn", "setOut", "setErr", "gc");

    /** Collections of unknown kind: one that blocks may stand behind them. */
    private static final Set<String> QUEUES = Set.of(
            "java/util/Collection", "java/util/AbstractCollection", "java/util/AbstractQueue", "java/util/Queue",
            "java/util/Deque");

    /** Methods of those that j.u.c.'s blocking collections implement by taking a lock. */
    private static final Set<String> QUEUE_METHODS = Set.of(
            "add", "addAll", "remove", "removeAll", "retainAll", "clear", "offer", "poll", "peek", "element", "push", "pop",
            "addFirst", "addLast", "offerFirst", "offerLast", "removeFirst", "removeLast", "pollFirst", "pollLast",
            "getFirst", "getLast", "peekFirst", "peekLast", "removeFirstOccurrence", "removeLastOccurrence");

    private JdkRules() {}

    /** Of a woven JDK class: a constructor that waits for the world outside. The others pin where they take a lock. */
    static boolean blocksInConstructor(String owner, String descriptor) {
        return switch (owner) {
            case "java/net/Socket" -> descriptor.startsWith("(Ljava/lang/String;I")
                    || descriptor.startsWith("(Ljava/net/InetAddress;I")
                    || descriptor.startsWith("(Ljava/net/SocketAddress;"); // private: all of those end there
            case "java/util/zip/GZIPInputStream", "java/util/jar/JarInputStream", // read what comes first, or write it
                    "java/util/zip/GZIPOutputStream", "java/util/jar/JarOutputStream",
                    "sun/net/httpserver/Request", // the request line
                    "sun/security/ssl/SSLSocketImpl", "sun/net/www/http/HttpClient", // connect
                    "sun/net/www/protocol/https/HttpsClient", "sun/net/NetworkClient" -> true;
            default -> false;
        };
    }

    /** True if all that this method of the JDK may come back to is data methods. */
    static boolean callsBackDataOnly(String owner, String name, String descriptor) {
        if (owner.equals("java/lang/System")) {
            return SYSTEM.contains(name);
        }
        if (owner.equals("java/lang/Runtime")) {
            return !name.equals("exec") && !name.startsWith("load") && !name.equals("exit") && !name.equals("halt");
        }
        if (!isData(owner) || isException(owner, name)) {
            return false;
        }
        return !takesFunctions(descriptor);
    }

    /** A queue's method called through a general interface: a JDK class that suspends may implement it. */
    static boolean isQueueCall(String owner, String name) {
        return QUEUES.contains(owner) && QUEUE_METHODS.contains(name);
    }

    static boolean isData(String owner) {
        if (DATA.contains(owner) || isThrowable(owner)) {
            return true;
        }
        int nested = owner.indexOf('$');
        if (nested > 0 && DATA.contains(owner.substring(0, nested))) {
            return !owner.startsWith("java/util/Collections$Synchronized") && !owner.startsWith("java/lang/ThreadLocal$");
        }
        boolean buffer = owner.startsWith("java/nio/") && owner.indexOf('/', 9) < 0;
        return buffer || startsWithAny(owner, DATA_PACKAGES) || startsWithAny(owner, DATA_PREFIXES);
    }

    private static boolean isThrowable(String owner) {
        return owner.equals("java/lang/Throwable") || owner.endsWith("Exception") || owner.endsWith("Error");
    }

    private static boolean startsWithAny(String owner, String[] prefixes) {
        for (String prefix : prefixes) {
            if (owner.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Methods of data classes that come back to more. */
    private static boolean isException(String owner, String name) {
        return switch (owner) {
            case "java/lang/Class" -> name.equals("newInstance") || name.startsWith("getResource");
            case "java/lang/ClassLoader" ->
                name.equals("defineClass") // runs the agent's own transformer
                        || name.startsWith("getResource") || name.equals("resources");
            // a URL asks the factory of handlers that a program has set
            case "java/net/URI", "java/io/File" -> name.equals("toURL");
            case "java/lang/ThreadGroup" -> name.equals("list") || name.equals("uncaughtException");
            case "java/util/Arrays" -> name.startsWith("parallel");
            case "java/util/Properties" -> name.equals("list");
            default -> isThrowable(owner) && name.equals("printStackTrace");
        };
    }

    /** True if an argument can carry code of the program that is no data method. */
    private static boolean takesFunctions(String descriptor) {
        for (Type t : Type.getArgumentTypes(descriptor)) {
            Type element = t.getSort() == Type.ARRAY ? t.getElementType() : t;
            if (element.getSort() == Type.OBJECT && isFunction(element.getInternalName())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFunction(String type) {
        if (type.startsWith("java/util/function/") || type.startsWith("java/util/stream/")) {
            return true;
        }
        return switch (type) {
            case "java/lang/Runnable", "java/util/concurrent/Callable", "java/lang/Appendable", "java/lang/Readable",
                    "java/io/InputStream", "java/io/OutputStream", "java/io/Reader", "java/io/Writer",
                    "java/io/PrintStream", "java/io/PrintWriter", "java/io/FileFilter", "java/io/FilenameFilter",
                    "java/time/temporal/TemporalAdjuster", "java/time/temporal/TemporalQuery",
                    "java/util/Spliterator" -> true;
            default -> false;
        };
    }
}
