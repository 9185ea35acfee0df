package seda.nbio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.HashMap;
import java.util.Map;

/**
 * A UDP socket that also receives what is sent to groups it has joined: IPv4, several sockets to a port. Datagrams are
 * sent to a group by its address; a connected socket hears only its peer.
 */
public class NonblockingMulticastSocket extends NonblockingDatagramSocket {
    // guarded by this
    private final Map<InetAddress, MembershipKey> memberships = new HashMap<>();
    private InetAddress interfaceAddress;

    /** Binds to any free port. */
    public NonblockingMulticastSocket() throws IOException {
        this(0);
    }

    public NonblockingMulticastSocket(int port) throws IOException {
        this(port, null);
    }

    /** Binds to one address only, or to all when it is null. */
    public NonblockingMulticastSocket(int port, InetAddress bindAddress) throws IOException {
        super(open(), port, bindAddress);
    }

    private static DatagramChannel open() throws IOException {
        return DatagramChannel.open(StandardProtocolFamily.INET)
                .setOption(StandardSocketOptions.SO_REUSEADDR, true);
    }

    /** Joins a group on the interface set, or else on the one that leads to the group. */
    public void joinGroup(InetAddress group) throws IOException {
        if (!group.isMulticastAddress()) {
            throw new SocketException("not a multicast address: " + group);
        }
        synchronized (this) {
            if (memberships.containsKey(group)) {
                throw new SocketException("already a member of " + group);
            }
            memberships.put(group, channel.join(group, interfaceTo(group)));
        }
    }

    private NetworkInterface interfaceTo(InetAddress group) throws IOException {
        InetAddress local = getInterface();
        if (local == null) {
            // A connected UDP socket tells which of our addresses the system would send from.
            try (DatagramChannel probe = DatagramChannel.open(StandardProtocolFamily.INET)) {
                probe.connect(new InetSocketAddress(group, 1));
                local = ((InetSocketAddress) probe.getLocalAddress()).getAddress();
            }
        }
        return interfaceWith(local);
    }

    private static NetworkInterface interfaceWith(InetAddress address) throws IOException {
        NetworkInterface found = NetworkInterface.getByInetAddress(address);
        if (found == null) {
            throw new SocketException("no network interface has the address " + address);
        }
        return found;
    }

    public void leaveGroup(InetAddress group) throws IOException {
        MembershipKey membership;
        synchronized (this) {
            membership = memberships.remove(group);
        }
        if (membership == null) {
            throw new SocketException("not a member of " + group);
        }
        membership.drop();
    }

    /** Through how many routers datagrams may pass: 0 keeps them on this host. */
    public int getTimeToLive() throws IOException {
        return channel.getOption(StandardSocketOptions.IP_MULTICAST_TTL);
    }

    public void setTimeToLive(int ttl) throws IOException {
        channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, ttl);
    }

    /** The address set with {@link #setInterface}, or null. */
    public synchronized InetAddress getInterface() {
        return interfaceAddress;
    }

    /** Sends to groups, and joins them from now on, by the interface that has this address. */
    public synchronized void setInterface(InetAddress address) throws IOException {
        channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, interfaceWith(address));
        interfaceAddress = address;
    }

    /** Whether what is sent from this host reaches groups' members on it. */
    public void seeLocalMessages(boolean on) throws IOException {
        channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, on);
    }
}
