package capriccio.seda.runtime;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which settings are numbers: in 2002 what was no number silently counted as the default. */
public final class NumericKeys {
    private static final String POOL = "threadPool\\.(initialThreads|minThreads|maxThreads|blockTime"
            + "|sizeController\\.(delay|threshold|idleTimeThreshold))";
    private static final String TARGETS = "rtController\\.(targetResponseTime|multiclass\\.class\\dTarget)";

    private static final Pattern WHOLE = Pattern.compile("(global|global\\.aDisk|stages\\.[^.]+)\\." + POOL
            + "|stages\\.[^.]+\\.queueThreshold"
            + "|global\\.(drainTime|batchController\\.(minBatch|maxBatch|recalcWindow)|profile\\.delay"
            + "|AggTPSTM\\.governor\\.(delay|threshold)|TPPTM\\.(numCpus|maxThreads))");
    private static final Pattern DECIMAL = Pattern.compile("(global|stages\\.[^.]+)\\." + TARGETS
            + "|global\\.(batchController\\.smoothConst|aSocket\\.rateController\\.rate)");

    private NumericKeys() {}

    /** What is wrong with a setting's value and what to write; null when it is a number or need not be one. */
    public static @Nullable String problem(String path, String value) {
        try {
            if (WHOLE.matcher(path).matches()) {
                Integer.parseInt(value);
            } else if (DECIMAL.matcher(path).matches()) {
                Double.parseDouble(value);
            }
            return null;
        } catch (NumberFormatException e) {
            return WHOLE.matcher(path).matches() ? "write a whole number" : "write a number";
        }
    }
}
