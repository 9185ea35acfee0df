import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.internal.*;
import seda.sandStorm.main.*;

/** The configuration built by the program itself, stages and all. */
public class Embedded implements EventHandlerIF {
  static Vector names = new Vector();
  public Embedded() { }
  public void init(ConfigDataIF config) throws Exception {
    synchronized (names) {
      names.addElement(config.getStage().getName() + ":" + config.getString("colour") + ":" + config.getInt("size"));
      names.notifyAll();
    }
  }
  public void destroy() { }
  public void handleEvent(QueueElementIF item) { }
  public void handleEvents(QueueElementIF items[]) { }

  public static void main(String args[]) throws Exception {
    SandstormConfig cfg = new SandstormConfig();
    cfg.putBoolean("global.aSocket.enable", false);
    cfg.putInt("my.number", 7);
    cfg.putDouble("my.ratio", 0.25);
    cfg.puttStringList("my.list", new String[] { "a", "b", "c" });
    cfg.defaultInitArgs.put("colour", "red");
    cfg.addStage("x", "Embedded", new String[] { "size=1" });
    cfg.addStage("y", "Embedded", new String[] { "size=2", "colour=blue" });
    try {
      cfg.addStage("x", "Embedded", null);
    } catch (StageNameAlreadyBoundException snabe) {
      System.out.println("x is there");
    }
    for (Enumeration e = cfg.getStages(); e.hasMoreElements(); ) {
      stageDescr sd = (stageDescr) e.nextElement();
      System.out.println(sd.stageName + " " + sd.className + " " + sd.queueThreshold + " " + sd.initargs.get("size"));
    }
    SandstormConfig copy = cfg.getCopy();
    cfg.putInt("my.number", 8);
    System.out.println(copy.getInt("my.number") + " " + copy.getDouble("my.ratio") + " " + copy.getStringList("my.list").length
        + " " + SandstormConfig.LIST_ELEMENT_DELIMITER.length() + " " + SandstormConfig.THREADMGR_TPPTM);
    TreeSet keys = new TreeSet();
    for (Enumeration e = cfg.getKeys("my"); e.hasMoreElements(); ) keys.add(e.nextElement());
    System.out.println(keys + " " + (cfg.getKeys("not.there") == null) + " " + cfg.getKeys().hasMoreElements());
    new Sandstorm(cfg);
    Collections.sort(names);
    System.out.println(names);
    ConfigData cd = new ConfigData(null, new String[] { "k=v=w" });
    System.out.println(cd.getString("k") + " " + cd.contains("v") + " " + cd.getInt("k") + " " + cd.getManager());
    System.exit(0);
  }
}
