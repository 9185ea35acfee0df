import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.main.*;

/** Many stages on few threads, under either thread manager: a ring of stages passes a token around. */
public class Shared implements EventHandlerIF {
  static final int STAGES = 20, ROUNDS = 500;
  static class Token implements QueueElementIF { int hops; }
  static SinkIF ring[] = new SinkIF[STAGES];
  int n;
  Shared(int n) { this.n = n; }
  public void init(ConfigDataIF config) throws Exception { }
  public void destroy() { }
  public void handleEvent(QueueElementIF item) throws EventHandlerException {
    Token t = (Token) item;
    if (++t.hops == STAGES * ROUNDS) {
      System.out.println("hops " + t.hops);
      System.exit(0);
    }
    try {
      ring[(n + 1) % STAGES].enqueue(t);
    } catch (SinkException se) {
      System.out.println("lost " + se);
      System.exit(1);
    }
  }
  public void handleEvents(QueueElementIF items[]) throws EventHandlerException {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }
  public static void main(String args[]) throws Exception {
    SandstormConfig cfg = new SandstormConfig(args);
    ManagerIF mgr = new Sandstorm(cfg).getManager();
    for (int i = 0; i < STAGES; i++) ring[i] = mgr.createStage("ring" + i, new Shared(i), null).getSink();
    ring[0].enqueue(new Token());
  }
}
