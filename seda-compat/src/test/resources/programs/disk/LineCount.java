import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aDisk.*;
import seda.sandStorm.main.*;

/** A stage that reads files to their end, all at once, and counts their lines. */
public class LineCount implements EventHandlerIF {
  private SinkIF mysink;
  private String files[];
  private int lines, left;
  private AFile last;

  public void init(ConfigDataIF config) throws Exception {
    mysink = config.getStage().getSink();
    files = config.getStringList("files");
    left = files.length;
    for (int i = 0; i < files.length; i++) new AFile(files[i], mysink, false, true).read(new BufferElement(777));
  }

  public void destroy() { }

  public synchronized void handleEvent(QueueElementIF item) {
    try {
      if (item instanceof AFileIOCompleted) {
        AFileIOCompleted comp = (AFileIOCompleted) item;
        BufferElement buf = ((AFileReadRequest) comp.getRequest()).getBuffer();
        for (int i = 0; i < comp.sizeCompleted; i++) if (buf.data[i] == '\n') lines++;
        if (comp.sizeCompleted == buf.size) comp.getFile().read(buf);
      } else if (item instanceof AFileEOFReached) {
        ((AFileEOFReached) item).getFile().close();
      } else if (item instanceof SinkClosedEvent) {
        if (--left == 0) {
          System.out.println("lines " + lines);
          System.exit(0);
        }
      }
    } catch (SinkException se) {
      se.printStackTrace();
    }
  }

  public void handleEvents(QueueElementIF items[]) {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }

  public static void main(String args[]) throws Exception {
    StringBuffer list = new StringBuffer();
    for (int i = 0; i < args.length; i++) list.append(args[i]).append(' ');
    SandstormConfig cfg = new SandstormConfig(new String[] { "global.aDisk.enable=true" });
    Sandstorm ss = new Sandstorm(cfg);
    System.out.println(ss.getManager().getStage("AFileTPTM Stage").getName());
    ss.getManager().createStage("count", new LineCount(), new String[] { "files=" + list });
  }
}
