package seda.sandStorm.lib.aDisk;

/** A read met the end of the file. */
public class AFileEOFReached extends AFileCompletion {
    AFileEOFReached(AFileRequest request) {
        super(request);
    }
}
