package capriccio.iointercept.real;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/** Suspends its thread at every write. */
@SuppressWarnings("ThreadPriorityCheck") // to yield is the point
final class YieldingWriter extends FilterWriter {
    YieldingWriter(Writer out) {
        super(out);
    }

    @Override
    public void write(int c) throws IOException {
        Thread.yield();
        super.write(c);
    }

    @Override
    public void write(char[] buffer, int from, int length) throws IOException {
        Thread.yield();
        super.write(buffer, from, length);
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        Thread.yield();
        super.write(text, from, length);
    }
}
