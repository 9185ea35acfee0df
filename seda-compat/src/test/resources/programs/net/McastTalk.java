import java.io.*;
import java.net.*;
import seda.nbio.*;

/** Two sockets of one group on this host. */
public class McastTalk {
  public static void main(String args[]) throws Exception {
    InetAddress group = InetAddress.getByName("239.255.7.11");
    InetAddress local = InetAddress.getByName("127.0.0.1");
    NonblockingMulticastSocket listener = new NonblockingMulticastSocket(0);
    NonblockingMulticastSocket talker = new NonblockingMulticastSocket();
    try {
      listener.setInterface(local);
      talker.setInterface(local);
      listener.joinGroup(group);
      talker.setTimeToLive(0);
      talker.seeLocalMessages(true);
    } catch (IOException e) {
      System.out.println("no multicast: " + e);
      System.exit(0);
    }
    System.out.println("ttl " + talker.getTimeToLive() + " on " + talker.getInterface().getHostAddress());
    SelectSet set = new SelectSet();
    SelectItem item = new SelectItem(listener, Selectable.READ_READY);
    set.add(item);
    byte msg[] = "hello group".getBytes();
    try {
      talker.nbSend(new DatagramPacket(msg, msg.length, group, listener.getLocalPort()));
    } catch (IOException e) {
      System.out.println("no multicast: " + e);
      System.exit(0);
    }
    if (set.select(1000) == 0) {
      System.out.println("no multicast: nothing came back");
      System.exit(0);
    }
    DatagramPacket p = new DatagramPacket(new byte[100], 100);
    int n = listener.nbReceive(p);
    System.out.println(n + " " + new String(p.getData(), 0, p.getLength()));
    listener.leaveGroup(group);
    talker.nbSend(new DatagramPacket(msg, msg.length, group, listener.getLocalPort()));
    System.out.println("after leaving " + set.select(100));
    listener.close();
    talker.close();
  }
}
