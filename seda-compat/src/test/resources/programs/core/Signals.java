import seda.sandStorm.api.*;
import seda.sandStorm.api.internal.*;
import seda.sandStorm.core.*;
import seda.sandStorm.main.*;

/** Stages by name: found, renamed, destroyed; sinks registered for signals; the runtime embedded. */
public class Signals implements EventHandlerIF {
  static class Mine implements SignalIF { }
  String got = "";

  public void init(ConfigDataIF config) throws Exception {
    if (config.getBoolean("fail")) throw new Exception("as told");
  }
  public void destroy() { System.out.println("destroyed"); }
  public void handleEvent(QueueElementIF item) { }
  public void handleEvents(QueueElementIF items[]) { }

  public static void main(String args[]) throws Exception {
    System.out.println(Sandstorm.getSandstorm() == null);
    SandstormConfig cfg = new SandstormConfig();
    cfg.putBoolean("global.aSocket.enable", false);
    Sandstorm ss = new Sandstorm(cfg);
    ManagerIF mgr = ss.getManager();
    SystemManagerIF smgr = ss.getSystemManager();
    System.out.println((Sandstorm.getSandstorm() == ss) + " " + (mgr == (Object) smgr) + " " + ManagerIF.MAINSINK);
    StageIF one = mgr.createStage("one", new Signals(), new String[] { "a=b" });
    StageIF two = mgr.createStage("one", new Signals(), null);
    System.out.println(one.getName() + " " + two.getName() + " " + (mgr.getStage("one") == one));
    SignalMgrIF sm = mgr.getSignalMgr();
    sm.register(new Mine(), one.getSink());
    try {
      sm.register(new Mine(), one.getSink());
    } catch (IllegalArgumentException iae) {
      System.out.println("registered once");
    }
    sm.deregister(new Mine(), one.getSink());
    try {
      mgr.createStage("three", new Signals(), new String[] { "fail=true" });
    } catch (Exception e) {
      System.out.println(e.getMessage());
    }
    try {
      mgr.getStage("three");
    } catch (NoSuchStageException nsse) {
      System.out.println("no three");
    }
    try {
      smgr.createStage(one.getWrapper(), false);
    } catch (StageNameAlreadyBoundException snabe) {
      System.out.println("bound");
    }
    ThreadManagerIF tm = smgr.getThreadManager();
    smgr.addThreadManager("mine", tm);
    System.out.println(smgr.getThreadManager("mine") == one.getWrapper().getThreadManager());
    mgr.destroyStage("one");
    try {
      one.getSink().enqueue(new NullElement());
    } catch (SinkClosedException sce) {
      System.out.println("closed");
    }
    two.destroy();
    two.getSink().enqueue(new NullElement());
    System.out.println(new NoSuchSinkException("no sink").getMessage());
    try {
      new Sandstorm(cfg);
    } catch (RuntimeException re) {
      System.out.println("one only");
    }
    System.exit(0);
  }
}
