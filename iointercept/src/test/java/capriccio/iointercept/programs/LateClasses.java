package capriccio.iointercept.programs;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Classes that no class path names, compiled at start and loaded by a loader of their own: they override methods that
 * nothing on the class path blocks in, and block there.
 */
@SuppressWarnings("UnnecessaryStringBuilder") // a shape to test
public final class LateClasses {
    private LateClasses() {}

    /** A class whose method blocks nowhere that is known. */
    public static class Step {
        public int step(int x) {
            return x + 1;
        }
    }

    /** No functional interface: only classes implement it, and none that is known blocks. */
    public interface Shape {
        int corners();

        String label();
    }

    /** The known one. */
    public static final class Square implements Shape {
        @Override
        public int corners() {
            return 4;
        }

        @Override
        public String label() {
            return "square";
        }
    }

    /** Calls that the analysis takes for plain. */
    static int twice(Step step, int x) {
        return step.step(x) * 2 + step.step(x);
    }

    static String describe(Shape shape) {
        return shape.label() + shape.corners();
    }

    private static final String SOURCE = """
            package late;
            import capriccio.iointercept.programs.LateClasses.*;
            import java.util.concurrent.Callable;
            public class Late implements Callable<Object[]> {
                static int slow(int x) {
                    try { Thread.sleep(2); } catch (InterruptedException e) { throw new IllegalStateException(e); }
                    return x;
                }
                public static class LateStep extends Step {
                    @Override public int step(int x) { return slow(x) + 100; }
                }
                public static class Further extends LateStep {
                    @Override public int step(int x) { return super.step(slow(x)) + 1000; }
                }
                public static class Triangle implements Shape {
                    @Override public int corners() { return slow(3); }
                    @Override public String label() { return "t" + slow(1); }
                }
                public static class Cornered {
                    public int corners() { return slow(5); }
                }
                public static class Pentagon extends Cornered implements Shape {
                    @Override public String label() { return "p"; }
                }
                public static class Sized {
                    public int size() { return slow(7); }
                    public Object get(int i) { return slow(i); }
                }
                public static class SizedList extends Sized implements Comparable<SizedList>, CharSequence {
                    @Override public int length() { return slow(2); }
                    @Override public char charAt(int i) { return (char) ('a' + slow(i)); }
                    @Override public CharSequence subSequence(int a, int b) { return "x"; }
                    @Override public int compareTo(SizedList other) { return slow(0); }
                }
                public interface OnlyCorners extends Shape {
                    @Override default String label() { return "lambda"; }
                }
                static class Elsewhere {
                    static int nine() { return slow(9); }
                }
                @Override public Object[] call() {
                    OnlyCorners lambda = () -> slow(8);
                    OnlyCorners reference = Elsewhere::nine;
                    return new Object[] {new LateStep(), new Further(), new Triangle(), new Pentagon(), lambda, reference,
                            new SizedList()};
                }
            }
            """;

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("late");
        compile(folder);
        Cases cases = new Cases();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, LateClasses.class.getClassLoader())) {
            cases.add("known classes", () -> {
                Check.equal(twice(new Step(), 1), 6, "twice");
                Check.equal(describe(new Square()), "square4", "the square");
            });
            cases.add("a late class overrides a known method", () -> {
                Object[] late = late(loader);
                Check.equal(twice((Step) late[0], 1), 303, "twice, late");
                Check.equal(twice((Step) late[1], 1), 3303, "twice, later");
            });
            cases.add("a late class implements a known interface", () -> {
                Object[] late = late(loader);
                Check.equal(describe((Shape) late[2]), "t13", "the triangle");
                Check.equal(describe((Shape) late[3]), "p5", "the pentagon, whose method came before the interface");
            });
            cases.add("a late lambda implements a known interface", () -> {
                Object[] late = late(loader);
                Check.equal(describe((Shape) late[4]), "lambda8", "the lambda");
                Check.equal(describe((Shape) late[5]), "lambda9", "the method reference");
            });
            cases.add("a late class under the JDK", () -> {
                CharSequence text = (CharSequence) late(loader)[6];
                Check.equal(new StringBuilder().append(text).toString(), "ab", "appended");
                Check.equal(text.chars().sum(), 'a' + 'b', "streamed");
            });
            cases.run(args);
        } finally {
            delete(folder);
        }
    }

    private static Object[] late(ClassLoader loader) throws Exception {
        Object maker = loader.loadClass("late.Late").getConstructor().newInstance();
        return (Object[]) ((Callable<?>) maker).call();
    }

    private static void compile(Path folder) throws IOException {
        Path source = Files.writeString(Files.createDirectories(folder.resolve("late")).resolve("Late.java"), SOURCE);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            StringWriter said = new StringWriter();
            boolean done = compiler.getTask(said, files, null,
                            List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none"),
                            null, files.getJavaFileObjects(source))
                    .call();
            Check.that(done, "the late classes compile: " + said);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            Path[] all = files.toArray(Path[]::new);
            for (int i = all.length - 1; i >= 0; i--) {
                Files.delete(all[i]);
            }
        }
    }
}
