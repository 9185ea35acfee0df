import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;

/** A sink of one's own, and the completion events that such sinks send. */
public class Sinks extends SimpleSink {
  private Vector taken = new Vector();
  private FiniteQueue compQ = new FiniteQueue();
  private boolean closed;

  public void enqueue(QueueElementIF item) throws SinkException {
    if (item == null) throw new BadQueueElementException("null", item);
    if (closed) throw new SinkClosedException("closed");
    if (taken.size() == 3) {
      compQ.enqueue(new SinkCloggedEvent(this, item));
      throw new SinkFullException("full");
    }
    taken.addElement(item);
    compQ.enqueue(new SinkDrainedEvent(this, item));
  }

  public static void main(String args[]) throws Exception {
    Sinks s = new Sinks();
    QueueElementIF a = new NullElement(), b = new NullElement();
    s.enqueue_many(new QueueElementIF[] { a, b });
    System.out.println(s.enqueue_lossy(a) + " " + s.enqueue_lossy(b) + " " + s.size() + " " + s.profileSize());
    try {
      s.enqueue(null);
    } catch (BadQueueElementException bqe) {
      System.out.println("bad " + bqe.event);
    }
    s.closed = true;
    s.compQ.enqueue(new SinkFlushedEvent(s));
    s.compQ.enqueue(new SinkClosedEvent(s));
    try {
      s.enqueue(a);
    } catch (SinkException se) {
      System.out.println(se.getMessage());
    }
    try {
      s.enqueue_prepare(new QueueElementIF[] { a });
    } catch (IllegalArgumentException iae) {
      System.out.println("no split phase, predicate " + s.getEnqueuePredicate());
    }
    SourceIF src = s.compQ;
    int drained = 0;
    for (QueueElementIF item = src.dequeue(); item != null; item = src.dequeue()) {
      if (item instanceof SinkDrainedEvent && ((SinkDrainedEvent) item).element != null) drained++;
      else if (item instanceof SinkCloggedEvent) System.out.println("clogged " + (((SinkCloggedEvent) item).element == b));
      else if (item instanceof SinkFlushedEvent) System.out.println("flushed " + (((SinkFlushedEvent) item).sink == s));
      else if (item instanceof SinkClosedEvent) System.out.println("closed " + (((SinkClosedEvent) item).sink == s));
    }
    System.out.println("drained " + drained);
  }
}
