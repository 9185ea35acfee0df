import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aDisk.*;

/** Copies a file with a window of reads and writes under way; the buffers go round. */
public class FileCopy {
  static final int WINDOW = 8;
  static final int CHUNK = 4096;

  public static void main(String args[]) throws Exception {
    FiniteQueue q = new FiniteQueue();
    AFile in = new AFile(args[0], q, false, true);
    AFile out = new AFile(args[1], q, true, false);
    Hashtable offsets = new Hashtable();
    int next = 0;
    for (int i = 0; i < WINDOW; i++, next += CHUNK) {
      BufferElement buf = new BufferElement(CHUNK);
      offsets.put(buf, new Integer(next));
      in.read(buf, next);
    }
    int under = WINDOW;
    long copied = 0;
    while (under > 0) {
      QueueElementIF items[] = q.blocking_dequeue_all(-1);
      for (int i = 0; i < items.length; i++) {
        if (items[i] instanceof AFileEOFReached) {
          AFileReadRequest req = (AFileReadRequest) ((AFileEOFReached) items[i]).getRequest();
          if (offsets.remove(req.getBuffer()) != null) under--;
        } else if (items[i] instanceof AFileIOCompleted) {
          AFileIOCompleted comp = (AFileIOCompleted) items[i];
          if (comp.getFile() == in) {
            BufferElement buf = ((AFileReadRequest) comp.getRequest()).getBuffer();
            int at = ((Integer) offsets.remove(buf)).intValue();
            BufferElement part = new BufferElement(buf.data, 0, comp.sizeCompleted);
            part.userTag = buf;
            out.write(part, at);
          } else {
            copied += comp.sizeCompleted;
            if (next < in.stat().length) {
              BufferElement buf = new BufferElement(CHUNK);
              offsets.put(buf, new Integer(next));
              in.read(buf, next);
              next += CHUNK;
            } else {
              under--;
            }
          }
        } else {
          throw new Error("" + items[i]);
        }
      }
    }
    in.close();
    out.close();
    int closed = 0;
    while (closed < 2) if (q.blocking_dequeue(-1) instanceof SinkClosedEvent) closed++;
    System.out.println("copied " + copied + " of " + in.stat().length + " to " + out.getFilename());
    System.exit(0);
  }
}
