import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.api.internal.*;
import seda.sandStorm.core.*;
import seda.sandStorm.main.*;

/** A stage with a batch sorter of its own: shortest first, three at a time. */
public class Sorted implements EventHandlerIF, SingleThreadedEventHandlerIF {
  static class Job implements QueueElementIF, Comparable {
    int length;
    Job(int length) { this.length = length; }
    public int compareTo(Object o) { return length - ((Job) o).length; }
  }

  static class Shortest implements BatchSorterIF {
    private SourceIF source;
    private Vector kept = new Vector();
    public void init(StageWrapperIF stage, ManagerIF mgr) { source = stage.getSource(); }
    public synchronized BatchDescrIF nextBatch(int timeout) {
      QueueElementIF got[] = source.blocking_dequeue_all(kept.isEmpty() ? timeout : 0);
      for (int i = 0; got != null && i < got.length; i++) kept.addElement(got[i]);
      if (kept.isEmpty()) return null;
      Collections.sort(kept);
      final QueueElementIF batch[] = new QueueElementIF[Math.min(3, kept.size())];
      for (int i = 0; i < batch.length; i++) {
        batch[i] = (QueueElementIF) kept.elementAt(0);
        kept.removeElementAt(0);
      }
      return new BatchDescrIF() {
        public QueueElementIF[] getBatch() { return batch; }
        public void batchDone() { done++; }
      };
    }
  }
  static int done;
  int left = 7;

  public void init(ConfigDataIF config) throws Exception {
    SinkIF me = config.getStage().getSink();
    int lengths[] = { 5, 3, 7, 1, 6, 2, 4 };
    for (int i = 0; i < lengths.length; i++) me.enqueue(new Job(lengths[i]));
    config.getStage().getWrapper().setBatchSorter(new Shortest());
    System.out.println(config.getStage().getWrapper().getBatchSorter() instanceof Shortest);
  }
  public void destroy() { }
  public void handleEvent(QueueElementIF item) { }
  public void handleEvents(QueueElementIF items[]) {
    StringBuffer sb = new StringBuffer("batch");
    for (int i = 0; i < items.length; i++) sb.append(" " + ((Job) items[i]).length);
    System.out.println(sb);
    left -= items.length;
    if (left == 0) {
      System.out.println("done before " + done);
      System.exit(0);
    }
  }
  public static void main(String args[]) throws Exception {
    SandstormConfig cfg = new SandstormConfig(new String[] { "global.aSocket.enable=false" });
    new Sandstorm(cfg).getManager().createStage("sorted", new Sorted(), null);
  }
}
