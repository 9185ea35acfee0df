package capriccio.iointercept.programs;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Ways of the JDK to wait for one's peer that are older than channels, or go by an interface's name. */
public final class OldStyle {
    private static final int PAIRS = 40;
    private static final int MESSAGES = 20;

    private OldStyle() {}

    public static void main(String[] args) {
        new Cases()
                .add("objects", OldStyle::objects)
                .add("data", OldStyle::data)
                .add("channelsByInterface", OldStyle::channelsByInterface)
                .add("pipedStreams", OldStyle::pipedStreams)
                .add("pipedChars", OldStyle::pipedChars)
                .add("datagramSockets", OldStyle::datagramSockets)
                .add("datagramChannels", OldStyle::datagramChannels)
                .add("datagramTimeouts", OldStyle::datagramTimeouts)
                .add("datagramCloses", OldStyle::datagramCloses)
                .run(args);
    }

    private interface Pair {
        void run(Socket near, Socket far, int id) throws Exception;
    }

    private static void pairs(Pair near, Pair far) throws Exception {
        Crew crew = new Crew();
        try (ServerSocket server = new ServerSocket(0, PAIRS, InetAddress.getLoopbackAddress())) {
            List<Socket> all = new ArrayList<>();
            for (int i = 0; i < PAIRS; i++) {
                int id = i;
                Socket a = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket b = server.accept();
                all.addAll(List.of(a, b));
                crew.start("far-" + i, () -> far.run(b, a, id));
                crew.start("near-" + i, () -> near.run(a, b, id));
            }
            crew.join();
            for (Socket s : all) {
                s.close();
            }
        }
    }

    private static void objects() throws Exception {
        pairs(
                (socket, other, id) -> {
                    ObjectOutputStream out = new ObjectOutputStream(new BufferedOutputStream(socket.getOutputStream()));
                    out.flush();
                    ObjectInputStream in = new ObjectInputStream(socket.getInputStream());
                    for (int m = 0; m < MESSAGES; m++) {
                        out.writeObject(Map.of("id", id, "text", "message " + m));
                        out.flush();
                        Check.equal(in.readObject(), List.of(id, "message " + m), "answer");
                    }
                },
                (socket, other, id) -> {
                    ObjectOutputStream out = new ObjectOutputStream(socket.getOutputStream());
                    out.flush();
                    ObjectInputStream in = new ObjectInputStream(socket.getInputStream());
                    for (int m = 0; m < MESSAGES; m++) {
                        Map<?, ?> asked = (Map<?, ?>) in.readObject();
                        out.writeObject(List.of(asked.get("id"), asked.get("text")));
                        out.flush();
                    }
                });
    }

    private static void data() throws Exception {
        pairs(
                (socket, other, id) -> {
                    DataInput in = new DataInputStream(socket.getInputStream());
                    DataOutput out = new DataOutputStream(socket.getOutputStream());
                    for (int m = 0; m < MESSAGES; m++) {
                        out.writeInt(id);
                        out.writeUTF("message " + m);
                        Check.equal(in.readUTF(), id + " message " + m, "answer");
                    }
                },
                (socket, other, id) -> {
                    DataInput in = new DataInputStream(socket.getInputStream());
                    DataOutput out = new DataOutputStream(socket.getOutputStream());
                    for (int m = 0; m < MESSAGES; m++) {
                        out.writeUTF(in.readInt() + " " + in.readUTF());
                    }
                });
    }

