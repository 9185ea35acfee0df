package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** User threads in recordings of the Flight Recorder, and among the beans of JMX. */
class DiagnosticsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @ParameterizedTest
    @ValueSource(strings = {"carriers=1", "carriers=2"})
    void recordingHasEachThreadOnce(String options, @TempDir Path directory) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent(options, "Recorded", directory.resolve("r.jfr").toString())) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.lastLine()).as(result.toString()).isEqualTo("OK");
            assertThat(result.output())
                    .contains("CLASS_INIT capriccio.iointercept.programs.Recorded$Slow.<clinit>:")
                    .contains(" capriccio-carrier-")
                    .contains("events {capriccio.Park=20, capriccio.Pinned=1, capriccio.ThreadEnd=21, capriccio.ThreadStart=21}");
        }
    }

    @Test
    void recordingFromTheStart(@TempDir Path directory) throws Exception {
        String flag = "-XX:StartFlightRecording=filename=" + directory.resolve("whole.jfr");
        try (ChildJvm jvm = ChildJvm.withAgent(List.of(flag), "carriers=1", "Recorded", directory.resolve("r.jfr").toString())) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.lastLine()).as(result.toString()).isEqualTo("OK");
            assertThat(result.output()).contains("capriccio.ThreadStart=21");
        }
    }

    @Test
    void beansAreThereOnceTheirServerIs() throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent("carriers=1", "Beans")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.lastLine()).as(result.toString()).isEqualTo("OK");
            assertThat(result.output()).contains("PinnedParks 1\n").contains("CLASS_INIT").contains("Carriers ").doesNotContain("false");
        }
    }

    /** Neither is loaded by a start whose policy does not look at the heap, and a JDK without them will do. */
    @Test
    void startsLoadNeither() throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent(List.of("-Xlog:class+load"), "policy=fifo,carriers=1", "Hello", "world")) {
            assertThat(jvm.await(PATIENCE).output()).contains("java.lang.Object ").doesNotContain(" jdk.jfr.").doesNotContain(" javax.management.");
        }
        assertThat(withoutThem("policy=fifo")).isEqualTo("hello world\nOK hello\n");
    }

    @Test
    void thePolicyThatLooksAtTheHeapSaysWhatItCannotSee() throws Exception {
        assertThat(withoutThem("policy=graph"))
                .startsWith("[capriccio] policy=graph knows nothing of the heap or of descriptors")
                .endsWith("\nhello world\nOK hello\n")
                .hasLineCount(3);
    }

    private static String withoutThem(String options) throws InterruptedException {
        try (ChildJvm jvm = ChildJvm.withAgent(List.of("--limit-modules", "java.instrument"), options + ",carriers=1", "Hello", "world")) {
            return jvm.await(PATIENCE).output();
        }
    }
}
