import seda.sandStorm.api.*;
import seda.sandStorm.api.internal.*;
import seda.sandStorm.core.*;
import seda.sandStorm.main.*;

/** A service with a response-time target: clients ask for more than it can do and get an answer each, some a refusal. */
public class Service implements EventHandlerIF {
  static class Request extends TimeStampedEvent implements ClassQueueElementIF {
    private int cls;
    SinkIF replyTo;
    Request(int cls, SinkIF replyTo) {
      this.cls = cls;
      this.replyTo = replyTo;
      this.timestamp = System.currentTimeMillis();
    }
    public int getRequestClass() { return cls; }
    public void setRequestClass(int cls) { this.cls = cls; }
  }

  public void init(ConfigDataIF config) throws Exception { }
  public void destroy() { }
  public void handleEvent(QueueElementIF item) {
    try {
      Thread.sleep(5);
    } catch (InterruptedException ie) {
      return;
    }
    ((Request) item).replyTo.enqueue_lossy(item);
  }
  public void handleEvents(QueueElementIF items[]) {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }

  public static void main(String args[]) throws Exception {
    SandstormConfig cfg = new SandstormConfig(new String[] {
      "global.aSocket.enable=false", "global.rtController.enable=true",
      "global.rtController.type=" + args[0], "global.rtController.targetResponseTime=50" });
    ManagerIF mgr = new Sandstorm(cfg).getManager();
    StageIF stage = mgr.createStage("service", new Service(), null);
    StageWrapperIF wrapper = stage.getWrapper();
    ResponseTimeControllerIF rtc = wrapper.getResponseTimeController();
    FiniteQueue replies = new FiniteQueue("replies");
    int sent = 0, refused = 0;
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < 20; j++) {
        sent++;
        if (!stage.getSink().enqueue_lossy(new Request(j % 2, replies))) refused++;
      }
      if (i == 0) while (wrapper.getStats().getTotalEvents() == 0) Thread.yield();
      Thread.sleep(20);
    }
    int answered = 0;
    while (answered + refused < sent) {
      if (replies.blocking_dequeue(-1) instanceof Request) answered++;
    }
    StageStatsIF stats = wrapper.getStats();
    System.out.println("all answered " + (answered + refused == 400) + " some refused " + (refused > 0));
    System.out.println("target " + rtc.getTarget());
    rtc.disable();
    System.out.println("predicate " + stage.getSink().getEnqueuePredicate());
    rtc.enable();
    rtc.setTarget(2000);
    System.out.println("target " + rtc.getTarget() + " stats " + (stats.get90thRT() >= 0 && stats.getServiceRate() >= 0));
    stats.reset();
    System.exit(0);
  }
}
