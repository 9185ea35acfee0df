package capriccio.iointercept.programs;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;

/** {@code wait} and {@code notify} of JDK code that no agent weaves, between two threads of the program. */
public final class ForeignWaits {
    private static final int BYTES = 40;

    private ForeignWaits() {}

    public static void main(String[] args) {
        new Cases().add("pipe", ForeignWaits::pipe).run(args);
    }

    private static void pipe() throws Exception {
        PipedInputStream in = new PipedInputStream(4);
        PipedOutputStream out = new PipedOutputStream(in);
        Crew crew = new Crew();
        crew.start("writer", () -> {
            for (int i = 0; i < BYTES; i++) {
                out.write(i);
                out.flush();
            }
            out.close();
        });
        crew.start("reader", () -> {
            for (int i = 0; i < BYTES; i++) {
                Check.equal(in.read(), i, "byte");
            }
            Check.equal(in.read(), -1, "end");
        });
        crew.join();
    }
}
