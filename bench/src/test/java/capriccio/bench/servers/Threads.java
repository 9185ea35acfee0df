package capriccio.bench.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

/** How many threads of the operating system a server may have on user threads. */
final class Threads {
    /** What the agent may add to the carriers: timers and the like, and spare ones, as the first gets no processor time. */
    static final int HELPERS = 30;

    private static int ofTheJvm;

    private Threads() {}

    /** Asserts that there are no more than the JVM's own, the carriers and a handful. */
    static synchronized void assertFew(int threads, int carriers, String what) throws IOException {
        if (ofTheJvm == 0) {
            try (ServerJvm nothing = new ServerJvm("nothing", ServerJvm.PLAIN, List.of(), List.of(), List.of(Nothing.class.getName()))) {
                ofTheJvm = nothing.threads();
            }
        }
        assertThat(threads - ofTheJvm)
                .as("%s: threads beyond the JVM's own %d", what, ofTheJvm)
                .isLessThanOrEqualTo(carriers + HELPERS);
    }
}
