package seda.sandStorm.lib.aDisk;

import java.util.Objects;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;

/** Writes a buffer to the file; the bytes must not change until it is completed. */
public class AFileWriteRequest extends AFileRequest {
    final BufferElement buffer;
    final int fileOffset;

    /** Writes on from where the last request ended. */
    public AFileWriteRequest(BufferElement buffer, SinkIF compQ) {
        this(buffer, AFile.HERE, compQ);
    }

    AFileWriteRequest(BufferElement buffer, int fileOffset, SinkIF compQ) {
        super(compQ);
        this.buffer = Objects.requireNonNull(buffer, "buffer");
        this.fileOffset = fileOffset;
    }

    @Override
    public String toString() {
        return "AFileWriteRequest[" + getFile() + ", size=" + buffer.size + "]";
    }
}