    private static void channelsByInterface() throws Exception {
        Crew crew = new Crew();
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            for (int i = 0; i < PAIRS; i++) {
                int id = i;
                SocketChannel a = SocketChannel.open(server.getLocalAddress());
                SocketChannel b = server.accept();
                crew.start("reader-" + i, () -> expect(a, id));
                crew.start("writer-" + i, () -> tell(b, id));
            }
            crew.join();
        }
    }

    private static void expect(ReadableByteChannel in, int id) throws IOException {
        try (in) {
            ByteBuffer got = ByteBuffer.allocate(1);
            for (int m = 0; m < MESSAGES; m++) {
                got.clear();
                Check.equal(in.read(got), 1, "bytes");
                Check.equal(got.get(0), (byte) (id + m), "byte");
            }
            Check.equal(in.read(got.clear()), -1, "the end");
        }
    }

    private static void tell(GatheringByteChannel out, int id) throws IOException {
        SelectableChannel channel = (SelectableChannel) out;
        Check.that(channel.isBlocking(), "blocks");
        try (channel) {
            for (int m = 0; m < MESSAGES; m++) {
                Check.equal(out.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[] {(byte) (id + m)})}), 1L, "bytes");
            }
        }
    }

    private static void pipedStreams() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < PAIRS; i++) {
            PipedInputStream in = new PipedInputStream(16);
            PipedOutputStream out = new PipedOutputStream(in);
            crew.start("reader-" + i, () -> {
                try (DataInputStream data = new DataInputStream(in)) {
                    for (int m = 0; m < MESSAGES; m++) {
                        Check.equal(data.readUTF(), "a message longer than the pipe " + m, "message");
                    }
                    Check.equal(data.read(), -1, "the end");
                }
            });
            crew.start("writer-" + i, () -> {
                try (DataOutputStream data = new DataOutputStream(out)) {
                    for (int m = 0; m < MESSAGES; m++) {
                        data.writeUTF("a message longer than the pipe " + m);
                        data.flush(); // tells the reader, which else looks once a second
                    }
                }
            });
        }
        crew.join();
    }

    private static void pipedChars() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < PAIRS; i++) {
            PipedReader in = new PipedReader(16);
            PipedWriter out = new PipedWriter(in);
            crew.start("reader-" + i, () -> {
                try (BufferedReader lines = new BufferedReader(in)) {
                    for (int m = 0; m < MESSAGES; m++) {
                        Check.equal(lines.readLine(), "line " + m, "line");
                    }
                    Check.equal(lines.readLine(), null, "the end");
                }
            });
            crew.start("writer-" + i, () -> {
                try (out) {
                    for (int m = 0; m < MESSAGES; m++) {
                        out.write("line " + m + "\n");
                        out.flush();
                    }
                }
            });
        }
        crew.join();
    }

    private static void datagramSockets() throws Exception {
        Crew crew = new Crew();
        List<DatagramSocket> all = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            DatagramSocket a = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            DatagramSocket b = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            all.addAll(List.of(a, b));
            crew.start("echo-" + i, () -> {
                for (int m = 0; m < MESSAGES; m++) {
                    DatagramPacket p = new DatagramPacket(new byte[100], 100);
                    b.receive(p);
                    b.send(new DatagramPacket(p.getData(), p.getLength(), p.getSocketAddress()));
                }
            });
            int id = i;
            crew.start("asks-" + i, () -> {
                for (int m = 0; m < MESSAGES; m++) {
                    byte[] asked = ("packet " + id + " " + m).getBytes(StandardCharsets.UTF_8);
                    a.send(new DatagramPacket(asked, asked.length, b.getLocalSocketAddress()));
                    DatagramPacket p = new DatagramPacket(new byte[100], 100);
                    a.receive(p);
                    Check.equal(Arrays.copyOf(p.getData(), p.getLength()), asked, "echo");
                }
            });
        }
        crew.join();
        all.forEach(DatagramSocket::close);
    }

    private static void datagramChannels() throws Exception {
        Crew crew = new Crew();
        List<DatagramChannel> all = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            DatagramChannel a = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            DatagramChannel b = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            a.connect(b.getLocalAddress());
            all.addAll(List.of(a, b));
            crew.start("echo-" + i, () -> {
                ByteBuffer buffer = ByteBuffer.allocate(100);
                for (int m = 0; m < MESSAGES; m++) {
                    SocketAddress from = b.receive(buffer.clear());
                    b.send(buffer.flip(), from);
                }
            });
            int id = i;
            crew.start("asks-" + i, () -> {
                ByteBuffer buffer = ByteBuffer.allocate(100);
                for (int m = 0; m < MESSAGES; m++) {
                    a.write(buffer.clear().putInt(id).putInt(m).flip());
                    Check.equal(a.read(buffer.clear()), 8, "bytes");
                    Check.equal(buffer.flip().getInt(), id, "id");
                    Check.equal(buffer.getInt(), m, "number");
                }
            });
        }
        crew.join();
        for (DatagramChannel c : all) {
            c.close();
        }
    }

    private static void datagramTimeouts() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < PAIRS; i++) {
            crew.start("waits-" + i, () -> {
                try (DatagramSocket s = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
                    s.setSoTimeout(100);
                    long start = System.nanoTime();
                    Check.thrown(SocketTimeoutException.class, () -> s.receive(new DatagramPacket(new byte[1], 1)));
                    Check.between((System.nanoTime() - start) / 1_000_000, 99, 30_000, "milliseconds");
                }
            });
        }
        crew.join();
    }

    private static void datagramCloses() throws Exception {
        Crew crew = new Crew();
        List<DatagramChannel> all = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            DatagramChannel c = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            all.add(c);
            crew.start("waits-" + i, () -> Check.thrown(ClosedChannelException.class, () -> c.receive(ByteBuffer.allocate(1))));
        }
        for (DatagramChannel c : all) {
            c.close();
        }
        crew.join();
    }
}
