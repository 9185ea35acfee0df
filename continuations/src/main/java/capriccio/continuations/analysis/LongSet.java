package capriccio.continuations.analysis;

import java.util.Arrays;

/** A set of longs with open addressing; 0 is kept apart. Safe to read by many once it no longer changes. */
final class LongSet {
    private long[] table;
    private int size;
    private boolean zero;

    LongSet() {
        this(64);
    }

    /** With room for so many members. */
    LongSet(int capacity) {
        table = new long[Integer.highestOneBit(Math.max(32, capacity) * 2 - 1) << 1];
    }

    int size() {
        return size + (zero ? 1 : 0);
    }

    /** True if it was not there. */
    boolean add(long value) {
        if (value == 0) {
            boolean fresh = !zero;
            zero = true;
            return fresh;
        }
        int i = find(table, value);
        if (table[i] == value) {
            return false;
        }
        table[i] = value;
        if (++size > table.length / 2) {
            long[] grown = new long[table.length * 2];
            for (long v : table) {
                if (v != 0) {
                    grown[find(grown, v)] = v;
                }
            }
            table = grown;
        }
        return true;
    }

    boolean contains(long value) {
        return value == 0 ? zero : table[find(table, value)] == value;
    }

    void removeAll(LongSet others) {
        long[] all = toArray();
        Arrays.fill(table, 0);
        size = 0;
        zero = false;
        for (long v : all) {
            if (!others.contains(v)) {
                add(v);
            }
        }
    }

    long[] toArray() {
        long[] all = new long[size()];
        int n = 0;
        for (long v : table) {
            if (v != 0) {
                all[n++] = v;
            }
        }
        return all;
    }

    /** Where the value is, or the free place for it. */
    private static int find(long[] table, long value) {
        int mask = table.length - 1;
        int i = (int) (value ^ value >>> 32) & mask;
        while (table[i] != 0 && table[i] != value) {
            i = i + 1 & mask;
        }
        return i;
    }
}
