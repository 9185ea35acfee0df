package capriccio.seda.runtime;

import java.io.PrintWriter;
import java.io.StringWriter;

/** The lines that scripts of 2002 look for in the standard error stream, and failures of handlers. */
public final class Log {
    private Log() {}

    /** Prints one line. */
    public static void line(String text) {
        System.err.println(text);
    }

    /** Prints one line and the stack trace of the cause. */
    public static void failure(String text, Throwable cause) {
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        System.err.println(text + System.lineSeparator() + trace);
    }
}
