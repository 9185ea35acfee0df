package capriccio.continuations.analysis;

import capriccio.continuations.analysis.TypeInfo.Call;
import capriccio.continuations.analysis.TypeInfo.Method;
import java.nio.ByteBuffer;
import java.util.Map;
import org.objectweb.asm.Opcodes;

/**
 * What the analysis of a class path says, as sets of hashes: small, quick to load, and immutable. A hash has 64 bits:
 * that two of a million members collide has odds of one in ten million.
 */
final class World {
    static final World EMPTY = new World(new LongSet(), new LongSet(), new LongSet(), new LongSet(), new LongSet());

    /** Calls, as {@code owner.selector}, of which no target can block. */
    private final LongSet plain;
    /** Calls of the program's classes that end in a method of the JDK that may come back. */
    private final LongSet pinned;
    /** Selectors of the plain calls through interfaces, and of all plain calls that can be overridden. */
    private final LongSet interfaceSelectors;

    private final LongSet selectors;
    /** Name with the check sum of the file's content: the very class that was analysed. */
    private final LongSet classes;

    World(LongSet plain, LongSet pinned, LongSet interfaceSelectors, LongSet selectors, LongSet classes) {
        this.plain = plain;
        this.pinned = pinned;
        this.interfaceSelectors = interfaceSelectors;
        this.selectors = selectors;
        this.classes = classes;
    }

    static World of(CallGraph graph, Map<String, Integer> checkSums) {
        LongSet plain = new LongSet();
        LongSet blocking = new LongSet();
        LongSet pinned = new LongSet();
        LongSet interfaces = new LongSet();
        LongSet selectors = new LongSet();
        LongSet classes = new LongSet();
        checkSums.forEach((name, sum) -> classes.add(hash(name, sum)));
        for (TypeInfo t : graph.types()) {
            for (Method m : t.methods.values()) {
                int opcode = (m.access & Opcodes.ACC_STATIC) != 0
                        ? Opcodes.INVOKESTATIC
                        : t.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
                judge(graph, new Call(opcode, t.name, m.name, m.descriptor), plain, blocking, pinned, interfaces, selectors);
                for (Call c : m.calls) {
                    judge(graph, c, plain, blocking, pinned, interfaces, selectors);
                }
                m.lambdas.forEach(l -> judge(graph, l.implementation(), plain, blocking, pinned, interfaces, selectors));
            }
        }
        plain.removeAll(blocking);
        return new World(plain, pinned, interfaces, selectors, classes);
    }

    private static void judge(CallGraph graph, Call c, LongSet plain, LongSet blocking, LongSet pinned,
            LongSet interfaces, LongSet selectors) {
        TypeInfo owner = graph.find(c.owner());
        if (owner == null) {
            return;
        }
        long call = hash(c.owner(), c.selector());
        if (graph.mayBlock(c)) {
            blocking.add(call);
        } else if (graph.pins(c)) {
            pinned.add(call);
        } else if (plain.add(call) && c.opcode() != Opcodes.INVOKESTATIC) {
            selectors.add(hash("", c.selector()));
            if (graph.isThroughInterface(owner, c)) {
                interfaces.add(hash("", c.selector()));
            }
        }
    }

    boolean isPlain(String owner, String selector) {
        return plain.contains(hash(owner, selector));
    }

    boolean isPinned(String owner, String selector) {
        return pinned.contains(hash(owner, selector));
    }

    boolean isPlainThroughSomeInterface(String selector) {
        return interfaceSelectors.contains(hash("", selector));
    }

    boolean isPlainSomewhere(String selector) {
        return selectors.contains(hash("", selector));
    }

    boolean contains(String name, int checkSum) {
        return classes.contains(hash(name, checkSum));
    }

    byte[] toBytes() {
        LongSet[] sets = {plain, pinned, interfaceSelectors, selectors, classes};
        int size = 0;
        for (LongSet set : sets) {
            size += Integer.BYTES + set.size() * Long.BYTES;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        for (LongSet set : sets) {
            out.putInt(set.size());
            for (long v : set.toArray()) {
                out.putLong(v);
            }
        }
        return out.array();
    }

    /** What {@link #toBytes} wrote. */
    static World of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        LongSet[] sets = new LongSet[5];
        for (int i = 0; i < sets.length; i++) {
            int n = in.getInt();
            sets[i] = new LongSet(n);
            for (int j = 0; j < n; j++) {
                sets[i].add(in.getLong());
            }
        }
        return new World(sets[0], sets[1], sets[2], sets[3], sets[4]);
    }

    private static long hash(String name, int number) {
        return mix(step(step(0xcbf29ce484222325L, name), '#') ^ number * 0x9E3779B97F4A7C15L);
    }

    private static long hash(String owner, String selector) {
        return mix(step(step(step(0xcbf29ce484222325L, owner), '.'), selector));
    }

    private static long step(long h, String text) {
        long hash = h;
        for (int i = 0; i < text.length(); i++) {
            hash = step(hash, text.charAt(i));
        }
        return hash;
    }

    private static long step(long h, char c) {
        return (h ^ c) * 0x9E3779B97F4A7C15L + (h >>> 29);
    }

    private static long mix(long h) {
        long x = (h ^ h >>> 32) * 0xd6e8feb86659fd93L;
        x = (x ^ x >>> 32) * 0xd6e8feb86659fd93L;
        return x ^ x >>> 32;
    }
}
