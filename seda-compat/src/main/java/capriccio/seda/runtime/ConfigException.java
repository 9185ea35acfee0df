package capriccio.seda.runtime;

import java.io.IOException;

/** A configuration that cannot be used. The message is one line: where, what is wrong, and what to do. */
public final class ConfigException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The place is a file and a line, {@code file:line}, or a name of the command line. */
    public ConfigException(String place, String problem, String remedy) {
        super(place + ": " + problem + ": " + remedy);
    }
}
