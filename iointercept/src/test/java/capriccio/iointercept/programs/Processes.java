package capriccio.iointercept.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Processes and their streams: who waits for one lets others run. */
public final class Processes {
    private static final int MANY = 10;
    private static final int LARGE = 1 << 20;

    private Processes() {}

    public static void main(String[] args) {
        new Cases()
                .add("output that is not there yet", Processes::lines)
                .add("a pipe that is full", Processes::full)
                .add("many at once", Processes::many)
                .add("waitFor", Processes::waits)
                .add("a process that is killed ends its output", Processes::killed)
                .add("destroy under a reader", Processes::destroyed)
                .add("a process that reads nothing breaks the pipe", Processes::broken)
                .add("no such program", Processes::missing)
                .run(args);
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static void lines() throws Exception {
        Process cat = start("cat");
        Meanwhile.othersRun(
                () -> {
                    BufferedReader in = new BufferedReader(new InputStreamReader(cat.getInputStream(), StandardCharsets.UTF_8));
                    Check.equal(in.readLine(), "one", "first line");
                    Check.equal(in.readLine(), null, "the end");
                },
                () -> {
                    cat.getOutputStream().write("one\n".getBytes(StandardCharsets.UTF_8));
                    cat.getOutputStream().close();
                });
        Check.equal(cat.waitFor(), 0, "exit");
    }

    private static void full() throws Exception {
        Process cat = start("cat");
        byte[] large = new byte[LARGE];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) ((i * 31) >> 3);
        }
        Meanwhile.othersRun(
                () -> {
                    try (OutputStream out = cat.getOutputStream()) {
                        out.write(large);
                    }
                },
                () -> Check.that(Arrays.equals(cat.getInputStream().readAllBytes(), large), "the same comes back"));
        Check.equal(cat.waitFor(), 0, "exit");
    }

    private static void many() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < MANY; i++) {
            String word = "word" + i;
            crew.start(word, () -> {
                Process sh = start("sh", "-c", "read x; echo got $x");
                sh.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
                sh.getOutputStream().flush();
                Check.equal(new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8), "got " + word + "\n", "output");
                Check.equal(sh.waitFor(), 0, "exit");
            });
        }
        crew.join();
    }

    private static void waits() throws Exception {
        Process cat = start("cat");
        Check.that(!cat.waitFor(20, TimeUnit.MILLISECONDS), "runs on");
        Meanwhile.othersRun(() -> Check.equal(cat.waitFor(), 0, "exit"), () -> cat.getOutputStream().close());
    }

    private static void killed() throws Exception {
        Process cat = start("cat");
        Meanwhile.othersRun(
                () -> Check.equal(cat.getInputStream().read(), -1, "the end"),
                () -> cat.toHandle().destroyForcibly());
        Check.equal(cat.waitFor(), 128 + 9, "exit");
    }

    private static void destroyed() throws Exception {
        Process cat = start("cat");
        Meanwhile.othersRun(
                () -> {
                    try {
                        Check.equal(cat.getInputStream().read(), -1, "the end");
                    } catch (IOException e) {
                        Check.that(e.getMessage().toLowerCase(java.util.Locale.ROOT).contains("closed"), e.toString());
                    }
                },
                cat::destroy);
        Check.that(cat.waitFor() != 0, "exit");
    }

    private static void broken() throws Exception {
        Process ends = start("true");
        Check.equal(ends.waitFor(), 0, "exit");
        OutputStream out = ends.getOutputStream();
        Check.thrown(IOException.class, () -> {
            for (int i = 0; i < 100; i++) {
                out.write(new byte[65_536]);
                out.flush();
            }
        });
        try (InputStream in = ends.getInputStream()) {
            Check.equal(in.read(), -1, "the end");
        }
    }

    private static void missing() {
        Check.thrown(IOException.class, () -> start("/no/such/program"));
    }
}
