import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.main.*;

/** A stage that rings itself: the same event is registered again from its own handler. */
public class Alarm implements EventHandlerIF {
  static class Ring implements QueueElementIF {
    int times;
  }
  private ssTimer timer;
  private SinkIF me;
  private ssTimer.ssTimerEvent last;

  public void init(ConfigDataIF config) throws Exception {
    timer = new ssTimer();
    me = config.getStage().getSink();
    config.getManager().getProfiler().add("timer", timer);
    last = timer.registerEvent(1L, new Ring(), me);
    ssTimer.ssTimerEvent far = timer.registerEvent(new Date(System.currentTimeMillis() + 1000000), new Ring(), me);
    System.out.println("pending " + (timer.size() >= 1) + " " + (far.time_millis > last.time_millis) + " " + (far.queue == me));
    timer.cancelEvent(far);
    timer.cancelEvent(far);
  }
  public void destroy() { timer.doneWithTimer(); }
  public void handleEvent(QueueElementIF item) {
    Ring r = (Ring) item;
    if (++r.times == 5) {
      System.out.println("rang " + r.times + " same " + (last.obj == r));
      timer.cancelAll();
      System.exit(0);
    }
    timer.registerEvent(1, r, me);
  }
  public void handleEvents(QueueElementIF items[]) {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }

  public static void main(String args[]) throws Exception {
    SandstormConfig cfg = new SandstormConfig();
    cfg.putString("global.aSocket.enable", SandstormConfig.CONFIG_FALSE);
    new Sandstorm(cfg).getManager().createStage("alarm", new Alarm(), null);
  }
}
