package capriccio.blockinggraph;

import capriccio.continuations.runtime.Carrier;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Something of which there is not enough for everybody. A program says what it takes and gives back of one of its own, such
 * as a pool of connections:
 *
 * <pre>{@code
 * Resource db = Resource.named("db").limit(20);
 * db.acquire();
 * try { … } finally { db.release(); }
 * }</pre>
 *
 * The graph then learns at which blocking points it is taken, and the scheduler holds back threads there while none is left.
 * {@code acquire} itself never waits. Thread-safe; without the agent, a counter.
 */
public final class Resource implements Meter {
    /** Time on a carrier; what is scarce is measured by how long runnable threads wait for one. */
    public static final int CPU = 0;

    /** Bytes of the Java heap. */
    public static final int HEAP = 1;

    /** Frames of suspended threads. */
    public static final int STACK = 2;

    /** Open files and sockets. */
    public static final int DESCRIPTORS = 3;

    /** Native operations on files under way. */
    public static final int DISK = 4;

    /** The first id of those that programs name. */
    public static final int FIRST_NAMED = 5;

    /** Ids are below. */
    public static final int MOST = 12;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    /** Longs between two carriers' cells: no cache line is written by two. */
    private static final int CELL = 8;

    private final int id;
    private final String name;
    private volatile long limit;
    /** By carrier: only that carrier writes its cell; opaque, for others sum them. Grows under this resource's lock. */
    private volatile long[] @Nullable [] cells = new long[0][];
    /** By threads that are on no carrier. */
    private final AtomicLong elsewhere = new AtomicLong();

    Resource(int id, String name) {
        this.id = id;
        this.name = name;
    }

    /** The one of that name in this process; all names beyond the seventh share one. */
    public static Resource named(String name) {
        return Resources.ofProcess().named(name);
    }

    /** At most so many in use, as far as threads can be held back; 0 if none is known. */
    public Resource limit(long most) {
        if (most < 0) {
            throw new IllegalArgumentException("limit " + most + " of resource " + name + " is negative");
        }
        limit = most;
        return this;
    }

    public long limit() {
        return limit;
    }

    public int id() {
        return id;
    }

    public String name() {
        return name;
    }

    public void acquire() {
        add(1);
    }

    /** {@code n} at once. */
    public void acquire(long n) {
        add(n);
    }

    public void release() {
        add(-1);
    }

    /** {@code n} at once. */
    public void release(long n) {
        add(-n);
    }

    private void add(long n) {
        int carrier = Carrier.currentIndex();
        if (carrier < 0) {
            elsewhere.addAndGet(n);
        } else {
            add(carrier, n);
        }
    }

    /** On the carrier of that index. */
    void add(int carrier, long n) {
        long[] @Nullable [] all = cells;
        long[] cell = carrier < all.length ? all[carrier] : null;
        if (cell == null) {
            cell = addCell(carrier);
        }
        LONGS.setOpaque(cell, 0, cell[0] + n);
    }

    private synchronized long[] addCell(int carrier) {
        long[] @Nullable [] all = cells;
        long[] @Nullable [] grown = Arrays.copyOf(all, Math.max(all.length, carrier + 1));
        long[] cell = grown[carrier];
        if (cell == null) {
            cell = new long[CELL];
            grown[carrier] = cell;
            cells = grown;
        }
        return cell;
    }

    /**
     * In use now. Exact while nobody acquires or releases; beside that, it may be off by what was moved between two carriers
     * during the call.
     */
    public long used() {
        long sum = elsewhere.get();
        for (long[] cell : cells) {
            if (cell != null) {
                sum += (long) LONGS.getOpaque(cell, 0);
            }
        }
        return sum;
    }

    @Override
    public long total(int carrier) {
        long[] @Nullable [] all = cells;
        long[] cell = carrier < all.length ? all[carrier] : null;
        return cell == null ? 0 : cell[0];
    }

    @Override
    public String toString() {
        return name + " " + used() + " of " + (limit == 0 ? "?" : Long.toString(limit));
    }
}
