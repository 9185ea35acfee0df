package seda.sandStorm.lib.aDisk;

import seda.sandStorm.api.SinkIF;

/** Announces that the earlier requests are done. */
public class AFileFlushRequest extends AFileRequest {
    public AFileFlushRequest(AFile afile, SinkIF compQ) {
        super(afile, compQ);
    }

    public AFileFlushRequest(SinkIF compQ) {
        super(compQ);
    }
}
