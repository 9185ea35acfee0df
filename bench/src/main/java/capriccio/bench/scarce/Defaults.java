package capriccio.bench.scarce;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What an experiment has instead of the usual defaults of {@link Experiment}. */
public abstract class Defaults implements IDefaultValueProvider {
    private final Map<String, String> values;

    /** By the name of the option. */
    protected Defaults(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    @Override
    public final @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option ? values.get(option.longestName()) : null;
    }
}
