package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import seda.nbio.NonblockingDatagramSocket;
import seda.nbio.NonblockingInputStream;
import seda.nbio.NonblockingMulticastSocket;
import seda.nbio.NonblockingOutputStream;
import seda.nbio.NonblockingServerSocket;
import seda.nbio.NonblockingSocket;
import seda.nbio.SelectItem;
import seda.nbio.SelectSet;
import seda.nbio.Selectable;

@Timeout(60)
class NbioTest {
    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();
    private static final int FOREVER = -1;

    private static NonblockingServerSocket listen() throws IOException {
        return new NonblockingServerSocket(0, 50, LOCAL);
    }

    private static SelectItem item(Selectable socket, int events) {
        return new SelectItem(socket, (short) events);
    }

    @Test
    void connectionsAreMadeWithAndWithoutWaiting() throws Exception {
        try (NonblockingSocketPair pair = new NonblockingSocketPair()) {
            assertThat(pair.client.isConnected()).isTrue();
            assertThat(pair.client.getInetAddress()).isEqualTo(LOCAL);
            assertThat(pair.accepted.getPort()).isEqualTo(pair.client.getLocalPort());
            assertThat(pair.client.toString()).contains("" + pair.client.getPort());
            assertThat(pair.server.nbAccept()).isNull();
            pair.server.setSoTimeout(20);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(pair.server::accept);
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> pair.client.connect(new InetSocketAddress(LOCAL, 1)));
        }
        try (Socket silent = new Socket()) {
            silent.bind(new InetSocketAddress(LOCAL, 0)); // nobody listens there
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> new NonblockingSocket(LOCAL, silent.getLocalPort()));
            NonblockingSocket failing = new NonblockingSocket(LOCAL, silent.getLocalPort(), false);
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> failing.finishConnect(FOREVER));
            failing.close();
        }
    }

    /** Two ends of a connection. */
    private static final class NonblockingSocketPair implements AutoCloseable {
        final NonblockingServerSocket server = listen();
        final NonblockingSocket client = new NonblockingSocket("127.0.0.1", server.getLocalPort());
        final NonblockingSocket accepted = server.accept();
        final NonblockingInputStream in = (NonblockingInputStream) accepted.getInputStream();
        final NonblockingOutputStream out = (NonblockingOutputStream) client.getOutputStream();

        NonblockingSocketPair() throws IOException {}

        @Override
        public void close() throws IOException {
            client.close();
            accepted.close();
            server.close();
        }
    }

    @Test
    void onlyReadAndSkipAndWriteWait() throws Exception {
        try (NonblockingSocketPair pair = new NonblockingSocketPair()) {
            assertThat(pair.in.nbRead()).isEqualTo(-1);
            assertThat(pair.in.read(new byte[3])).isZero();
            assertThat(pair.in.available()).isZero();
            pair.accepted.setSoTimeout(20);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(pair.in::read);
            pair.accepted.setSoTimeout(0);
            byte[] large = new byte[5_000_000]; // more than the system keeps
            large[large.length - 1] = 77;
            Thread writer = new Thread(() -> {
                try {
                    pair.out.write(large);
                    pair.out.write(78);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            writer.start();
            assertThat(pair.in.skip(large.length - 1)).isEqualTo(large.length - 1);
            assertThat(pair.in.read()).isEqualTo(77);
            assertThat(pair.in.read()).isEqualTo(78);
            writer.join();
            int taken = 0;
            for (int n = pair.out.nbWrite(large); n > 0; n = pair.out.nbWrite(large)) {
                taken += n;
            }
            assertThat(taken).isPositive();
            pair.out.close();
            assertThat(pair.in.skip(Long.MAX_VALUE)).isEqualTo(taken);
            assertThat(pair.in.read()).isEqualTo(-1);
            assertThat(pair.in.read(new byte[3])).isEqualTo(-1);
            assertThatExceptionOfType(EOFException.class).isThrownBy(pair.in::nbRead);
        }
    }

    @Test
    void aReaderThatWaitsLearnsOfTheClose() throws Exception {
        try (NonblockingSocketPair pair = new NonblockingSocketPair()) {
            Thread closer = new Thread(() -> {
                try {
                    pair.accepted.close();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            closer.start();
            assertThatExceptionOfType(IOException.class).isThrownBy(pair.in::read);
            closer.join();
        }
    }

    @Test
    void optionsAreThoseOfTheChannel() throws Exception {
        try (NonblockingSocketPair pair = new NonblockingSocketPair()) {
            pair.client.setTcpNoDelay(true);
            assertThat(pair.client.getChannel().getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
            pair.client.setSoLinger(true, 3);
            assertThat(pair.client.getSoLinger()).isEqualTo(3);
            pair.client.setKeepAlive(true);
            assertThat(pair.client.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            pair.client.shutdownOutput();
            assertThat(pair.client.isOutputShutdown()).isTrue();
            assertThat(pair.in.read()).isEqualTo(-1);
            pair.client.close();
            assertThat(pair.client.isClosed()).isTrue();
        }
    }

    @Test
    void aSetFindsWhatIsReadyAndOnlyThat() throws Exception {
        int count = 50;
        SelectSet set = new SelectSet();
        NonblockingServerSocket server = listen();
        SelectItem accepting = item(server, Selectable.ACCEPT_READY);
        set.add(accepting);
        assertThat(set.select(0)).isZero();
        assertThat(set.getEvents()).isNull();
        List<NonblockingSocket> clients = new ArrayList<>();
        List<NonblockingSocket> accepted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NonblockingSocket client = new NonblockingSocket(LOCAL, server.getLocalPort(), false);
            SelectItem connecting = item(client, Selectable.CONNECT_READY);
            set.add(connecting);
            while (set.select(FOREVER) < 2) {
                assertThat(set.getEvents()).hasSize(1); // one of the two is still on its way
            }
            assertThat(client.connectDone()).isTrue();
            set.remove(connecting);
            accepted.add(server.nbAccept());
            clients.add(client);
        }
        SelectItem[] reading = new SelectItem[count];
        for (int i = 0; i < count; i++) {
            reading[i] = new SelectItem(accepted.get(i), i, Selectable.READ_READY);
        }
        set.add(reading);
        assertThat(set.size()).isEqualTo(count + 1);
        assertThat(set.select(0)).isZero();
        for (int i = 0; i < count; i += 10) {
            clients.get(i).getOutputStream().write(i);
        }
        int found = 0;
        while (found < count / 10) {
            found = set.select(FOREVER);
        }
        assertThat(set.select(FOREVER)).isEqualTo(count / 10); // a level, not an edge
        for (SelectItem ready : set.getEvents(Selectable.READ_READY)) {
            NonblockingSocket socket = (NonblockingSocket) ready.getSelectable();
            assertThat(socket.getInputStream().read()).isEqualTo(ready.getObj());
        }
        assertThat(set.select(0)).isZero();
        reading[3].events = 0;
        set.update(reading[3]);
        assertThat(set.numActive()).isEqualTo(count);
        set.remove(reading);
        set.remove(0);
        assertThat(set.size()).isZero();
        for (NonblockingSocket socket : clients) {
            socket.close();
        }
        for (NonblockingSocket socket : accepted) {
            socket.close();
        }
        server.close();
    }

    @Test
    void aSocketMayStandInSeveralItemsAndComeBack() throws Exception {
        try (NonblockingSocketPair pair = new NonblockingSocketPair()) {
            SelectSet set = new SelectSet();
            SelectItem read = item(pair.accepted, Selectable.READ_READY);
            SelectItem write = item(pair.accepted, Selectable.WRITE_READY);
            set.add(read);
            set.add(write);
            assertThat(set.select(FOREVER)).isEqualTo(1);
            assertThat(set.getEvents()).containsExactly(write);
            pair.out.write(1);
            set.remove(write);
            assertThat(set.select(FOREVER)).isEqualTo(1);
            assertThat(read.revents).isEqualTo(Selectable.READ_READY);
            for (int i = 0; i < 5; i++) {
                set.remove(read);
                assertThat(set.select(0)).isZero();
                set.add(read);
                assertThat(set.select(FOREVER)).isEqualTo(1);
            }
            pair.accepted.close();
            assertThat(set.select(FOREVER)).isEqualTo(1);
            assertThat(read.revents).isEqualTo(Selectable.SELECT_ERROR);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SelectSet().add(item(new Selectable() {}, Selectable.READ_READY)));
    }

    @Test
    void aSelectCanBeInterruptedAndTimesOut() throws Exception {
        SelectSet set = new SelectSet();
        assertThat(set.select(1)).isZero();
        Thread interrupter = new Thread(set::interruptSelect);
        interrupter.start();
        assertThat(set.select(FOREVER)).isZero();
        interrupter.join();
    }

    @Test
    void datagramsAreSentAndReceivedWithAndWithoutWaiting() throws Exception {
        NonblockingDatagramSocket a = new NonblockingDatagramSocket(0, LOCAL);
        NonblockingDatagramSocket b = new NonblockingDatagramSocket(0, LOCAL);
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        assertThat(b.nbReceive(packet)).isZero();
        b.setSoTimeout(20);
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> b.receive(packet));
        b.setSoTimeout(0);
        a.send(new DatagramPacket(new byte[0], 0, LOCAL, b.getLocalPort()));
        b.receive(packet);
        assertThat(packet.getLength()).isZero(); // an empty one is one
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> a.nbSend(new byte[1], 0, 1))
                .withMessageContaining("not connected");
        a.connect("127.0.0.1", b.getLocalPort());
        assertThat(a.isConnected()).isTrue();
        assertThat(a.nbSend(new byte[7], 2, 5)).isEqualTo(5);
        b.receive(packet);
        assertThat(packet.getLength()).isEqualTo(5);
        assertThat(packet.getPort()).isEqualTo(a.getLocalPort());
        a.disconnect();
        assertThat(a.getPort()).isEqualTo(-1);
        a.setSendBufferSize(50_000);
        assertThat(a.getSendBufferSize()).isGreaterThanOrEqualTo(50_000);
        assertThatExceptionOfType(SocketException.class).isThrownBy(() -> a.bind(null));
        a.close();
        b.close();
        assertThat(a.isClosed()).isTrue();
    }

    @Test
    void groupsAreJoinedAndLeft() throws Exception {
        InetAddress group = InetAddress.getByName("239.255.19.73");
        NonblockingMulticastSocket listener = new NonblockingMulticastSocket(0);
        NonblockingMulticastSocket talker = new NonblockingMulticastSocket();
        try {
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> listener.joinGroup(LOCAL));
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> listener.leaveGroup(group));
            assertThat(listener.getInterface()).isNull();
            talker.setTimeToLive(0);
            assertThat(talker.getTimeToLive()).isZero();
            talker.seeLocalMessages(true);
            assertThat(hears(listener, talker, group)).isTrue();
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> listener.joinGroup(group));
            listener.leaveGroup(group);
        } finally {
            listener.close();
            talker.close();
        }
    }

    private static boolean hears(
            NonblockingMulticastSocket listener, NonblockingMulticastSocket talker, InetAddress group) throws Exception {
        try {
            assumeTrue(NetworkInterface.getByInetAddress(LOCAL) != null, "no loopback interface");
            listener.setInterface(LOCAL);
            talker.setInterface(LOCAL);
            listener.joinGroup(group);
            talker.nbSend(new DatagramPacket(new byte[3], 3, group, listener.getLocalPort()));
        } catch (IOException e) {
            assumeTrue(false, "no multicast on this host's loopback: " + e);
        }
        SelectSet set = new SelectSet();
        set.add(item(listener, Selectable.READ_READY));
        assumeTrue(set.select(2000) == 1, "multicast does not come back on this host's loopback");
        return listener.nbReceive(new byte[10], 0, 10) == 3;
    }
}
