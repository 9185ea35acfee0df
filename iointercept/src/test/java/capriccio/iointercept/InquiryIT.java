package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code java -jar capriccio.jar PID …} tells of a running program. */
class InquiryIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MANY = 50_000;

    private interface Question {
        void of(ChildJvm jvm, String pid) throws Exception;
    }

    private static void running(String options, int sleepers, Question test) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent(List.of("-Xmx400m"), options, "Standstill", Integer.toString(sleepers))) {
            test.of(jvm, jvm.awaitLine("ready ", PATIENCE).substring("ready ".length()));
            jvm.say("");
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.lastLine()).as(result.toString()).isEqualTo("OK");
        }
    }

    private static ChildJvm.Result ask(String... words) throws InterruptedException {
        List<String> all = new ArrayList<>(List.of("-Xmx64m", "-jar", ChildJvm.agentJar().toString()));
        all.addAll(List.of(words));
        try (ChildJvm jvm = ChildJvm.java(all.toArray(new String[0]))) {
            return jvm.await(PATIENCE);
        }
    }

    private static String answer(String... words) throws InterruptedException {
        ChildJvm.Result result = ask(words);
        assertThat(result.exit()).as(result.toString()).isZero();
        return result.output();
    }

    private static Map<String, JsonNode> byName(JsonNode dump) {
        Map<String, JsonNode> groups = new HashMap<>();
        for (JsonNode group : dump.get("threadDump").get("groups")) {
            assertThat(group.get("threads")).hasSize(group.get("threadCount").asInt());
            for (JsonNode thread : group.get("threads")) {
                assertThat(groups.put(thread.get("name").asText(), group)).isNull();
            }
        }
        return groups;
    }

    private static void assertThread(Map<String, JsonNode> groups, String name, String state, String frame, String does) {
        JsonNode group = groups.get(name);
        assertThat(group).as(name).isNotNull();
        assertThat(group.get("state").asText()).as(name).isEqualTo(state);
        assertThat(group.get("stack").toString()).as(name).contains(frame);
        assertThat(group.get("threads").toString()).as(name).contains(does);
    }

    @Test
    void dumpSaysWhereEachThreadIsAndWhatItWaitsFor() throws Exception {
        running("carriers=2", 3, (jvm, pid) -> {
            Map<String, JsonNode> groups = byName(new ObjectMapper().readTree(answer(pid, "dump", "--json")));
            assertThat(groups).hasSize(9);
            assertThread(groups, "sleeper-1", "TIMED_WAITING", "java.lang.Thread.sleep", "sleeping");
            assertThat(groups.get("sleeper-1")).isSameAs(groups.get("sleeper-2"));
            assertThread(groups, "holder \"quoted\"\n", "TIMED_WAITING", "Standstill.sleepLong(Standstill.java:", "sleeping");
            assertThread(groups, "blocked", "BLOCKED", "Standstill.lock(Standstill.java:", "held by \\\"holder");
            assertThread(groups, "waiter", "WAITING", "java.lang.Object.wait", "waiting on java.lang.Exception@");
            assertThread(groups, "parked", "WAITING", "LockSupport.park", "parked on java.lang.Object@");
            assertThread(groups, "acceptor", "WAITING", "java.net.ServerSocket.accept", "waiting for I/O");
            assertThread(groups, "runner", "RUNNABLE", "Standstill.spin", "on carrier");
            String text = answer(pid, "dump");
            assertThat(text).contains("9 user threads on ").contains("3 threads TIMED_WAITING").contains("\"sleeper-0\" #")
                    .contains("\tat " + "capriccio.iointercept.programs.Standstill.waitLong(Standstill.java:");
        });
    }

    @Test
    void dumpWithTheJdksContinuations() throws Exception {
        Backends.assumeJdk();
        running(Backends.JDK + ",carriers=2", 3, (jvm, pid) -> {
            Map<String, JsonNode> groups = byName(new ObjectMapper().readTree(answer(pid, "dump", "--json")));
            assertThread(groups, "sleeper-1", "TIMED_WAITING", "java.lang.Thread.sleep", "");
            assertThread(groups, "waiter", "WAITING", "Standstill.waitLong", "");
            assertThread(groups, "runner", "RUNNABLE", "Standstill.spin", "on carrier");
        });
    }

    @Test
    void dumpsFiftyThousandThreads() throws Exception {
        running("carriers=2", MANY, (jvm, pid) -> {
            Map<String, JsonNode> groups = byName(new ObjectMapper().readTree(answer(pid, "dump", "--json")));
            assertThat(groups).hasSize(MANY + 6);
            assertThat(groups.get("sleeper-0").get("threadCount").asInt()).isEqualTo(MANY);
            assertThat(answer(pid, "dump").lines()).hasSizeLessThan(100);
        });
    }

    @Test
    void statsAndGraph() throws Exception {
        running("carriers=1", 3, (jvm, pid) -> {
            JsonNode stats = new ObjectMapper().readTree(answer(pid, "stats", "--json"));
            assertThat(stats.get("threads alive").asInt()).isEqualTo(9);
            assertThat(stats.get("threads started").asInt()).isGreaterThanOrEqualTo(9);
            assertThat(stats.get("parks").asInt()).isGreaterThanOrEqualTo(8);
            assertThat(answer(pid, "stats")).contains("  threads alive\n");
            assertThat(answer(pid, "graph")).startsWith("digraph");
            assertThat(new ObjectMapper().readTree(answer(pid, "graph", "--json")).get("nodes")).isNotEmpty();
        });
    }

    @Test
    void processWithoutTheAgentIsLeftAlone() throws Exception {
        try (ChildJvm jvm = ChildJvm.plain("Standstill", "1", "plain")) {
            String pid = jvm.awaitLine("ready ", PATIENCE).substring("ready ".length());
            ChildJvm.Result result = ask(pid, "dump");
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.output()).hasLineCount(1).contains(pid).contains("without this agent").contains("-javaagent");
            jvm.say("");
            assertThat(jvm.await(PATIENCE).output()).doesNotContain("capriccio");
        }
    }

    @Test
    void runtimeWithoutTheAttachModule() throws Exception {
        try (ChildJvm jvm = ChildJvm.java(
                "--limit-modules", "java.instrument", "-jar", ChildJvm.agentJar().toString(), "1", "stats")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.output()).hasLineCount(1).contains("jdk.attach");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 dmup", "1", "1 dump --jsno", "999999999 dump"})
    void wrongQuestionsAreOneLine(String words) throws Exception {
        ChildJvm.Result result = ask(words.split(" ", -1));
        assertThat(result.exit()).isNotZero();
        assertThat(result.output()).startsWith("capriccio: ").hasLineCount(1);
    }
}
