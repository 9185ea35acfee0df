package seda.sandStorm.lib.aDisk;

import seda.sandStorm.api.SinkIF;

/** Has the next request begin elsewhere in the file. Only a failure is announced. */
public class AFileSeekRequest extends AFileRequest {
    final int offset;

    public AFileSeekRequest(int offset, SinkIF compQ) {
        super(compQ);
        this.offset = offset;
    }
}
