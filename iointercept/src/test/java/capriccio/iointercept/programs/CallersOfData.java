package capriccio.iointercept.programs;

import static capriccio.iointercept.programs.Hop.hop;
import static capriccio.iointercept.programs.SlowValue.k;

import capriccio.iointercept.programs.SlowValue.Key;
import capriccio.iointercept.programs.SlowValue.Level;
import capriccio.iointercept.programs.SlowValue.Numbers;
import capriccio.iointercept.programs.SlowValue.Padded;
import capriccio.iointercept.programs.SlowValue.Pair;
import capriccio.iointercept.programs.SlowValue.Text;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.text.FieldPosition;
import java.text.Format;
import java.text.MessageFormat;
import java.text.ParsePosition;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Callers of {@code toString}, {@code equals}, {@code hashCode}, {@code compareTo}, characters, and overridden library methods. */
@SuppressWarnings({"UnnecessaryStringBuilder", "JavaUtilDate", "OverrideThrowableToString", "UnusedVariable", "JdkObsolete", "BadImport"}) // shapes to test
final class CallersOfData {
    private CallersOfData() {}

    static void addTo(Cases cases) {
        texts(cases);
        characters(cases);
        equality(cases);
        enums(cases);
        throwables(cases);
        libraries(cases);
    }

    private static void texts(Cases cases) {
        cases.add("String.valueOf", () -> Check.equal(String.valueOf((Object) k(1)), "k1", "text"));
        cases.add("concatenation", () -> Check.equal("<" + k(1) + "," + k(2) + 3L + ">", "<k1,k23>", "text"));
        cases.add("StringBuilder.append", () -> Check.equal(new StringBuilder().append(k(1)).append(k(2)).toString(), "k1k2", "text"));
        cases.add("StringBuffer.insert", () -> Check.equal(new StringBuffer("a").insert(0, k(1)).toString(), "k1a", "text"));
        cases.add("String.format", () -> Check.equal(String.format(Locale.ROOT, "%s-%5s-%d", k(1), k(2), 3), "k1-   k2-3", "text"));
        cases.add("Formattable", () -> Check.equal(String.format("%s!", new Padded("x")), "[x]!", "text"));
        cases.add("MessageFormat", () -> Check.equal(MessageFormat.format("{0} {1}", k(1), k(2)), "k1 k2", "text"));
        cases.add("Arrays.toString", () -> Check.equal(Arrays.toString(new Key[] {k(1), k(2)}), "[k1, k2]", "text"));
        cases.add("Arrays.deepToString", () -> Check.equal(Arrays.deepToString(new Key[][] {{k(1)}, {k(2)}}), "[[k1], [k2]]", "text"));
        cases.add("Objects.toString", () -> Check.equal(Objects.toString(k(1)), "k1", "text"));
        cases.add("Optional.toString", () -> Check.equal(Optional.of(k(1)).toString(), "Optional[k1]", "text"));
        cases.add("List.toString", () -> Check.equal(List.of(k(1), k(2)).toString(), "[k1, k2]", "text"));
        cases.add("Map.toString", () -> Check.equal(Map.of(k(1), k(2)).toString(), "{k1=k2}", "text"));
        cases.add("record toString", () -> Check.equal(new Pair(k(1), k(2)).toString(), "Pair[a=k1, b=k2]", "text"));
        cases.add("PrintWriter.print", () -> {
            StringWriter out = new StringWriter();
            new PrintWriter(out).format("%s,", k(1)).append(new Text("x")).print(k(2));
            Check.equal(out.toString(), "k1,xk2", "text");
        });
        cases.add("System.out.print", () -> System.out.println(k(1)));
    }

