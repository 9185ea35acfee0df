package capriccio.seda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import seda.sandStorm.lib.aSocket.ATcpConnection;
import seda.sandStorm.lib.aSocket.ATcpInPacket;
import seda.sandStorm.lib.aSocket.aSocketInputStream;
import seda.sandStorm.lib.util.MultiByteArrayInputStream;

/** Streams over arrays and packets. */
class ByteStreamsTest {
    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    private static @Nullable String read(MultiByteArrayInputStream stream, int most) throws Exception {
        byte[] into = new byte[most];
        int count = stream.read(into);
        return count < 0 ? null : new String(into, 0, count, US_ASCII);
    }

    private static ATcpInPacket packet(long number) {
        return new ATcpInPacket((ATcpConnection) null, bytes(number + ";"), bytes(number + ";").length, number);
    }

    @Test
    void arraysAreOneStreamThatCanGrowAtItsEnd() throws Exception {
        MultiByteArrayInputStream stream = new MultiByteArrayInputStream(new byte[][] {bytes("ab"), bytes(""), bytes("cde")});
        assertThat(stream.available()).isEqualTo(5);
        assertThat((char) stream.read()).isEqualTo('a');
        stream.mark(0);
        assertThat(read(stream, 3)).isEqualTo("bcd");
        assertThat(stream.skip(9)).isEqualTo(1);
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(stream.nbRead()).isEqualTo(-1);
        assertThat(read(stream, 1)).isNull();
        assertThat(stream.read(new byte[0])).isZero();
        for (int i = 0; i < 10; i++) {
            stream.addArray(bytes("" + i));
        }
        assertThat(read(stream, 100)).isEqualTo("0123456789");
        stream.reset();
        assertThat(read(stream, 100)).isEqualTo("bcde0123456789");
        assertThat(stream.numArrays()).isEqualTo(13);
        stream.clear();
        assertThat(stream.numArrays()).isZero();
        stream.reset(); // to the first byte since then
        stream.addArray(new byte[] {(byte) 0xff});
        assertThat(stream.nbRead()).isEqualTo(0xff);
        stream.close();
        assertThatIOException().isThrownBy(stream::read);
    }

    @Test
    void packetsInAnyOrderAreReadInTheirs() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            List<ATcpInPacket> packets = new ArrayList<>();
            StringBuilder expected = new StringBuilder();
            for (int i = 5; i < 45; i++) {
                packets.add(packet(i));
                expected.append(i).append(';');
            }
            Collections.shuffle(packets, new Random(seed));
            packets.addAll(packets.subList(0, 3)); // which were there already
            aSocketInputStream stream = new aSocketInputStream(5);
            StringBuilder got = new StringBuilder();
            for (ATcpInPacket packet : packets) {
                stream.addPacket(packet);
                String next = read(stream, 1000);
                got.append(next == null ? "" : next);
                if (next != null) {
                    stream.clear(); // packets that wait still do
                }
            }
            assertThat(got.toString()).isEqualTo(expected.toString());
            assertThat(stream.getNextSequenceNumber()).isEqualTo(45);
        }
    }

    @Test
    void aPacketWithoutANumberIsTheNext() throws Exception {
        aSocketInputStream stream = new aSocketInputStream();
        stream.addPacket(packet(2));
        stream.addPacket(packet(0));
        stream.addPacket(packet(1));
        assertThat(read(stream, 100)).isEqualTo("0;1;2;");
    }
}
