package capriccio.bench.programs;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jdt.core.compiler.batch.BatchCompiler;

/** The Eclipse compiler: generated sources through parser, resolution, flow analysis and code generation. */
final class CompileSources implements Program {
    private static final int CLASSES = 4;

    private final String[] command;

    CompileSources() throws IOException {
        System.setProperty("jdt.compiler.useSingleThread", "true"); // its helper would do half of the work
        Path directory = Files.createTempDirectory("bench-sources");
        List<String> arguments = new ArrayList<>(List.of("-17", "-proc:none", "-g", "-d", "none"));
        for (int i = 0; i < CLASSES; i++) {
            Path file = directory.resolve("C" + i + ".java");
            Files.writeString(file, source(i));
            file.toFile().deleteOnExit();
            arguments.add(file.toString());
        }
        directory.toFile().deleteOnExit();
        command = arguments.toArray(new String[0]);
    }

    @Override
    public long run() {
        StringWriter said = new StringWriter();
        if (!BatchCompiler.compile(command, new PrintWriter(said), new PrintWriter(said), null)) {
            throw new IllegalStateException(said.toString());
        }
        return said.toString().length();
    }

    private static String source(int n) {
        StringBuilder s = new StringBuilder("import java.util.*;\nimport java.util.function.*;\n");
        s.append("class C").append(n).append("<T extends Comparable<T>> {\n");
        s.append("  enum Kind { A, B, C }\n  record Pair<X, Y>(X x, Y y) {}\n");
        s.append("  private final Map<String, List<T>> map = new HashMap<>();\n  static int calls;\n");
        for (int m = 0; m < 8; m++) {
            String other = "C" + (n + m) % CLASSES;
            s.append("""
                  int m%1$d(int a, String text, Kind kind) {
                    int sum = 0;
                    outer:
                    for (int i = 0; i < a; i++) {
                      try {
                        switch (kind) {
                          case A: sum += text.charAt(i %% text.length()); break;
                          case B: if (sum > 100) continue outer; sum += Integer.parseInt(text + i); break;
                          default: while (sum < i * 3) { sum += %1$d; if (sum %% 17 == 3) break outer; }
                        }
                      } catch (NumberFormatException e) {
                        sum -= e.getMessage() == null ? 1 : 2;
                      } finally {
                        calls++;
                      }
                    }
                    Function<Integer, Integer> f = x -> x * a + text.length();
                    List<Pair<Integer, String>> pairs = new ArrayList<>();
                    for (String word : text.split(",")) { pairs.add(new Pair<>(f.apply(word.length()), word.trim())); }
                    pairs.sort(Comparator.comparing(p -> p.x()));
                    %2$s<String> other = new %2$s<>();
                    return sum + pairs.size() + other.count(List.of("b", "a"), v -> v.length() > 1) + (kind == Kind.A ? 1 : 0);
                  }
                """.formatted(m, other));
        }
        return s.append("""
              int count(List<T> values, Predicate<? super T> wanted) {
                int n = 0;
                for (T v : values) { if (wanted.test(v)) { map.computeIfAbsent(v.toString(), k -> new ArrayList<>()).add(v); n++; } }
                return n + map.values().stream().mapToInt(List::size).sum();
              }
            }
            """).toString();
    }
}
