import java.io.*;
import seda.sandStorm.api.*;
import seda.sandStorm.api.internal.*;
import seda.sandStorm.core.*;
import seda.sandStorm.internal.*;
import seda.sandStorm.main.*;

/** Profile, stage graph, and a proxy that counts. */
public class Profiled implements EventHandlerIF, ProfilableIF {
  private SinkIF next;
  private int seen;
  public void init(ConfigDataIF config) throws Exception {
    if (config.contains("next")) next = config.getManager().getStage(config.getString("next")).getSink();
  }
  public void destroy() { }
  public int profileSize() { return 4711; }
  public void handleEvent(QueueElementIF item) {
    if (next != null) next.enqueue_lossy(item);
    synchronized (this) {
      seen++;
      notifyAll();
    }
  }
  public void handleEvents(QueueElementIF items[]) {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }
  synchronized void await(int n) throws InterruptedException {
    while (seen < n) wait();
  }

  public static void main(String args[]) throws Exception {
    SandstormConfig cfg = new SandstormConfig(new String[] { "global.aSocket.enable=false", "global.profile.enable=true",
      "global.profile.delay=1", "global.profile.filename=" + args[0], "global.profile.graph=true",
      "global.profile.graphfilename=" + args[1] });
    ManagerIF mgr = new Sandstorm(cfg).getManager();
    Profiled end = new Profiled();
    StageIF last = mgr.createStage("last", end, null);
    StageIF first = mgr.createStage("first", new Profiled(), new String[] { "next=last" });
    ProfilerIF prof = mgr.getProfiler();
    prof.add("answer", end);
    SinkProxy proxy = new SinkProxy(first.getSink(), mgr, first.getWrapper());
    for (int i = 0; i < 6; i++) proxy.enqueue(new NullElement());
    System.out.println(proxy.enqueueCount + " " + proxy.enqueueSuccessCount + " " + (proxy.thesink == first.getSink()));
    end.await(6);
    StageGraph graph = prof.getGraphProfiler();
    StageGraphEdge edges[] = graph.getEdges();
    System.out.println("edges " + edges.length + " stages " + graph.getStages().length + " enabled " + prof.enabled());
    System.out.println(graph.getEdgesFromStage(first.getWrapper()).length + " " + graph.getStageFromThread(Thread.currentThread()));
    graph.dumpGraph();
    BufferedReader br = new BufferedReader(new FileReader(args[1]));
    for (String s = br.readLine(); s != null; s = br.readLine()) System.out.println(s.trim());
    boolean found = false;
    while (!found) {
      br = new BufferedReader(new FileReader(args[0]));
      for (String s = br.readLine(); s != null; s = br.readLine()) if (s.indexOf(" 4711 ") > 0) found = true;
    }
    System.out.println("sampled by " + sandStormConst.VERSION_STRING);
    System.exit(0);
  }
}
