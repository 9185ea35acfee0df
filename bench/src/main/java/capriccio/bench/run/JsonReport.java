package capriccio.bench.run;

import capriccio.bench.stats.Interval;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The run as JSON: the machine, every score with its iterations, and every bar with its ratio. */
final class JsonReport {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonReport() {}

    static ObjectNode of(Outcome outcome) {
        ObjectNode root = MAPPER.createObjectNode();
        root.set("environment", MAPPER.valueToTree(outcome.environment()));
        ArrayNode rows = root.putArray("rows");
        for (Row row : outcome.rows()) {
            rows.addObject().put("name", row.name()).put("title", row.title()).set("jvmArguments", MAPPER.valueToTree(row.jvmArguments()));
        }
        root.set("absent", MAPPER.valueToTree(outcome.absent()));
        ArrayNode scores = root.putArray("scores");
        for (Score score : outcome.scores().all()) {
            scores.addObject()
                    .put("row", score.row())
                    .put("round", score.round())
                    .put("benchmark", score.key())
                    .put("unit", score.unit())
                    .put("best", score.best())
                    .set("values", MAPPER.valueToTree(score.values()));
        }
        ArrayNode bars = root.putArray("bars");
        for (Bar bar : outcome.bars()) {
            Interval ratio = bar.ratio(outcome.scores());
            ObjectNode node = bars.addObject();
            node.put("experiment", bar.experiment().id).put("benchmark", bar.what()).put("row", bar.row());
            node.put("against", bar.against()).put("limit", bar.limit()).put("atMost", bar.atMost());
            node.put("verdict", bar.verdict(outcome.scores()).word());
            if (ratio.exists()) {
                node.put("ratio", ratio.median()).put("low", ratio.low()).put("high", ratio.high());
            }
        }
        ArrayNode failures = root.putArray("failures");
        for (Failure f : outcome.failures()) {
            failures.addObject().put("experiment", f.experiment().id).put("row", f.row()).put("round", f.round()).put("reason", f.reason());
        }
        return root;
    }
}
