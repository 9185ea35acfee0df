package capriccio.bench.servers;

import java.io.IOException;

/** A server that serves nothing: what a JVM has of threads by itself. */
public final class Nothing {
    private Nothing() {}

    public static void main(String[] args) throws IOException {
        ServerOptions.awaitEnd(0);
    }
}
