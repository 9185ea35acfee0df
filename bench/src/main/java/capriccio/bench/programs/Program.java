package capriccio.bench.programs;

/**
 * A job that never suspends but, for all that its class files tell, could: somewhere in its reach is a call that blocks,
 * a monitor or a loop. Run woven and unwoven, it shows what weaving costs where nothing blocks.
 */
public interface Program {
    /** Does the job once. The value depends on all of the work, and is the same each time. */
    long run() throws Exception;

    /** The program called {@code name}. */
    static Program of(String name) throws Exception {
        return switch (name) {
            case "json" -> new JsonDocuments();
            case "compile" -> new CompileSources();
            case "index" -> new IndexText();
            case "sql" -> new SqlSession();
            case "script" -> new RunScript(9);
            case "script-interpreted" -> new RunScript(-1);
            case "automata" -> new RegexAutomata();
            case "http" -> new HttpRequests();
            default -> Kernels.of(name);
        };
    }

    /** The blocking point in reach: never taken, and nobody can know. */
    @SuppressWarnings("ThreadPriorityCheck") // the cheapest call that suspends
    static void mayYield(long value) {
        if (value == Long.MIN_VALUE) {
            Thread.yield();
        }
    }
}
