package seda.sandStorm.lib.aDisk;

/** A read or a write is done: all of it, or, before an {@link AFileEOFReached}, the part that there was. */
public class AFileIOCompleted extends AFileCompletion {
    public int sizeCompleted;

    public AFileIOCompleted(AFileRequest request, int sizeCompleted) {
        super(request);
        this.sizeCompleted = sizeCompleted;
    }

    @Override
    public String toString() {
        return "AFileIOCompleted[" + req + ", sizeCompleted=" + sizeCompleted + "]";
    }
}
