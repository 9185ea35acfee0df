package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which threads become user threads. */
@Execution(ExecutionMode.CONCURRENT)
class SelectionIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Set<String> ALL =
            Set.of("Special", "common", "elsewhere", "future", "grouped", "plain", "pool", "timer", "worker-1");

    private static String kinds(ChildJvm jvm) throws InterruptedException {
        ChildJvm.Result result = jvm.await(PATIENCE);
        assertThat(result.lastLine()).as(result.toString()).isEqualTo("OK");
        return result.output();
    }

    /** Columns: the options; the threads that are platform threads. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "carriers=1, common grouped",
        "platform=worker-*, common grouped worker-1",
        "platform=name:special-*;class:*FutureTask, common future grouped Special",
        "platform=class:*$Special, common grouped Special",
        "platform=site:*Chosen.start, common elsewhere future grouped plain Special worker-1",
        "platform=*, common elsewhere future grouped plain pool Special timer worker-1",
        "platform=*+user=class:*Special, common elsewhere future grouped plain pool timer worker-1",
        "user=grouped, common"
    })
    void patternsChoose(String options, String expected) throws Exception {
        String given = options.replace('+', ','); // which separates columns here
        Set<String> platform = Set.of(expected.split(" ", -1));
        try (ChildJvm jvm = ChildJvm.withAgent(given, "Chosen")) {
            Set<String> line = new TreeSet<>();
            for (String name : ALL) {
                line.add(name + "=" + (platform.contains(name) ? "platform" : "user"));
            }
            String output = kinds(jvm);
            assertThat(output).as(output).contains(line.toString().replace('[', '{').replace(']', '}'));
        }
    }

    @Test
    void emptyPatternIsABadValue() throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent("platform=a;;b", "Chosen")) {
            assertThat(kinds(jvm)).contains("platform=a;;b").contains("class:GLOB").contains("platform threads");
        }
    }
}
