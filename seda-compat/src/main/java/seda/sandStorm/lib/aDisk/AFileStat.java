package seda.sandStorm.lib.aDisk;

/** What the system said of a file when asked. */
public class AFileStat {
    public AFile afile;
    public boolean isDirectory;
    public boolean canRead;
    public boolean canWrite;
    public long length;

    public AFileStat() {}
}
