package capriccio.bench.programs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Jackson: a tree parsed, looked through and written; beans read and written. */
final class JsonDocuments implements Program {
    private final ObjectMapper mapper = new ObjectMapper();
    private final String tree;
    private final byte[] beans;

    JsonDocuments() throws IOException {
        ObjectNode root = mapper.createObjectNode();
        for (int i = 0; i < 100; i++) {
            ObjectNode item = root.putObject("item" + i);
            item.put("id", i).put("name", "thing number " + i).put("price", i * 1.25).put("sold", i % 3 == 0);
            item.putArray("tags").add("a").add("b\"c").add(i);
        }
        tree = root.toString();
        beans = mapper.writeValueAsBytes(Order.random(new Random(1), 4));
    }

    @Override
    public long run() throws IOException {
        JsonNode root = mapper.readTree(tree);
        long sum = 0;
        for (JsonNode item : root) {
            sum += item.path("id").asLong() + item.path("tags").size();
        }
        Order order = mapper.readValue(beans, Order.class);
        return sum + mapper.writeValueAsString(root).length() + order.total() + mapper.writeValueAsBytes(order).length;
    }

    /** Read and written by its fields. */
    @SuppressWarnings("CanIgnoreReturnValueSuggester")
    public static final class Order {
        public int number;
        public long cents;
        public double weight;
        public String note = "";
        public List<Order> parts = new ArrayList<>();
        public Map<String, Integer> counts = new LinkedHashMap<>();

        static Order random(Random random, int depth) {
            Order o = new Order();
            o.number = random.nextInt();
            o.cents = random.nextInt(100_000);
            o.weight = random.nextDouble();
            o.note = "note é " + Long.toString(random.nextLong(), 36);
            for (int i = depth > 0 ? 3 : 0; i > 0; i--) {
                o.parts.add(random(random, depth - 1));
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                o.counts.put("k" + random.nextInt(50), i);
            }
            return o;
        }

        long total() {
            long total = cents;
            for (Order part : parts) {
                total += part.total();
            }
            return total;
        }
    }
}
