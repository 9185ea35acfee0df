import java.util.*;
import seda.util.*;

/** The utilities that load clients report with. */
public class Stats {
  public static void main(String args[]) throws Exception {
    StatsGatherer rt = new StatsGatherer("response time", "RT", 10, 1);
    rt.add(100000.0);
    for (int i = 1; i <= 100; i++) rt.add((double) i);
    System.out.println(rt.num() + " " + rt.mean() + " " + rt.min() + " " + rt.max() + " " + rt.percentile(0.9));
    System.out.println(rt.num + " " + rt.maxVal + " " + rt.minVal + " " + rt.cumulativeVal);
    new StatsGatherer("other", "OT", 1).add(3);
    int n = 0;
    for (Enumeration e = StatsGatherer.lookupAll(); e.hasMoreElements(); n++) ((StatsGatherer) e.nextElement()).dumpHistogram();
    System.out.println(n + " " + (StatsGatherer.lookup("response time") == rt) + " " + StatsGatherer.lookup("none"));
    StatsGatherer.dumpAll();
    rt.reset();
    System.out.println(rt.num() + " " + rt.mean() + " " + rt.percentile(0.5));
    System.out.println(MDWUtil.format(1.0 / 3) + " " + MDWUtil.format(2));
    long t = MDWUtil.currentTimeUsec();
    MDWUtil.usleep(1500);
    MDWUtil.sleep(2);
    System.out.println(MDWUtil.currentTimeUsec() - t >= 3500);
    Tracer tr = new Tracer("trace");
    tr.setVerbose(false);
    tr.trace("start");
    tr.trace("end", MDWUtil.currentTimeUsec() + 5);
    System.out.println(Tracer.getTracer("trace") == tr);
    tr.dump();
    Tracer.dumpAll();
    tr.reset();
    Tracer.resetAll();
    new MDWUtil();
  }
}
