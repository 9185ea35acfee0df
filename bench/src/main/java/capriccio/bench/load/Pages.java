package capriccio.bench.load;

import capriccio.bench.fileset.FileSet;
import capriccio.bench.fileset.RequestMix;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What is asked for, by the index of a file: that file, or the page that all ask for. Confined to its loop. */
final class Pages {
    private final FileSet set;
    private final String page;
    private final ByteBuffer[] requests;
    private final boolean[] light;

    Pages(LoadSpec spec, FileSet set) {
        this.set = set;
        page = spec.manner().page();
        requests = new ByteBuffer[set.entries().size()];
        light = new boolean[requests.length];
        String host = " HTTP/1.1\r\nHost: " + spec.host() + ":" + spec.port() + "\r\n\r\n";
        for (int i = 0; i < requests.length; i++) {
            byte[] text = ("GET " + path(i) + host).getBytes(StandardCharsets.ISO_8859_1);
            requests[i] = ByteBuffer.allocateDirect(text.length).put(text).flip();
            light[i] = page.isEmpty() && path(i).endsWith(RequestMix.LIGHT);
        }
    }

    String path(int index) {
        return page.isEmpty() ? set.entries().get(index).path() : page;
    }

    /** From its position to its limit; to be left as it was. */
    ByteBuffer request(int index) {
        return requests[index];
    }

    boolean isLight(int index) {
        return light[index];
    }
}
