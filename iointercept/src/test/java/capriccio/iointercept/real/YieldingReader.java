package capriccio.iointercept.real;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Suspends its thread at every read, deep inside of whoever reads, and hands out little at a time. */
@SuppressWarnings("ThreadPriorityCheck") // to yield is the point
final class YieldingReader extends FilterReader {
    private static final int MOST = 61;

    YieldingReader(Reader in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        Thread.yield();
        return super.read();
    }

    @Override
    public int read(char[] buffer, int from, int length) throws IOException {
        Thread.yield();
        return super.read(buffer, from, Math.min(length, MOST));
    }
}
