import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aDisk.*;
import seda.sandStorm.main.*;

/** Requests as objects, with sinks of their own. */
public class DiskRequests {
  public static void main(String args[]) throws Exception {
    Sandstorm ss = new Sandstorm();
    AFileMgr.initialize(ss.getManager(), ss.getSystemManager());
    FiniteQueue fileq = new FiniteQueue("file"), writes = new FiniteQueue("writes"), reads = new FiniteQueue("reads");
    AFile file = new AFile(args[0], fileq, true, false);
    Vector reqs = new Vector();
    for (int i = 0; i < 26; i++) {
      byte letter[] = { (byte) ('a' + i) };
      AFileRequest req = new AFileWriteRequest(new BufferElement(letter), writes);
      reqs.addElement(req);
      file.enqueue(req);
    }
    file.flush();
    file.enqueue_many(new QueueElementIF[] {
      new AFileSeekRequest(5, null), new AFileReadRequest(new BufferElement(3), reads),
      new AFileReadRequest(new BufferElement(100), reads), new AFileFlushRequest(reads)
    });
    file.enqueue(new AFileCloseRequest(file, reads));
    for (int i = 0; i < 26; i++) {
      AFileIOCompleted comp = (AFileIOCompleted) writes.blocking_dequeue(-1);
      if (comp.getRequest() != reqs.elementAt(i) || comp.getFile() != file) throw new Error("order");
    }
    System.out.println("flushed " + (((SinkFlushedEvent) fileq.blocking_dequeue(-1)).sink == file));
    AFileIOCompleted comp = (AFileIOCompleted) reads.blocking_dequeue(-1);
    System.out.println(new String(((AFileReadRequest) comp.getRequest()).getBuffer().getBytes()));
    comp = (AFileIOCompleted) reads.blocking_dequeue(-1);
    System.out.println("short " + comp.sizeCompleted + " " + (reads.blocking_dequeue(-1) instanceof AFileEOFReached));
    System.out.println(reads.blocking_dequeue(-1) instanceof SinkFlushedEvent);
    System.out.println(reads.blocking_dequeue(-1) instanceof SinkClosedEvent);
    System.exit(0);
  }
}
