import java.io.*;
import seda.sandStorm.lib.util.*;
import seda.sandStorm.core.*;

/** A parser over packets that come one by one: reads a line once it is whole. */
public class Bytes {
  static String line(MultiByteArrayInputStream in) throws IOException {
    in.mark(0);
    StringBuffer sb = new StringBuffer();
    for (int c = in.read(); c != -1; c = in.nbRead()) {
      if (c == '\n') return sb.toString();
      sb.append((char) c);
    }
    in.reset();
    return null;
  }

  public static void main(String args[]) throws IOException {
    MultiByteArrayInputStream in = new MultiByteArrayInputStream();
    String packets[] = { "GET /in", "dex", "", "\nHost: x\nmo", "re\n" };
    for (int i = 0; i < packets.length; i++) {
      in.addArray(packets[i].getBytes());
      for (String s = line(in); s != null; s = line(in)) System.out.println(i + ": " + s);
    }
    System.out.println(in.numArrays() + " arrays, " + in.available() + " left, " + in.markSupported());
    in.clear();
    byte buf[] = new byte[10];
    MultiByteArrayInputStream two = new MultiByteArrayInputStream(new byte[][] { "abc".getBytes(), "defg".getBytes() });
    System.out.println(two.skip(2) + " " + two.read(buf, 1, 3) + " " + (char) buf[1] + " " + two.read(buf) + " " + two.read(buf));
    two.close();
    try {
      two.read();
    } catch (IOException ioe) {
      System.out.println("closed");
    }
    BufferElement be = new BufferElement("hello".getBytes(), 1, 3);
    System.out.println(be.getBytes().length + " " + be.getOffset() + " " + be.getSize() + " " + be.getCompletionQueue());
    try {
      new BufferElement(new byte[4], 2, 3);
    } catch (IllegalArgumentException iae) {
      System.out.println("bad buffer");
    }
  }
}
