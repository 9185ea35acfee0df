import seda.sandStorm.api.*;
import seda.sandStorm.api.internal.*;
import seda.sandStorm.core.*;

/** As Haboob's bottleneck does: a configured stage moves the threshold of its own queue. */
public class Threshold implements EventHandlerIF, SingleThreadedEventHandlerIF {
  private static class Work implements QueueElementIF { }
  private QueueThresholdPredicate pred;
  private SinkIF mysink;
  private ManagerIF mgr;
  private int accepted, rejected;

  public Threshold() { }
  public void init(ConfigDataIF config) throws Exception {
    mgr = config.getManager();
    mysink = config.getStage().getSink();
    pred = (QueueThresholdPredicate) mysink.getEnqueuePredicate();
    System.out.println("threshold " + pred.getThreshold() + " of " + config.getStage().getName());
    mgr.getSignalMgr().register(new StagesInitializedSignal(), mysink);
    config.setInt("limit", 3);
    config.setBoolean("seen", true);
    config.setString("name", "n");
    config.setDouble("half", 0.5);
    config.setStringList("list", new String[] { "p", "q" });
    pred.setThreshold(config.getInt("limit") + 2);
    System.out.println(config.getBoolean("seen") + " " + config.getDouble("half") + " " + config.getString("name")
        + " " + config.getStringList("list").length + " " + config.contains("other") + " " + ConfigDataIF.SET);
  }
  public void destroy() { }
  public void handleEvent(QueueElementIF item) {
    if (!(item instanceof StagesInitializedSignal)) return;
    if (!(item instanceof SignalIF)) return;
    for (int i = 0; i < 10; i++) {
      try {
        mysink.enqueue(new Work());
        accepted++;
      } catch (SinkFullException sfe) {
        rejected++;
      } catch (SinkException se) {
        System.out.println("unexpected " + se);
      }
    }
    System.out.println("accepted " + accepted + " rejected " + rejected);
    SandstormConfigIF cfg = mgr.getConfig();
    System.out.println(cfg.getInt("stages.limited.queueThreshold") + " " + cfg.getString("global.defaultThreadManager")
        + " " + cfg.getBoolean("global.profile.enable") + " " + cfg.getDouble("no.such", 1.5)
        + " " + cfg.getStages().hasMoreElements() + " " + cfg.getKeys("stages").nextElement());
    System.exit(0);
  }
  public void handleEvents(QueueElementIF items[]) {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }
}
