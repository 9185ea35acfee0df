package capriccio.knot.server;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The server architectures that there are. */
public enum Architecture {
    /** Accept, then one thread per connection runs every step in blocking code. */
    THREAD_PER_CONNECTION {
        @Override
        KnotServer start(KnotConfig config) throws IOException {
            return ThreadPerConnectionServer.start(config);
        }
    };

    abstract KnotServer start(KnotConfig config) throws IOException;

    /** The architecture of a name such as {@code thread-per-connection}. */
    public static Optional<Architecture> named(String name) {
        return Arrays.stream(values()).filter(each -> each.toString().equals(name)).findFirst();
    }

    /** The names of all, for messages. */
    public static String names() {
        return Arrays.stream(values()).map(Architecture::toString).collect(Collectors.joining(", "));
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
