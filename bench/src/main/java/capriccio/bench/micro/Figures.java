package capriccio.bench.micro;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** What a program measured itself, in the shape of JMH's JSON. */
final class Figures {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final ArrayNode entries = MAPPER.createArrayNode();

    void add(String name, int threads, String unit, double... values) {
        ObjectNode entry = entries.addObject();
        entry.put("benchmark", "capriccio.bench.micro." + name);
        entry.putObject("params").put("threads", Integer.toString(threads));
        ObjectNode metric = entry.putObject("primaryMetric");
        metric.put("scoreUnit", unit);
        ArrayNode fork = metric.putArray("rawData").addArray();
        for (double value : values) {
            fork.add(value);
        }
    }

    void write(Path file) throws IOException {
        MAPPER.writeValue(file.toFile(), entries);
    }
}
