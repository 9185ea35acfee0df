import java.io.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aDisk.*;

/** What cannot be done with files. */
public class FileErrors {
  public static void main(String args[]) throws Exception {
    FiniteQueue q = new FiniteQueue();
    String dir = args[0];
    try {
      new AFile(dir + "/missing", q, false, true);
    } catch (FileNotFoundException e) {
      System.out.println("missing " + e.getMessage().startsWith("File not found"));
    }
    try {
      new AFile(dir, q, false, true);
    } catch (FileIsDirectoryException e) {
      System.out.println("directory " + (e instanceof IOException));
    }
    AFile made = new AFile(dir + "/made", q, true, false);
    AFileStat st = made.stat();
    System.out.println("made " + st.length + " " + st.isDirectory + " " + st.canRead + " " + st.canWrite + " " + (st.afile == made));
    AFile ro = new AFile(dir + "/made", q, false, true);
    try {
      ro.write(new BufferElement(1));
    } catch (BadQueueElementException e) {
      System.out.println("read-only");
    }
    try {
      ro.seek(-1);
    } catch (SinkException e) {
      System.out.println("negative");
    }
    ro.read(new BufferElement(5));
    System.out.println("empty " + (q.blocking_dequeue(-1) instanceof AFileEOFReached));
    BufferElement bad = new BufferElement(5);
    bad.size = 50;
    made.write(bad);
    AFileCompletion c = (AFileCompletion) q.blocking_dequeue(-1);
    System.out.println("failed " + (((AFileIOExceptionOccurred) c).ioe != null) + " " + (c.getFile() == made));
    made.close();
    made.close();
    System.out.println(q.blocking_dequeue(-1) instanceof SinkClosedEvent);
    try {
      made.read(new BufferElement(1));
    } catch (SinkClosedException e) {
      System.out.println("closed " + made.enqueue_lossy(new AFileReadRequest(new BufferElement(1), q)));
    }
    System.exit(0);
  }
}