    private static void characters(Cases cases) {
        cases.add("String.join", () -> Check.equal(String.join(new Text("+"), new Text("a"), new Text("b")), "a+b", "text"));
        cases.add("StringJoiner", () -> Check.equal(new StringJoiner(new Text("/")).add(new Text("a")).add(new Text("b")).toString(), "a/b", "text"));
        cases.add("append(CharSequence)", () -> Check.equal(new StringBuilder().append(new Text("abc"), 1, 3).append(new Text("d")).toString(), "bcd", "text"));
        cases.add("contentEquals", () -> Check.that("abc".contentEquals(new Text("abc")) && "xabcy".contains(new Text("abc")), "equal"));
        cases.add("replace", () -> Check.equal("a.b".replace(new Text("."), new Text("-")), "a-b", "text"));
        cases.add("CharSequence.compare", () -> Check.equal(Integer.signum(CharSequence.compare(new Text("a"), new Text("b"))), -1, "order"));
        cases.add("Pattern.matcher", () -> {
            Matcher m = Pattern.compile("(b+)c").matcher(new Text("abbc"));
            Check.that(m.find(), "found");
            Check.equal(m.group(1), "bb", "the group");
            Check.equal(Pattern.compile(",").split(new Text("a,b")), new String[] {"a", "b"}, "split");
        });
        cases.add("CharBuffer.wrap", () -> Check.equal(CharBuffer.wrap(new Text("abc")).subSequence(1, 3).toString(), "bc", "text"));
        cases.add("CharSequence.chars", () -> Check.equal(new Text("ab").chars().sum(), 'a' + 'b', "the sum"));
        cases.add("Integer.parseInt", () -> Check.equal(Integer.parseInt(new Text("x12"), 1, 3, 10), 12, "the number"));
    }

    private static void equality(Cases cases) {
        cases.add("Objects.equals", () -> Check.that(Objects.equals(k(1), k(1)) && !Objects.equals(k(1), k(2)), "equal"));
        cases.add("Objects.hash", () -> Check.equal(Objects.hash(k(1), k(2)), 31 * (31 + 1) + 2, "hash"));
        cases.add("Arrays.equals", () -> Check.that(Arrays.equals(new Key[] {k(1)}, new Key[] {k(1)}), "equal"));
        cases.add("Arrays.deepEquals", () -> Check.that(Arrays.deepEquals(new Key[][] {{k(1)}}, new Key[][] {{k(1)}}), "equal"));
        cases.add("Arrays.hashCode", () -> Check.equal(Arrays.hashCode(new Key[] {k(1), k(2)}), 31 * (31 + 1) + 2, "hash"));
        cases.add("List.equals", () -> Check.that(List.of(k(1), k(2)).equals(Arrays.asList(k(1), k(2))), "equal"));
        cases.add("List.hashCode", () -> Check.equal(List.of(k(1), k(2)).hashCode(), 31 * (31 + 1) + 2, "hash"));
        cases.add("Optional.equals", () -> Check.that(Optional.of(k(1)).equals(Optional.of(k(1))), "equal"));
        cases.add("record equals", () -> {
            Check.that(new Pair(k(1), k(2)).equals(new Pair(k(1), k(2))), "equal");
            Check.that(!new Pair(k(1), k(2)).equals(new Pair(k(1), k(3))), "not equal");
            Check.equal(new Pair(k(1), k(2)).hashCode(), new Pair(k(1), k(2)).hashCode(), "hash");
        });
        cases.add("Arrays.sort", () -> {
            Key[] keys = {k(3), k(1), k(2), k(0)};
            Arrays.sort(keys);
            Check.equal(Arrays.toString(keys), "[k0, k1, k2, k3]", "sorted");
            Check.equal(Arrays.binarySearch(keys, k(2)), 2, "found");
        });
        cases.add("Arrays.compare", () -> Check.equal(Integer.signum(Arrays.compare(new Key[] {k(1)}, new Key[] {k(2)})), -1, "order"));
    }

    private static void enums(Cases cases) {
        cases.add("EnumMap", () -> {
            Map<Level, Key> map = new EnumMap<>(Level.class);
            map.put(Level.HIGH, k(1));
            map.put(Level.LOW, k(0));
            Check.equal(map.toString(), "{low=k0, high=k1}", "the map");
            Check.that(map.containsValue(k(1)), "contains");
        });
        cases.add("EnumSet", () -> {
            Check.equal(EnumSet.allOf(Level.class).toString(), "[low, high]", "the set");
            Check.equal(EnumSet.complementOf(EnumSet.of(Level.LOW)).toString(), "[high]", "the set");
        });
        cases.add("Enum.valueOf", () -> Check.equal(Enum.valueOf(Level.class, "HIGH").toString(), "high", "the constant"));
        cases.add("getEnumConstants", () -> Check.equal(Arrays.toString(Level.class.getEnumConstants()), "[low, high]", "the constants"));
    }

