package capriccio.iointercept.programs;

import static capriccio.iointercept.programs.Hop.hop;

import java.util.AbstractList;
import java.util.Formattable;
import java.util.Formatter;
import java.util.Iterator;

/** Values whose data methods block. */
final class SlowValue {
    private SlowValue() {}

    /** Equal and ordered by its number. */
    static final class Key implements Comparable<Key> {
        final int value;

        Key(int value) {
            this.value = value;
        }

        @Override
        public int compareTo(Key other) {
            return Integer.compare(hop(value), hop(other.value));
        }

        @Override
        public boolean equals(Object other) {
            return hop(other instanceof Key k && k.value == value);
        }

        @Override
        public int hashCode() {
            return hop(value % 3); // collides
        }

        @Override
        public String toString() {
            return hop("k") + value;
        }
    }

    static Key k(int value) {
        return new Key(value);
    }

    /** Text, character by character. */
    static final class Text implements CharSequence {
        private final String text;

        Text(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return hop(text.length());
        }

        @Override
        public char charAt(int index) {
            return hop(text).charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Text(hop(text).substring(start, end));
        }

        @Override
        public String toString() {
            return hop(text);
        }
    }

    /** The numbers from 0. */
    static final class Numbers extends AbstractList<Integer> {
        private final int size;

        Numbers(int size) {
            this.size = size;
        }

        @Override
        public Integer get(int index) {
            return hop(index);
        }

        @Override
        public int size() {
            return hop(size);
        }
    }

    /** The same without a size. */
    record Each(int size) implements Iterable<Integer> {
        @Override
        public Iterator<Integer> iterator() {
            return hop(new Iterator<Integer>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return hop(next < size);
                }

                @Override
                public Integer next() {
                    return hop(next++);
                }
            });
        }
    }

    /** Formats itself. */
    record Padded(String text) implements Formattable {
        @Override
        public void formatTo(Formatter formatter, int flags, int width, int precision) {
            formatter.format("[%s]", hop(text));
        }
    }

    enum Level {
        LOW,
        HIGH {
            @Override
            public String toString() {
                return hop("high");
            }
        };

        @Override
        public String toString() {
            return hop("low");
        }
    }

    record Pair(Key a, Key b) {}
}
