package capriccio.iointercept.programs;

import static capriccio.iointercept.programs.Hop.hop;
import static capriccio.iointercept.programs.SlowValue.k;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.Externalizable;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.LineNumberReader;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectInputValidation;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.io.Serializable;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Scanner;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The program's streams at the bottom or in the middle of the JDK's, and its methods under serialisation. */
@SuppressWarnings({"BanSerializableRead", "SerialVersionUID", "UnusedMethod", "ClassCanBeStatic"}) // shapes to test
final class CallersOfStreams {
    private static final byte[] TEXT = "first\nsecond 2\nthird=3\n".getBytes(UTF_8);

    private CallersOfStreams() {}

    static void addTo(Cases cases) {
        input(cases);
        output(cases);
        packed(cases);
        objects(cases);
    }

    private static final class In extends FilterInputStream {
        In(byte[] bytes) {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        public int read() throws IOException {
            return hop(super.read());
        }

        @Override
        public int read(byte[] to, int at, int length) throws IOException {
            hop();
            return super.read(to, at, Math.min(length, 7));
        }

        @Override
        public int available() throws IOException {
            return hop(super.available());
        }

        @Override
        public void close() throws IOException {
            hop();
            super.close();
        }
    }

    private static final class Out extends FilterOutputStream {
        Out(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(hop(b));
        }

        @Override
        public void write(byte[] from, int at, int length) throws IOException {
            hop();
            out.write(from, at, length);
        }

        @Override
        public void flush() throws IOException {
            hop();
            super.flush();
        }

        @Override
        public void close() throws IOException {
            hop();
            super.close();
        }
    }

    private static final class SlowReader extends Reader {
        private final Reader in = new StringReader(new String(TEXT, UTF_8));

        @Override
        public int read(char[] to, int at, int length) throws IOException {
            hop();
            return in.read(to, at, Math.min(length, 5));
        }

        @Override
        public void close() throws IOException {
            hop();
            in.close();
        }
    }

    private static final class SlowWriter extends Writer {
        final StringBuilder written = new StringBuilder();

        @Override
        public void write(char[] from, int at, int length) {
            hop();
            written.append(from, at, length);
        }

        @Override
        public void flush() {
            hop();
        }

        @Override
        public void close() {
            hop();
        }
    }

    private interface Wrap {
        InputStream around(InputStream in) throws Exception;
    }

