package seda.sandStorm.lib.aDisk;

import java.io.IOException;

/** A request failed; those after it are still carried out. */
public class AFileIOExceptionOccurred extends AFileCompletion {
    public IOException ioe;

    AFileIOExceptionOccurred(AFileRequest request, IOException cause) {
        super(request);
        ioe = cause;
    }

    @Override
    public String toString() {
        return "AFileIOExceptionOccurred[" + req + ", " + ioe + "]";
    }
}
