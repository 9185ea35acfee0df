package seda.sandStorm.lib.aDisk;

import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;

/** Something to be done with a file. A request may be used again once it is completed. */
public abstract class AFileRequest implements QueueElementIF {
    private final SinkIF compQ;

    // null until the request is enqueued, unless given at the start
    private volatile AFile afile;

    /** A request for the file that it will be enqueued on. */
    protected AFileRequest(SinkIF compQ) {
        this(null, compQ);
    }

    /** A request whose completion goes to {@code compQ}, or to the file's own sink when that is null. */
    protected AFileRequest(AFile afile, SinkIF compQ) {
        this.afile = afile;
        this.compQ = compQ;
    }

    public AFile getFile() {
        return afile;
    }

    void setFile(AFile file) {
        afile = file;
    }

    SinkIF completionSink() {
        return compQ;
    }
}
