import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.main.*;

/** Admission by threshold: a full stage sheds, and split-phase enqueue reserves. */
public class Shedder implements EventHandlerIF, SingleThreadedEventHandlerIF {
  private final Object gate = new Object();
  private boolean open;
  private int handled;

  public void init(ConfigDataIF config) throws Exception { }
  public void destroy() throws Exception { }
  public void handleEvent(QueueElementIF item) throws EventHandlerException { }
  public void handleEvents(QueueElementIF items[]) throws EventHandlerException {
    synchronized (gate) {
      while (!open) {
        try { gate.wait(); } catch (InterruptedException ie) { return; }
      }
      handled += items.length;
      gate.notifyAll();
    }
  }

  public static void main(String args[]) throws Exception {
    Sandstorm ss = new Sandstorm();
    Shedder sh = new Shedder();
    SinkIF sink = ss.getManager().createStage("shedder", sh, new String[] { "a=b" }).getSink();
    sink.enqueue(new NullElement());
    while (sink.size() > 0) Thread.yield();
    QueueThresholdPredicate pred = new QueueThresholdPredicate(sink, 5);
    sink.setEnqueuePredicate(pred);
    int ok = 0, full = 0;
    for (int i = 0; i < 10; i++) {
      try {
        sink.enqueue(new NullElement());
        ok++;
      } catch (SinkFullException sfe) {
        full++;
      }
    }
    pred.setThreshold(7);
    Object key = sink.enqueue_prepare(new QueueElementIF[] { new NullElement(), new NullElement() });
    sink.enqueue_commit(key);
    synchronized (sh.gate) {
      sh.open = true;
      sh.gate.notifyAll();
      while (sh.handled < ok + 3) sh.gate.wait();
    }
    System.out.println("ok " + ok + " full " + full + " handled " + sh.handled);
    System.exit(0);
  }
}