    private static final class Slow extends RuntimeException {
        private static final long serialVersionUID = 1;
        private int filled;

        Slow(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        public String getMessage() {
            return hop("slow ") + super.getMessage();
        }

        @Override
        public synchronized Throwable getCause() {
            return hop(super.getCause());
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            filled += hop(1);
            return super.fillInStackTrace();
        }
    }

    private static void throwables(Cases cases) {
        cases.add("Throwable.toString", () -> Check.that(new Slow("a", null).toString().endsWith("Slow: slow a"), "the text"));
        cases.add("fillInStackTrace", () -> Check.equal(new Slow("a", null).getStackTrace().length > 0, true, "filled"));
        cases.add("printStackTrace", () -> {
            StringWriter out = new StringWriter();
            Slow slow = new Slow("outer", new Slow("inner", null));
            slow.addSuppressed(new Slow("beside", null));
            slow.printStackTrace(new PrintWriter(out));
            for (String part : List.of("slow outer", "Caused by", "slow inner", "Suppressed", "slow beside")) {
                Check.that(out.toString().contains(part), part + " in " + out);
            }
        });
        cases.add("throw and catch", () -> Check.equal(Check.thrown(Slow.class, () -> {
            throw new Slow("a", null);
        }).getMessage(), "slow a", "the message"));
    }

    private static final class SlowRandom extends Random {
        private static final long serialVersionUID = 1;
        private int last;

        @Override
        protected int next(int bits) {
            return (int) ((hop(last += 0x1234567) & 0xFFFFFFFFL) >>> (32 - bits));
        }
    }

    private static final class SlowClock extends Clock {
        @Override
        public ZoneId getZone() {
            return hop((ZoneId) ZoneOffset.UTC);
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return hop(Instant.EPOCH);
        }
    }

    private static final class SlowFormat extends Format {
        private static final long serialVersionUID = 1;

        @Override
        public StringBuffer format(Object value, StringBuffer to, FieldPosition position) {
            return to.append('<').append(hop(value)).append('>');
        }

        @Override
        public Object parseObject(String source, ParsePosition position) {
            position.setIndex(source.length());
            return hop(source);
        }
    }

    private static void libraries(Cases cases) {
        cases.add("Random.next", () -> {
            Random a = new SlowRandom();
            List<Integer> list = new Numbers(5);
            List<Integer> shuffled = new java.util.ArrayList<>(list);
            Collections.shuffle(shuffled, a);
            Check.equal(shuffled.stream().mapToInt(i -> i).sum(), 10, "the sum");
            Check.between(a.nextInt(10), 0, 9, "the number");
            Check.that(new BigInteger(70, a).bitLength() <= 70, "the bits");
            a.ints(3).forEach(i -> hop(i));
        });
        cases.add("Clock.instant", () -> Check.equal(LocalDate.now(new SlowClock()).toString(), "1970-01-01", "the day"));
        cases.add("Format.format", () -> {
            Check.equal(new SlowFormat().format(k(1)), "<k1>", "the text");
            MessageFormat m = new MessageFormat("{0}!");
            m.setFormatByArgumentIndex(0, new SlowFormat());
            Check.equal(m.format(new Object[] {k(1)}), "<k1>!", "the text");
            Check.equal(new SlowFormat().parseObject("a"), "a", "parsed");
        });
        cases.add("TemporalAdjuster", () -> {
            Check.equal(LocalDate.EPOCH.with(t -> hop(t.plus(1, java.time.temporal.ChronoUnit.DAYS))).toString(), "1970-01-02", "adjusted");
            Check.equal(LocalDate.EPOCH.query(t -> hop(t.toString())), "1970-01-01", "asked");
        });
    }
}
