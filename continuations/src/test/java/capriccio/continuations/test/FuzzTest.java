package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.continuations.runtime.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random programs, woven and suspended at every pause, do what they do unwoven. */
class FuzzTest {
    private static final long FIRST = Long.getLong("fuzz.first", 1);
    private static final int PROGRAMS = Integer.getInteger("fuzz.programs", 400);
    private static final int PROGRESS = 5_000;
    /** Each suspends hundreds of times. */
    private static final int POLLING_PROGRAMS = Math.max(1, PROGRAMS / 8);

    @Test
    void wovenProgramsDoWhatPlainOnesDo() throws Exception {
        long before = TestRuntime.suspensions();
        StringBuilder failures = new StringBuilder();
        for (long seed = FIRST; seed < FIRST + PROGRAMS; seed++) {
            String difference = Fuzzer.difference(seed);
            if (difference != null) {
                failures.append('\n').append(difference);
            }
            if ((seed - FIRST + 1) % PROGRESS == 0) {
                System.out.println("fuzz: seeds " + FIRST + " to " + seed + " ran");
            }
        }
        assertThat(failures.toString()).as("rerun with -Dfuzz.first=<seed> -Dfuzz.programs=1").isEmpty();
        assertThat(TestRuntime.suspensions() - before).as("the programs suspend").isGreaterThan(PROGRAMS);
    }

    /** A poll at every entry, loop head and monitor, and each suspends. */
    @Test
    void programsThatYieldEverywhereDoWhatPlainOnesDo() throws Exception {
        long before = TestRuntime.suspensions();
        StringBuilder failures = new StringBuilder();
        Checkpoint.yieldEvery(1);
        try {
            for (long seed = FIRST; seed < FIRST + POLLING_PROGRAMS; seed++) {
                String difference = Fuzzer.difference(seed, TestRuntime.POLLING);
                if (difference != null) {
                    failures.append('\n').append(difference);
                }
            }
        } finally {
            Checkpoint.yieldEvery(0);
        }
        assertThat(failures.toString()).as("rerun with -Dfuzz.first=<seed> -Dfuzz.programs=1").isEmpty();
        assertThat(TestRuntime.suspensions() - before).as("polls suspend").isGreaterThan(10L * POLLING_PROGRAMS);
    }

    /** Class files, not seeds: the generator may grow, a program that found a bug stays what it was. */
    @Test
    void programsThatFoundABugDoWhatTheyDoUnwoven() throws Exception {
        List<Path> corpus;
        try (Stream<Path> files = Files.list(Path.of(FuzzTest.class.getResource("/fuzz").toURI()))) {
            corpus = files.sorted().toList();
        }
        assertThat(corpus).isNotEmpty();
        for (Path file : corpus) {
            assertThat(Fuzzer.difference(Files.readAllBytes(file))).as(file.getFileName().toString()).isNull();
        }
    }
}
