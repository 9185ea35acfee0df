package capriccio.continuations.test;

import capriccio.continuations.weave.Weaver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Compares programs, woven and suspended at every pause, with themselves unwoven. As a command it runs a range of seeds
 * and prints how far it is and each seed that differs:
 *
 * <pre>java … capriccio.continuations.test.Fuzzer FIRST PROGRAMS [DIRECTORY FOR THE CLASS FILES OF FAILURES]</pre>
 */
final class Fuzzer {
    private static final int PROGRESS = 1_000;

    private Fuzzer() {}

    /** What seed's program does differently once woven; null if nothing. */
    static @Nullable String difference(long seed) throws Exception {
        return difference(seed, TestRuntime.WEAVER);
    }

    static @Nullable String difference(long seed, Weaver weaver) throws Exception {
        String difference = difference(ProgramGenerator.generate(seed), weaver);
        return difference == null ? null : "seed " + seed + difference;
    }

    /** The same for a program's class file. */
    static @Nullable String difference(byte[] file) throws Exception {
        return difference(file, TestRuntime.WEAVER);
    }

    private static @Nullable String difference(byte[] file, Weaver weaver) throws Exception {
        String expected;
        String actual;
        try {
            expected = run(file, weaver, false);
        } catch (VerifyError e) {
            throw new AssertionError("the generator is wrong: its program does not verify", e);
        }
        try {
            actual = run(file, weaver, true);
        } catch (Exception | LinkageError e) {
            actual = e.toString();
        }
        return actual.equals(expected) ? null : "\n  plain " + expected + "\n  woven " + actual;
    }

    private static String run(byte[] file, Weaver weaver, boolean woven) throws Exception {
        Class<?> type = new BytesLoader(weaver).define(ProgramGenerator.NAME, file, woven);
        Trace trace = new Trace();
        type.getField("trace").set(null, trace);
        Runnable program = (Runnable) type.getConstructor().newInstance();
        String thrown = "";
        if (woven) {
            thrown = TestRuntime.run(program);
        } else {
            try {
                program.run();
            } catch (RuntimeException e) {
                thrown = TestRuntime.describe(e);
            }
        }
        return trace.text() + "thrown: " + thrown;
    }

    public static void main(String[] args) throws Exception {
        long first = Long.parseLong(args[0]);
        int programs = Integer.parseInt(args[1]);
        @Nullable Path keep = args.length > 2 ? Files.createDirectories(Path.of(args[2])) : null;
        int failures = 0;
        long begun = System.nanoTime();
        for (int i = 0; i < programs; i++) {
            String difference = difference(first + i);
            if (difference != null) {
                failures++;
                System.out.println(difference);
                save(keep, first + i);
            }
            if ((i + 1) % PROGRESS == 0 || i + 1 == programs) {
                long seconds = (System.nanoTime() - begun) / 1_000_000_000;
                System.out.println("seeds " + first + " to " + (first + i) + ": " + failures + " differ, "
                        + TestRuntime.suspensions() + " suspensions, " + seconds + " s");
            }
        }
        System.exit(failures == 0 ? 0 : 1); // the carriers are daemons, but a hung program is not
    }

    private static void save(@Nullable Path keep, long seed) throws IOException {
        if (keep != null) {
            Files.write(keep.resolve("seed-" + seed + ".class"), ProgramGenerator.generate(seed));
        }
    }
}
