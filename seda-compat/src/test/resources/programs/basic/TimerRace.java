import java.util.Date;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;

/** Timers without a runtime. */
public class TimerRace {
  static class Tick implements QueueElementIF {
    final String name;
    Tick(String name) { this.name = name; }
    public String toString() { return name; }
  }

  public static void main(String args[]) {
    ssTimer timer = new ssTimer();
    QueueIF q = new FiniteQueue("ticks");
    ssTimer.ssTimerEvent never = timer.registerEvent(50, new Tick("never"), q);
    timer.registerEvent(new Date(System.currentTimeMillis() + 100), new Tick("c"), q);
    timer.registerEvent(40, new Tick("b"), q);
    timer.registerEvent(0, new Tick("a"), q);
    timer.cancelEvent(never);
    StringBuffer out = new StringBuffer();
    for (int i = 0; i < 3; i++) out.append(q.blocking_dequeue(-1));
    System.out.println(out + " left " + timer.size());
    timer.doneWithTimer();
  }
}
