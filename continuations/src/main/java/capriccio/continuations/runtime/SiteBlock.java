package capriccio.continuations.runtime;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The suspend points of one class as bytes: what a cache keeps of them, and what stands for them until one is needed.
 * Decoding happens in the midst of unwinding, so it calls no code that is woven.
 */
public final class SiteBlock {
    final int first;
    final int count;
    /** Null if the class lives as long as the JVM; then the loader is {@link #permanent}. */
    private final @Nullable WeakReference<LoaderAnchor> anchor;

    private final @Nullable ClassLoader permanent;
    private final String className;
    private final byte[] bytes;
    private int at;

    SiteBlock(int first, int count, @Nullable ClassLoader loader, String className, byte[] bytes) {
        this.first = first;
        this.count = count;
        LoaderAnchor a = loader == null ? null : LoaderAnchor.of(loader);
        this.anchor = a == null ? null : new WeakReference<>(a);
        this.permanent = a == null ? loader : null;
        this.className = className;
        this.bytes = bytes;
    }

    /**
     * The {@code count} suspend points from {@code first} on, which are of one class, and its lambdas.
     *
     * @param lambdas names of what each implements and of what implements it, one after the other
     */
    public static byte[] encode(int first, int count, List<String> lambdas) {
        Writer out = new Writer();
        out.number(lambdas.size());
        for (String name : lambdas) {
            out.text(name);
        }
        WovenMethod method = null;
        for (int i = 0; i < count; i++) {
            Site site = Sites.get(first + i);
            out.number(site.method == method ? 0 : 1);
            if (site.method != method) {
                method = site.method;
                out.number(method.index);
                out.text(method.name);
                out.text(method.descriptor);
            }
            out.number(site.ordinal);
            out.number(site.line);
            out.text(site.calleeOwner);
            out.text(site.calleeName);
            out.text(site.calleeDescriptor);
            out.number(site.prims);
            out.number(site.refs);
        }
        return Arrays.copyOf(out.bytes, out.size);
    }

    /** True if the class has lambdas that {@link Sites} ought to know. */
    boolean hasLambdas() {
        at = 0;
        return number() > 0;
    }

    /** Names of what each implements and of what implements it, one after the other. */
    String[] lambdas() {
        at = 0;
        String[] names = new String[number()];
        for (int i = 0; i < names.length; i++) {
            names[i] = text();
        }
        return names;
    }

    /** What keeps the suspend points; null if nothing needs to. */
    @Nullable LoaderAnchor anchor() {
        return anchor == null ? null : anchor.get();
    }

    boolean isUnloaded() {
        return anchor != null && anchor.get() == null;
    }

    Site[] decode() {
        LoaderAnchor a = anchor();
        ClassLoader loader = a == null ? permanent : a.loader;
        lambdas();
        Site[] sites = new Site[count];
        WovenMethod method = null;
        for (int i = 0; i < count; i++) {
            if (number() != 0 || method == null) {
                int index = number();
                method = new WovenMethod(loader, className, text(), text(), index);
            }
            int ordinal = number();
            int line = number();
            sites[i] = new Site(first + i, method, ordinal, line, text(), text(), text(), number(), number());
        }
        return sites;
    }

    private int number() {
        int n = (bytes[at] & 0xFF) << 24 | (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8 | (bytes[at + 3] & 0xFF);
        at += 4;
        return n;
    }

    private String text() {
        int length = number();
        if (length >= 0) {
            String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
            at += length;
            return text;
        }
        char[] chars = new char[-length];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) ((bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF));
            at += 2;
        }
        return new String(chars);
    }

    /** Texts of 16 bits a char have a negative length. */
    private static final class Writer {
        byte[] bytes = new byte[512];
        int size;

        private void add(int value) {
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, size * 2);
            }
            bytes[size++] = (byte) value;
        }

        void number(int n) {
            add(n >> 24);
            add(n >> 16);
            add(n >> 8);
            add(n);
        }

        void text(String text) {
            boolean narrow = true;
            for (int i = 0; i < text.length(); i++) {
                narrow &= text.charAt(i) <= 0xFF;
            }
            number(narrow ? text.length() : -text.length());
            for (int i = 0; i < text.length(); i++) {
                if (!narrow) {
                    add(text.charAt(i) >> 8);
                }
                add(text.charAt(i));
            }
        }
    }
}
