import seda.sandStorm.api.*;
import seda.sandStorm.core.*;

/** A handler that fails on some events: reported, and the stage goes on; or the whole program stops. */
public class Failing implements EventHandlerIF {
  static class Bad extends EventHandlerException {
    Bad(String s) { super(s); }
  }
  private int good;
  public Failing() { }
  public void init(ConfigDataIF config) throws Exception {
    SinkIF me = config.getStage().getSink();
    ssTimer timer = new ssTimer();
    for (int i = 0; i < 6; i++) timer.registerEvent(30 * i, new BufferElement(i), me);
  }
  public void destroy() { }
  public void handleEvent(QueueElementIF item) throws EventHandlerException {
    int n = ((BufferElement) item).size;
    if (n == 1) throw new Bad("checked");
    if (n == 2) throw new IllegalStateException("unchecked");
    if (n == 3) throw new UnknownEventException("unknown", item);
    good++;
    if (n == 5) {
      System.out.println("good " + good);
      System.exit(0);
    }
  }
  public void handleEvents(QueueElementIF items[]) throws EventHandlerException {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }
}
