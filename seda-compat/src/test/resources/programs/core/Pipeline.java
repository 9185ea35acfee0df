import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.main.*;

/** Four stages: parse, square, sum by key, print. Each knows only the sink of the next. */
public class Pipeline {
  static class Line implements QueueElementIF {
    String text;
    Line(String text) { this.text = text; }
  }
  static class Pair implements QueueElementIF {
    String key;
    int value;
    Pair(String key, int value) { this.key = key; this.value = value; }
  }
  static class End implements QueueElementIF { }

  static abstract class Step implements EventHandlerIF, SingleThreadedEventHandlerIF {
    protected SinkIF next;
    protected ManagerIF mgr;
    public void init(ConfigDataIF config) throws Exception {
      mgr = config.getManager();
      if (config.contains("next")) next = mgr.getStage(config.getString("next")).getSink();
    }
    public void destroy() { }
    public void handleEvents(QueueElementIF items[]) throws EventHandlerException {
      for (int i = 0; i < items.length; i++) handleEvent(items[i]);
    }
    protected void pass(QueueElementIF item) {
      try {
        next.enqueue(item);
      } catch (SinkClosedException sce) {
        System.out.println("closed");
      } catch (SinkException se) {
        System.out.println("lost " + se);
      }
    }
  }

  static class Parse extends Step {
    public void handleEvent(QueueElementIF item) throws EventHandlerException {
      if (item instanceof End) { pass(item); return; }
      if (!(item instanceof Line)) throw new UnknownEventException("not a line", item);
      StringTokenizer st = new StringTokenizer(((Line) item).text, "= ");
      while (st.hasMoreTokens()) pass(new Pair(st.nextToken(), Integer.parseInt(st.nextToken())));
    }
  }
  static class Square extends Step {
    public void handleEvent(QueueElementIF item) {
      if (item instanceof Pair) ((Pair) item).value *= ((Pair) item).value;
      pass(item);
    }
  }
  static class Sum extends Step {
    Hashtable sums = new Hashtable();
    public void handleEvent(QueueElementIF item) {
      if (item instanceof End) {
        Vector keys = new Vector(sums.keySet());
        Collections.sort(keys);
        for (Enumeration e = keys.elements(); e.hasMoreElements(); ) {
          String key = (String) e.nextElement();
          pass(new Pair(key, ((Integer) sums.get(key)).intValue()));
        }
        pass(item);
        return;
      }
      Pair p = (Pair) item;
      Integer old = (Integer) sums.get(p.key);
      sums.put(p.key, new Integer((old == null ? 0 : old.intValue()) + p.value));
    }
  }
  static class Print extends Step {
    public void handleEvent(QueueElementIF item) {
      if (item instanceof End) System.exit(0);
      System.out.println(((Pair) item).key + " " + ((Pair) item).value);
    }
  }

  public static void main(String args[]) throws Exception {
    SandstormConfig cfg = new SandstormConfig();
    cfg.putBoolean("global.aSocket.enable", false);
    ManagerIF mgr = new Sandstorm(cfg).getManager();
    mgr.createStage("print", new Print(), null);
    mgr.createStage("sum", new Sum(), new String[] { "next=print" });
    mgr.createStage("square", new Square(), new String[] { "next=sum" });
    SinkIF first = mgr.createStage("parse", new Parse(), new String[] { "next=square" }).getSink();
    first.enqueue(new Pair("bad", 0));
    while (first.size() > 0) Thread.yield();
    first.enqueue(new Line("a=1 b=2 a=3"));
    first.enqueue(new Line("c=5 b=4"));
    first.enqueue(new End());
  }
}
