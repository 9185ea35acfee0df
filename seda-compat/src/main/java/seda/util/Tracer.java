package seda.util;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Notes when a program came by where, under a name by which the tracer is found again. Keeps the latest 10,000 notes.
 * Safe for any thread.
 */
public class Tracer {
    private static final int CAPACITY = 10_000;
    private static final Map<String, Tracer> ALL = new ConcurrentHashMap<>();

    private final String name;
    private final Deque<Note> notes = new ArrayDeque<>(); // guarded by this
    private volatile boolean verbose;

    @SuppressWarnings("this-escape") // found by its name from now on: everything is set
    public Tracer(String name) {
        this.name = name;
        ALL.put(name, this);
    }

    /** Whether each note is printed at once. */
    public void setVerbose(boolean verbose) {
        this.verbose = verbose;
    }

    /** The tracer of that name, or null. */
    public static Tracer getTracer(String name) {
        return ALL.get(name);
    }

    /** Notes a place and when it was, in microseconds. */
    public synchronized void trace(String key, long usec) {
        if (notes.size() == CAPACITY) {
            notes.removeFirst();
        }
        notes.addLast(new Note(key, usec));
        if (verbose) {
            System.err.println(name + ": " + key + " " + usec + " usec");
        }
    }

    /** Notes a place now. */
    public synchronized void trace(String key) {
        trace(key, MDWUtil.currentTimeUsec());
    }

    /** Prints the notes, each with the time since the one before, to the standard error. */
    public synchronized void dump() {
        StringBuilder text = new StringBuilder("Tracer " + name + ": " + notes.size() + " notes");
        Note before = notes.peekFirst();
        for (Note note : notes) {
            text.append("\n  " + note.key() + " " + note.usec() + " usec, +" + (note.usec() - before.usec()));
            before = note;
        }
        System.err.println(text);
    }

    /** Forgets the notes. */
    public synchronized void reset() {
        notes.clear();
    }

    public static void resetAll() {
        ALL.values().forEach(Tracer::reset);
    }

    public static void dumpAll() {
        ALL.values().forEach(Tracer::dump);
    }

    private record Note(String key, long usec) {}
}
