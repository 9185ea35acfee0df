package seda.sandStorm.lib.aDisk;

import seda.sandStorm.api.SinkIF;

/** Closes the file when the earlier requests are done. */
public class AFileCloseRequest extends AFileRequest {
    public AFileCloseRequest(AFile afile, SinkIF compQ) {
        super(afile, compQ);
    }

    public AFileCloseRequest(SinkIF compQ) {
        super(compQ);
    }
}
