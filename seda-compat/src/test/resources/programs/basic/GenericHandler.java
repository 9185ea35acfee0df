import seda.sandStorm.api.*;
import seda.sandStorm.core.*;

/** Configured stage: passes counters to the next stage by name, after a timer tick. */
public class GenericHandler implements EventHandlerIF {
  private static final boolean DEBUG = false;
  private ManagerIF mgr;
  private SinkIF mysink, nextsink;
  private ssTimer timer;
  private String name;
  private int max;

  static class Counter implements QueueElementIF {
    int value;
    Counter(int value) { this.value = value; }
  }

  public GenericHandler() {
  }

  public void init(ConfigDataIF config) throws Exception {
    mgr = config.getManager();
    mysink = config.getStage().getSink();
    name = config.getStage().getName();
    max = config.getInt("max");
    nextsink = mgr.getStage(config.getString("next")).getSink();
    timer = new ssTimer();
    if (config.getBoolean("first")) timer.registerEvent(10, new Counter(0), mysink);
  }

  public void destroy() {
  }

  public void handleEvent(QueueElementIF item) {
    if (DEBUG) System.err.println("GOT " + item);
    if (!(item instanceof Counter)) throw new IllegalArgumentException("unknown " + item);
    Counter c = (Counter) item;
    if (c.value == max) {
      System.out.println(name + " done " + c.value);
      System.exit(0);
    }
    try {
      nextsink.enqueue(new Counter(c.value + 1));
    } catch (SinkException se) {
      System.err.println("Warning: Got SinkException " + se);
    }
  }

  public void handleEvents(QueueElementIF items[]) {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }
}
