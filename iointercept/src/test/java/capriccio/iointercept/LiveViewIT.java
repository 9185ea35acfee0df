package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code view=}: what a browser gets of a program under load. */
class LiveViewIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ANNOUNCED = "[capriccio] live view: ";
    private static final String SHOP = "capriccio.iointercept.programs.Shop.";

    private interface Look {
        void at(ChildJvm jvm, String url) throws Exception;
    }

    private static void running(String options, Look look) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent(List.of("-Xmx256m"), options, "Shop", "20")) {
            look.at(jvm, jvm.awaitLine(ANNOUNCED, PATIENCE).substring(ANNOUNCED.length()));
            jvm.say("");
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.lastLine()).as(result.toString()).isEqualTo("OK");
        }
    }

    private static HttpResponse<String> get(String url) throws Exception {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        return client.send(HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(String url) throws Exception {
        HttpResponse<String> reply = get(url);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return new ObjectMapper().readTree(reply.body());
    }

    private static JsonNode await(String url, Predicate<JsonNode> enough) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonNode json = json(url);
        while (!enough.test(json)) {
            assertThat(System.nanoTime() - deadline).as(json.toString()).isNegative();
            LockSupport.parkNanos(50_000_000);
            json = json(url);
        }
        return json;
    }

    private static Set<String> labels(JsonNode graph) {
        Set<String> labels = new HashSet<>();
        graph.get("nodes").forEach(n -> labels.add(n.get("label").asText().replaceAll(":\\d+$", "") + " " + n.path("calls").asText()));
        return labels;
    }

    private static boolean hasAllPlaces(JsonNode graph) {
        return labels(graph).containsAll(List.of(SHOP + "accept ServerSocket.accept", SHOP + "query Thread.sleep",
                SHOP + "query Semaphore.acquire", SHOP + "render Thread.sleep", SHOP + "log ArrayBlockingQueue.take",
                SHOP + "report Thread.sleep", SHOP + "shop Thread.sleep", "thread start "));
    }

    private static void assertShop(String url) throws Exception {
        JsonNode live = await(url + "live.json", LiveViewIT::hasAllPlaces);
        assertThat(live.get("nodes").toString()).doesNotContain("Rehearsal").doesNotContain("\"frames\"");
        Set<Integer> numbers = new HashSet<>();
        JsonNode whole = json(url + "graph.json");
        for (JsonNode node : whole.get("nodes")) {
            numbers.add(node.get("number").asInt());
            assertThat(node.get("frames")).isNotEmpty();
        }
        boolean slept = false;
        for (JsonNode edge : whole.get("edges")) {
            assertThat(numbers).contains(edge.get("from").asInt(), edge.get("to").asInt());
            assertThat(edge.get("count").asLong()).isPositive();
            assertThat(edge.get("maxNanos").asLong()).isGreaterThanOrEqualTo(edge.get("meanNanos").asLong() / 2);
            slept |= at(whole, edge.get("from")).equals("shop") && at(whole, edge.get("to")).equals("shop");
        }
        assertThat(slept).as("clients wait for an answer, then sleep").isTrue();
        JsonNode process = live.get("process");
        assertThat(process.get("program").asText()).isEqualTo("capriccio.iointercept.programs.Shop");
        assertThat(process.get("alive").asInt()).isGreaterThan(20);
        await(url + "live.json", j -> j.get("history").get("alive").size() >= 2);
    }

    /** The method of the node of that number, if it is the shop's. */
    private static String at(JsonNode graph, JsonNode number) {
        for (JsonNode node : graph.get("nodes")) {
            if (node.get("number").asInt() == number.asInt()) {
                return node.get("label").asText().replace(SHOP, "").replaceAll(":\\d+$", "");
            }
        }
        return "";
    }

    @Test
    void showsWhatTheProgramDoesAndWhatIsScarce() throws Exception {
        running("policy=graph,view=0", (jvm, url) -> {
            String threads = jvm.awaitLine("threads ", PATIENCE);
            assertThat(threads).contains("client-0").doesNotContain("capriccio");
            String pid = jvm.awaitLine("ready ", PATIENCE).substring("ready ".length());
            assertShop(url);
            JsonNode live = await(url + "live.json", j -> j.path("limits").size() >= 3 && j.get("history").has("used1"));
            assertThat(live.get("resources").toString()).startsWith("[\"cpu\",\"heap\"");
            live.get("limits").forEach(limit -> assertThat(limit.get("limit").asDouble()).isPositive());
            assertThat(live.get("admission").get("refused").asLong()).isZero();
            assertThat(live.get("decisions").isArray()).isTrue();
            try (ChildJvm asking = ChildJvm.java("-Xmx64m", "-jar", ChildJvm.agentJar().toString(), pid, "view")) {
                assertThat(asking.await(PATIENCE).output()).isEqualTo(url + "\n");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"view=0,policy=fifo", "view=0,policy=cohort,carriers=1"})
    void showsTheGraphWithoutResources(String options) throws Exception {
        running(options, (jvm, url) -> {
            jvm.awaitLine("ready ", PATIENCE);
            assertShop(url);
            JsonNode live = json(url + "live.json");
            assertThat(live.has("limits")).isFalse();
            assertThat(live.has("decisions")).isFalse();
        });
    }

    @Test
    void theJdksContinuations() throws Exception {
        Backends.assumeJdk();
        running(Backends.JDK + ",view=0", (jvm, url) -> {
            jvm.awaitLine("ready ", PATIENCE);
            assertThat(json(url + "live.json").get("process").get("alive").asInt()).isPositive();
        });
    }

    @Test
    void pageAndAllThatItNames() throws Exception {
        running("view=0", (jvm, url) -> {
            jvm.awaitLine("ready ", PATIENCE);
            String page = get(url).body();
            assertThat(page).startsWith("<!doctype html>").doesNotContain("//cdn").doesNotContain("<script>").doesNotContain("style=");
            assertThat(get(url + "graph.dot").body()).startsWith("digraph");
            for (String file : List.of("view.css", "view.js", "words.js", "layout.js", "drawing.js", "charts.js", "tables.js")) {
                HttpResponse<String> reply = get(url + file);
                assertThat(reply.statusCode()).as(file).isEqualTo(200);
                assertThat(reply.headers().firstValue("Content-Type")).hasValueSatisfying(type ->
                        assertThat(type).startsWith(file.endsWith("css") ? "text/css" : "text/javascript"));
                assertThat(reply.body()).doesNotContain("https://");
            }
            assertThat(get(url + "page.html").statusCode()).isEqualTo(404);
        });
    }

    @Test
    void takenPortIsOneLineAndTheProgramRuns() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildJvm jvm = ChildJvm.withAgent("view=" + taken.getLocalPort(), "Hello", "world")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(result.output()).contains("hello world\nOK hello\n");
            assertThat(result.output().lines().filter(line -> line.startsWith("[capriccio]")))
                    .hasSize(1).allMatch(line -> line.contains("no live view") && line.contains("in use"));
        }
    }

    @Test
    void offByDefault() throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent("carriers=2", "Standstill", "1")) {
            String pid = jvm.awaitLine("ready ", PATIENCE).substring("ready ".length());
            try (ChildJvm asking = ChildJvm.java("-Xmx64m", "-jar", ChildJvm.agentJar().toString(), pid, "view")) {
                ChildJvm.Result answer = asking.await(PATIENCE);
                assertThat(answer.exit()).isEqualTo(1);
                assertThat(answer.output()).hasLineCount(1).contains("view=");
            }
            jvm.say("");
            assertThat(jvm.await(PATIENCE).output()).doesNotContain("live view");
        }
    }
}
