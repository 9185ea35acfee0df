package seda.sandStorm.lib.aDisk;

import java.util.Objects;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;

/** Fills a buffer from the file. */
public class AFileReadRequest extends AFileRequest {
    final int fileOffset;

    private final BufferElement buffer;

    /** Reads on from where the last request ended. */
    public AFileReadRequest(BufferElement buffer, SinkIF compQ) {
        this(buffer, AFile.HERE, compQ);
    }

    AFileReadRequest(BufferElement buffer, int fileOffset, SinkIF compQ) {
        super(compQ);
        this.buffer = Objects.requireNonNull(buffer, "buffer");
        this.fileOffset = fileOffset;
    }

    public BufferElement getBuffer() {
        return buffer;
    }

    @Override
    public String toString() {
        return "AFileReadRequest[" + getFile() + ", size=" + buffer.size + "]";
    }
}
