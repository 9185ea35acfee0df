package seda.sandStorm.lib.aDisk;

import seda.sandStorm.api.QueueElementIF;

/** What became of a request. */
public abstract class AFileCompletion implements QueueElementIF {
    protected AFileRequest req;

    protected AFileCompletion(AFileRequest request) {
        req = request;
    }

    public AFileRequest getRequest() {
        return req;
    }

    public AFile getFile() {
        return req.getFile();
    }
}