    private static void input(Cases cases) {
        reads(cases, "BufferedInputStream", BufferedInputStream::new);
        reads(cases, "DataInputStream", DataInputStream::new);
        reads(cases, "PushbackInputStream", PushbackInputStream::new);
        reads(cases, "SequenceInputStream", in -> new SequenceInputStream(in, InputStream.nullInputStream()));
        reads(cases, "CheckedInputStream", in -> new CheckedInputStream(in, new CRC32()));
        reads(cases, "DigestInputStream", in -> new DigestInputStream(in, MessageDigest.getInstance("SHA-256")));
        reads(cases, "Channels", in -> Channels.newInputStream(Channels.newChannel(in)));
        reads(cases, "CipherInputStream", in -> new javax.crypto.CipherInputStream(in, new javax.crypto.NullCipher()));
        cases.add("transferTo", () -> {
            ByteArrayOutputStream to = new ByteArrayOutputStream();
            try (InputStream in = new In(TEXT)) {
                in.transferTo(new Out(to));
            }
            Check.equal(to.toByteArray(), TEXT, "bytes");
            SlowWriter written = new SlowWriter();
            new SlowReader().transferTo(written);
            Check.equal(written.written.toString(), new String(TEXT, UTF_8), "text");
        });
        cases.add("readers", () -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(new In(TEXT), UTF_8), 4)) {
                Check.equal(lines.readLine() + lines.lines().count(), "first2", "lines");
            }
            Check.equal(new BufferedReader(new SlowReader(), 3).readLine(), "first", "the line");
            LineNumberReader numbered = new LineNumberReader(new SlowReader());
            Check.equal(numbered.readLine() + numbered.readLine() + numbered.getLineNumber(), "firstsecond 22", "lines");
            Check.equal(new Scanner(new In(TEXT), UTF_8).next() + new Scanner((Readable) new SlowReader()).nextLine(), "firstfirst", "words");
            StreamTokenizer tokens = new StreamTokenizer(new SlowReader());
            Check.equal(tokens.nextToken() + tokens.sval, StreamTokenizer.TT_WORD + "first", "the token");
        });
        cases.add("Properties.load", () -> {
            Properties p = new Properties();
            p.load(new In(TEXT));
            Check.equal(p.getProperty("third"), "3", "the value");
            p.load(new SlowReader());
            Check.equal(p.size(), 3, "the size");
        });
    }

    private static void reads(Cases cases, String name, Wrap wrap) {
        cases.add("read " + name, () -> {
            try (InputStream in = wrap.around(new In(TEXT))) {
                Check.equal((char) in.read(), 'f', "the first");
                Check.equal(new String(in.readNBytes(4), UTF_8), "irst", "the next");
                Check.equal(in.skip(1), 1L, "skipped");
                Check.equal(new String(in.readAllBytes(), UTF_8), "second 2\nthird=3\n", "the rest");
            }
        });
    }

    private static void output(Cases cases) {
        cases.add("writers", () -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (Writer out = new BufferedWriter(new OutputStreamWriter(new Out(bytes), UTF_8), 3)) {
                out.append("abc").append('d').write("efg");
                out.flush();
                out.write("h");
            }
            Check.equal(bytes.toString(UTF_8), "abcdefgh", "text");
            SlowWriter slow = new SlowWriter();
            try (PrintWriter out = new PrintWriter(slow, true)) {
                out.printf("%s %d", k(1), 2).println("!");
                out.append("x");
            }
            Check.equal(slow.written.toString(), "k1 2!" + System.lineSeparator() + "x", "text");
        });
        cases.add("PrintStream", () -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (PrintStream out = new PrintStream(new Out(bytes), true, UTF_8)) {
                out.print(k(1));
                out.println(new char[] {'a'});
                out.printf("%s", k(2)).append('b').write(TEXT);
            }
            Check.equal(bytes.toString(UTF_8), "k1a" + System.lineSeparator() + "k2b" + new String(TEXT, UTF_8), "text");
        });
        cases.add("DataOutputStream", () -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(new Out(bytes))) {
                out.writeUTF("text");
                out.writeLong(5);
            }
            try (DataInputStream in = new DataInputStream(new In(bytes.toByteArray()))) {
                Check.equal(in.readUTF() + in.readLong(), "text5", "what was written");
            }
        });
        cases.add("Properties.store", () -> {
            Properties p = new Properties();
            p.setProperty("a", "b");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            p.store(new Out(bytes), "comment");
            SlowWriter slow = new SlowWriter();
            p.store(slow, null);
            Check.that(bytes.toString(UTF_8).contains("a=b") && slow.written.toString().contains("a=b"), "stored");
        });
        cases.add("Appendable", () -> {
            SlowWriter slow = new SlowWriter();
            new java.util.Formatter(slow).format("%s|%s", 1, k(2)).flush();
            Check.equal(slow.written.toString(), "1|k2", "text");
            StringWriter plain = new StringWriter();
            java.util.HexFormat.of().formatHex(new SlowAppendable(plain), new byte[] {1, 2});
            Check.equal(plain.toString(), "0102", "text");
        });
    }

    private record SlowAppendable(StringWriter to) implements Appendable {
        @Override
        public Appendable append(CharSequence text) {
            to.append(hop(text));
            return this;
        }

        @Override
        public Appendable append(CharSequence text, int from, int end) {
            to.append(hop(text), from, end);
            return this;
        }

        @Override
        public Appendable append(char c) {
            hop();
            to.append(c);
            return this;
        }
    }

    private static void packed(Cases cases) {
        cases.add("GZIP", () -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (OutputStream out = new GZIPOutputStream(new Out(bytes))) {
                out.write(TEXT);
            }
            try (InputStream in = new GZIPInputStream(new In(bytes.toByteArray()))) {
                Check.equal(in.readAllBytes(), TEXT, "bytes");
            }
        });
        cases.add("ZIP", () -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream out = new ZipOutputStream(new Out(bytes))) {
                out.putNextEntry(new ZipEntry("one"));
                out.write(TEXT);
                out.closeEntry();
            }
            try (ZipInputStream in = new ZipInputStream(new In(bytes.toByteArray()))) {
                Check.equal(in.getNextEntry().getName(), "one", "the entry");
                Check.equal(in.readAllBytes(), TEXT, "bytes");
            }
        });
    }

    private static class Custom implements Serializable, ObjectInputValidation {
        private static final long serialVersionUID = 1;
        transient int value;
        transient boolean valid;

        Custom(int value) {
            this.value = value;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(hop(value));
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            in.registerValidation(this, 0);
            value = hop(in.readInt());
        }

        @Override
        public void validateObject() {
            valid = hop(true);
        }
    }

    private record Replaced(int value) implements Serializable {
        private Object writeReplace() {
            return new Replacement(hop(value));
        }
    }

    private static final class Replacement implements Serializable {
        private static final long serialVersionUID = 1;
        private final int value;

        Replacement(int value) {
            this.value = value;
        }

        private Object readResolve() {
            return new Replaced(hop(value) + 1);
        }
    }

    /** Public with a public constructor: the JDK calls it. */
    public static final class External implements Externalizable {
        private static final long serialVersionUID = 1;
        private int value;

        public External() {
            hop();
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(hop(7));
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            value = hop(in.readInt());
        }
    }

    private record Checked(int value) implements Serializable {
        Checked {
            hop();
        }
    }

    private static Object copy(Object original) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(new Out(bytes)) {
            {
                enableReplaceObject(true);
            }

            @Override
            protected Object replaceObject(Object object) {
                return hop(object);
            }

            @Override
            protected void annotateClass(Class<?> type) {
                hop();
            }
        }) {
            out.writeObject(original);
        }
        try (ObjectInputStream in = new ObjectInputStream(new In(bytes.toByteArray())) {
            {
                enableResolveObject(true);
            }

            @Override
            protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
                hop();
                return super.resolveClass(description);
            }

            @Override
            protected Object resolveObject(Object object) {
                return hop(object);
            }
        }) {
            return in.readObject();
        }
    }

    private static void objects(Cases cases) {
        cases.add("readObject and writeObject", () -> {
            Custom copied = (Custom) copy(new Custom(5));
            Check.that(copied.value == 5 && copied.valid, "read");
        });
        cases.add("writeReplace and readResolve", () -> Check.equal(copy(new Replaced(1)), new Replaced(2), "read"));
        cases.add("Externalizable", () -> Check.equal(((External) copy(new External())).value, 7, "read"));
        cases.add("a record's constructor", () -> Check.equal(copy(new Checked(3)), new Checked(3), "read"));
        cases.add("a graph of objects", () -> Check.equal(
                copy(new ArrayList<>(List.of(new Replaced(1), new Checked(2), "text"))).toString(),
                List.of(new Replaced(2), new Checked(2), "text").toString(), "read"));
        cases.add("a serialised lambda", () -> {
            SlowFunction f = (SlowFunction & Serializable) x -> hop(x) + 1;
            Check.equal(((SlowFunction) copy(f)).apply(1), 2, "the result");
        });
        cases.add("ObjectInputFilter", () -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(new int[] {1, 2});
            }
            try (ObjectInputStream in = new ObjectInputStream(new In(bytes.toByteArray()))) {
                in.setObjectInputFilter(info -> hop(java.io.ObjectInputFilter.Status.ALLOWED));
                Check.equal(in.readObject(), new int[] {1, 2}, "read");
            }
        });
    }

    /** A lambda of it can be serialised. */
    interface SlowFunction extends Serializable {
        int apply(int x);
    }
}
