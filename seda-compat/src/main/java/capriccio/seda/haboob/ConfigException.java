package capriccio.seda.haboob;

import java.util.List;

/** What is wrong with a stage's configuration: a line for each setting, with what to give instead. Has no stack trace. */
final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems), null, false, false);
    }
}
