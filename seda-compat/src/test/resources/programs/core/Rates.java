import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.util.*;

/** Rate limits on plain queues, without a runtime. */
public class Rates {
  static class Classed implements ClassQueueElementIF {
    int cls;
    Classed(int cls) { this.cls = cls; }
    public int getRequestClass() { return cls; }
    public void setRequestClass(int cls) { this.cls = cls; }
  }

  static int fill(SinkIF q, int cls, int tries) {
    int ok = 0;
    for (int i = 0; i < tries; i++) if (q.enqueue_lossy(new Classed(cls))) ok++;
    return ok;
  }

  public static void main(String args[]) throws Exception {
    FiniteQueue q = new FiniteQueue("limited");
    RateLimitingPredicate rlp = new RateLimitingPredicate(q, 0.001, 7);
    q.setEnqueuePredicate(rlp);
    System.out.println("burst " + fill(q, 0, 100) + " of " + rlp.getDepth() + " left " + rlp.getBucketSize());
    rlp.setTargetRate(-1.0);
    rlp.setDepth(3);
    System.out.println("unlimited " + fill(q, 0, 100) + " rate " + rlp.getTargetRate());
    StatsGatherer gaps = StatsGatherer.lookup("IA<FiniteQueue limited>");
    System.out.println("gaps " + gaps.num);
    MulticlassRateLimitingPredicate mrlp = new MulticlassRateLimitingPredicate(q, 3, 0.001, 5);
    q.setEnqueuePredicate(mrlp);
    mrlp.setTargetRate(1, 0.0001);
    mrlp.setDepth(2, 2);
    System.out.println("classes " + fill(q, -1, 9) + " " + fill(q, 1, 9) + " " + fill(q, 2, 9));
    System.out.println(mrlp.getTargetRate(0) + " " + mrlp.getDepth(2) + " " + mrlp.getBucketSize(0));
    EnqueuePredicateIF even = new EnqueuePredicateIF() {
      int n;
      public boolean accept(QueueElementIF item) { return n++ % 2 == 0; }
    };
    q.setEnqueuePredicate(even);
    System.out.println("every other " + fill(q, 0, 10) + " " + (q.getEnqueuePredicate() == even));
  }
}
