package capriccio.bench.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

/** What the agent said in a server's log. */
final class Log {
    private static final String AGENT = "[capriccio] ";
    private static final List<String> STATISTICS =
            List.of("threads started ", "native calls ", "classes ", "parks pinned by ", "parks pinned at ", "pinning call sites ");

    private Log() {}

    /** Asserts that it printed its counters and nothing else, and shows what pinned. */
    static void assertQuiet(ServerJvm ended) throws IOException {
        List<String> lines = ended.log().lines().filter(line -> line.startsWith(AGENT)).toList();
        lines.stream().filter(line -> line.contains("pinned")).forEach(System.out::println);
        assertThat(lines).anyMatch(line -> line.contains("parks that pinned a carrier "));
        assertThat(lines).allMatch(line -> STATISTICS.stream().anyMatch(line.substring(AGENT.length())::startsWith));
    }
}
