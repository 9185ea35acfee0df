package capriccio.iointercept.real;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Jackson: generated trees and beans, written, read back, compared; broken documents and their errors. */
public final class JsonRoundTrips {
    private static final int COPIES = 3;

    private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonRoundTrips() {}

    public static void main(String[] args) throws Exception {
        int documents = Integer.parseInt(args[0]);
        System.out.print(Copies.of(COPIES, copy -> new JsonRoundTrips().run(documents)));
    }

    private String run(int documents) throws IOException {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < documents; i++) {
            Random random = new Random(i);
            JsonNode tree = value(random, 5);
            String text = write(tree);
            JsonNode again = mapper.readTree(new YieldingReader(new StringReader(text)));
            out.append(i).append(' ').append(text.length()).append(' ').append(again.equals(tree)).append('\n');
            out.append(i % 10 == 0 ? text : "").append('\n');
            out.append(broken(text, random)).append('\n');
            Bean bean = Bean.random(random, 3);
            Bean same = mapper.readValue(new YieldingReader(new StringReader(write(bean))), Bean.class);
            out.append(write(same).equals(write(bean))).append(' ').append(same.total()).append('\n');
        }
        return out.toString();
    }

    private String write(Object value) throws IOException {
        StringWriter text = new StringWriter();
        mapper.writeValue(new YieldingWriter(text), value);
        return text.toString();
    }

    /** A document cut off or changed somewhere: what the parser says about it. */
    private String broken(String text, Random random) throws IOException {
        int at = random.nextInt(text.length());
        String changed = random.nextBoolean() ? text.substring(0, at) : text.substring(0, at) + "}" + text.substring(at);
        try {
            return "accepted " + mapper.readTree(new YieldingReader(new StringReader(changed))).size();
        } catch (JsonProcessingException e) {
            return e.getClass().getSimpleName() + " " + e.getOriginalMessage();
        }
    }

    private JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> mapper.getNodeFactory().numberNode(random.nextInt());
            case 1 -> mapper.getNodeFactory().numberNode(random.nextDouble());
            case 2 -> mapper.getNodeFactory().textNode(text(random));
            case 3 -> mapper.getNodeFactory().booleanNode(random.nextBoolean());
            case 4 -> mapper.getNodeFactory().nullNode();
            case 5 -> array(random, depth - 1);
            default -> object(random, depth - 1);
        };
    }

    private ArrayNode array(Random random, int depth) {
        ArrayNode array = mapper.createArrayNode();
        for (int i = random.nextInt(6); i > 0; i--) {
            array.add(value(random, depth));
        }
        return array;
    }

    private ObjectNode object(Random random, int depth) {
        ObjectNode object = mapper.createObjectNode();
        for (int i = random.nextInt(6); i > 0; i--) {
            object.set(text(random), value(random, depth));
        }
        return object;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append((char) (random.nextInt(10) == 0 ? random.nextInt(0xD800) : ' ' + random.nextInt(95)));
        }
        return text.toString();
    }

    /** Read and written by its fields. */
    public static final class Bean {
        public int number;
        public long wide;
        public double real;
        public String text = "";
        public List<Bean> children = new ArrayList<>();
        public Map<String, Integer> counts = new LinkedHashMap<>();

        static Bean random(Random random, int depth) {
            Bean b = new Bean();
            b.number = random.nextInt();
            b.wide = random.nextLong();
            b.real = random.nextDouble();
            b.text = JsonRoundTrips.text(random);
            for (int i = depth > 0 ? random.nextInt(4) : 0; i > 0; i--) {
                b.children.add(random(random, depth - 1));
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                b.counts.put(JsonRoundTrips.text(random), random.nextInt());
            }
            return b;
        }

        long total() {
            long total = number + wide;
            for (Bean child : children) {
                total = total * 31 + child.total();
            }
            return total;
        }
    }
}
