package capriccio.iointercept.real;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jdt.core.compiler.CompilationProgress;
import org.eclipse.jdt.core.compiler.batch.BatchCompiler;

/** The Eclipse compiler: a source tree to class files, whose digests it prints. */
public final class CompileSources {
    private CompileSources() {}

    /** Arguments: how many copies at once, an empty directory for the class files, then sources or directories. */
    public static void main(String[] args) throws Exception {
        int copies = Integer.parseInt(args[0]);
        Path out = Path.of(args[1]);
        List<String> sources = List.of(args).subList(2, args.length);
        System.out.print(Copies.of(copies, copy -> compile(out.resolve("copy-" + copy), sources)));
    }

    private static String compile(Path out, List<String> sources) throws Exception {
        List<String> command = new ArrayList<>(List.of("-17", "-proc:none", "-nowarn", "-g", "-d", out.toString()));
        command.addAll(sources);
        StringWriter said = new StringWriter();
        boolean ok = BatchCompiler.compile(
                command.toArray(new String[0]), new PrintWriter(said), new PrintWriter(said), new Yielding());
        return said + "compiled " + ok + "\n" + digests(out);
    }

    private static String digests(Path out) throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.walk(out)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            return "no class files: " + e;
        }
        StringBuilder text = new StringBuilder();
        for (Path file : files) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            text.append(out.relativize(file)).append(' ').append(HexFormat.of().formatHex(digest)).append('\n');
        }
        return text.append(files.size()).append(" class files\n").toString();
    }

    /** Suspends whenever the compiler tells how far it is. */
    @SuppressWarnings("ThreadPriorityCheck") // to yield is the point
    private static final class Yielding extends CompilationProgress {
        @Override
        public void begin(int remainingWork) {
            Thread.yield();
        }

        @Override
        public void done() {
            Thread.yield();
        }

        @Override
        public boolean isCanceled() {
            Thread.yield();
            return false;
        }

        @Override
        public void setTaskName(String name) {
            Thread.yield();
        }

        @Override
        public void worked(int workIncrement, int remainingWork) {
            Thread.yield();
        }
    }
}
