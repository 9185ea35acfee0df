package capriccio.iointercept.agent;

/** {@code capriccio:type=BlockingGraph}. */
public interface BlockingGraphMXBean {
    /** For GraphViz. */
    String toDot();

    String toJson();
}
