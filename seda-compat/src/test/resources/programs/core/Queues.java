import seda.sandStorm.api.*;
import seda.sandStorm.api.internal.*;
import seda.sandStorm.core.*;

/** Every way out of a queue, and a thread manager that is told of what goes in. */
public class Queues implements ThreadManagerIF {
  int wakes;
  public void register(StageWrapperIF stage) { }
  public void deregister(StageWrapperIF stage) { }
  public void deregisterAll() { }
  public void wake() { wakes++; }

  static QueueElementIF[] some(int n) {
    QueueElementIF items[] = new QueueElementIF[n];
    for (int i = 0; i < n; i++) items[i] = new NullElement();
    return items;
  }
  static String len(QueueElementIF items[]) { return items == null ? "null" : "" + items.length; }

  public static void main(String args[]) throws Exception {
    Queues tm = new Queues();
    FiniteQueue q = new FiniteQueue("q", tm);
    QueueIF qi = q;
    qi.enqueue_many(some(10));
    System.out.println(q.size() + " " + len(q.dequeue(2)) + " " + len(q.dequeue(20, true)) + " " + len(q.dequeue(3, false)));
    System.out.println(len(q.blocking_dequeue(0, 2)) + " " + len(q.blocking_dequeue(10, 5, true)) + " " + len(q.dequeue_all()));
    System.out.println(q.blocking_dequeue(5) + " " + len(q.blocking_dequeue_all(0)) + " " + q);
    q.setEnqueuePredicate(new QueueThresholdPredicate(q, 2));
    Object key = q.enqueue_prepare(some(2));
    System.out.println("reserved " + q.size() + " " + q.profileSize() + " " + q.dequeue() + " " + q.enqueue_lossy(new NullElement()));
    q.enqueue_abort(key);
    Object again = q.enqueue_prepare(some(1));
    q.close();
    q.enqueue_commit(again);
    try {
      q.enqueue(new NullElement());
    } catch (SinkClosedException sce) {
      System.out.println("closed with " + len(q.dequeue_all()));
    }
    try {
      q.enqueue_commit(again);
    } catch (IllegalArgumentException iae) {
      System.out.println("used key");
    }
    System.out.println("wakes " + tm.wakes);
    new FiniteQueue(new QueueThresholdPredicate(q, 1), "named", tm).enqueue(new NullElement());
    new FiniteQueue((ThreadManagerIF) tm).enqueue(new NullElement());
    new FiniteQueue(new QueueThresholdPredicate(q, 9), tm);
    new FiniteQueue(new QueueThresholdPredicate(q, 9));
    System.out.println("wakes " + tm.wakes);
  }
}
