package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Random programs, woven and suspended at every pause, do what they do unwoven. */
class FuzzTest {
    private static final long FIRST = Long.getLong("fuzz.first", 1);
    private static final int PROGRAMS = Integer.getInteger("fuzz.programs", 400);

    @Test
    void wovenProgramsDoWhatPlainOnesDo() throws Exception {
        long before = TestRuntime.suspensions();
        StringBuilder failures = new StringBuilder();
        for (long seed = FIRST; seed < FIRST + PROGRAMS; seed++) {
            byte[] file = ProgramGenerator.generate(seed);
            String expected;
            String actual;
            try {
                expected = run(file, false, false);
            } catch (VerifyError e) {
                throw new AssertionError("the generator is wrong at seed " + seed, e);
            }
            try {
                actual = run(file, true, true);
            } catch (Exception | LinkageError e) {
                actual = e.toString();
            }
            if (!actual.equals(expected)) {
                failures.append("\nseed ").append(seed).append("\n  plain ").append(expected).append("\n  woven ").append(actual);
            }
        }
        assertThat(failures.toString()).as("rerun with -Dfuzz.first=<seed> -Dfuzz.programs=1").isEmpty();
        assertThat(TestRuntime.suspensions() - before).as("the programs suspend").isGreaterThan(PROGRAMS);
    }

    private static String run(byte[] file, boolean woven, boolean onUserThread) throws Exception {
        Class<?> type = new BytesLoader().define(ProgramGenerator.NAME, file, woven);
        Trace trace = new Trace();
        type.getField("trace").set(null, trace);
        Runnable program = (Runnable) type.getConstructor().newInstance();
        String thrown = "";
        if (onUserThread) {
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
}
