package seda.sandStorm.lib.Gnutella;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketReaderTest {
    private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

    private static List<GnutellaPacket> oneOfEach() throws Exception {
        byte[] push = new byte[26];
        new Random(1).nextBytes(push);
        return List.of(
                new GnutellaPingPacket(),
                new GnutellaPongPacket(new GnutellaGUID(), 40_000, ADDRESS, 7, 70_000),
                new GnutellaPushPacket(push),
                new GnutellaQueryPacket("blue in green", 56),
                new GnutellaQueryHitsPacket(new GnutellaQueryHit[] {
                    new GnutellaQueryHit(1, 1_000_000, "a.mp3"), new GnutellaQueryHit(2, 3, "")
                }),
                new GnutellaQueryHitsPacket(3, 4, "c"));
    }

    private static byte[] bytes(List<GnutellaPacket> packets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        packets.forEach(packet -> out.writeBytes(packet.toBytes()));
        return out.toByteArray();
    }

    private static PacketReader shaken() throws Exception {
        PacketReader reader = new PacketReader("hi");
        reader.shake(ByteBuffer.wrap("hi".getBytes(US_ASCII)));
        assertThat(reader.isShaken()).isTrue();
        return reader;
    }

    private static List<GnutellaPacket> read(byte[] bytes) throws Exception {
        List<GnutellaPacket> read = new ArrayList<>();
        shaken().read(ByteBuffer.wrap(bytes), read);
        return read;
    }

    @Test
    void packetsAreTheSameWhereverTheyAreSplit() throws Exception {
        List<GnutellaPacket> sent = oneOfEach();
        byte[] bytes = bytes(sent);
        for (int split = 0; split <= bytes.length; split++) {
            PacketReader reader = shaken();
            List<GnutellaPacket> read = new ArrayList<>();
            reader.read(ByteBuffer.wrap(bytes, 0, split), read);
            reader.read(ByteBuffer.wrap(bytes, split, bytes.length - split), read);
            assertThat(read).as("split at %d", split).extracting(Object::toString).containsExactlyElementsOf(
                    sent.stream().map(Object::toString).toList());
            assertThat(bytes(read)).isEqualTo(bytes);
        }
        PacketReader byteByByte = shaken();
        List<GnutellaPacket> read = new ArrayList<>();
        for (byte b : bytes) {
            byteByByte.read(ByteBuffer.wrap(new byte[] {b}), read);
        }
        assertThat(bytes(read)).isEqualTo(bytes);
    }

    @Test
    void fieldsSurvive() throws Exception {
        List<GnutellaPacket> read = read(bytes(oneOfEach()));
        GnutellaPongPacket pong = (GnutellaPongPacket) read.get(1);
        assertThat(pong.getPort()).isEqualTo(40_000);
        assertThat(pong.getInetAddress()).isEqualTo(ADDRESS);
        assertThat(pong.getNumFiles()).isEqualTo(7);
        assertThat(pong.getNumKB()).isEqualTo(70_000);
        GnutellaQueryPacket query = (GnutellaQueryPacket) read.get(3);
        assertThat(query.getSearchTerm()).isEqualTo("blue in green");
        assertThat(query.getMinSpeed()).isEqualTo(56);
        assertThat(query.ttl).isEqualTo(5);
        assertThat(query.hops).isZero();
        assertThat(query.getSize()).isEqualTo(23 + 2 + 13 + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 1001, Integer.MAX_VALUE, 0x01000000})
    void aLengthThatCannotBeEndsTheStream(int length) {
        byte[] header = new GnutellaPingPacket().toBytes();
        GnutellaPacket.writeLEInt(length, header, 19);
        assertThatExceptionOfType(PacketReader.ProtocolException.class)
                .isThrownBy(() -> read(header))
                .withMessageContaining(Integer.toString(length));
    }

    /** A payload that is none of its function is left out; the packet after it is read. */
    @Test
    void aBrokenPayloadCostsItsPacketOnly() throws Exception {
        byte[] hits = new GnutellaQueryHitsPacket(1, 2, "name").toBytes();
        hits[23] = 9; // more hits than there are
        for (byte[] broken : List.of(
                packet(GnutellaConst.GNUTELLA_FN_PONG, 13),
                packet(GnutellaConst.GNUTELLA_FN_PUSH, 25),
                packet(GnutellaConst.GNUTELLA_FN_QUERY, 1),
                packet(GnutellaConst.GNUTELLA_FN_QUERYHITS, 26),
                packet((byte) 0x30, 500),
                hits)) {
            byte[] both = Arrays.copyOf(broken, broken.length + 23);
            System.arraycopy(new GnutellaPingPacket().toBytes(), 0, both, broken.length, 23);
            assertThat(read(both)).singleElement().isInstanceOf(GnutellaPingPacket.class);
        }
    }

    private static byte[] packet(byte function, int payload) {
        byte[] bytes = Arrays.copyOf(new GnutellaPingPacket().toBytes(), 23 + payload);
        bytes[16] = function;
        GnutellaPacket.writeLEInt(payload, bytes, 19);
        return bytes;
    }

    /** Random bytes with a right length: whatever comes out, nothing but the protocol's exception does. */
    @Test
    void randomPayloadsAreHarmless() throws Exception {
        Random random = new Random(42);
        byte[] functions = {0, 1, 64, -128, -127};
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = packet(functions[random.nextInt(functions.length)], random.nextInt(1001));
            byte[] payload = new byte[bytes.length - 23];
            random.nextBytes(payload);
            System.arraycopy(payload, 0, bytes, 23, payload.length);
            for (GnutellaPacket packet : read(bytes)) {
                assertThat(packet.toString()).isNotEmpty();
                assertThat(packet.toBytes()).hasSize(packet.getSize());
            }
        }
    }

    @Test
    void otherWordsAreNoHandshake() throws Exception {
        PacketReader reader = new PacketReader(GnutellaConst.GNUTELLA_CONNECT);
        reader.shake(ByteBuffer.wrap("GNUTELLA ".getBytes(US_ASCII)));
        assertThat(reader.isShaken()).isFalse();
        assertThatExceptionOfType(PacketReader.ProtocolException.class)
                .isThrownBy(() -> reader.shake(ByteBuffer.wrap("CONNECT/0.6\r\n".getBytes(US_ASCII))));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GnutellaQueryPacket("x".repeat(999), 0).toBytes())
                .withMessageContaining("1000");
        assertThatIllegalArgumentException().isThrownBy(() -> new GnutellaQueryHitsPacket(new GnutellaQueryHit[256]));
        assertThatIllegalArgumentException().isThrownBy(() -> new GnutellaGUID(new byte[16], 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new GnutellaQueryHit(new byte[9], 0));
    }

    @Test
    void guidsAreEqualByTheirBytes() {
        GnutellaGUID guid = new GnutellaGUID();
        byte[] bytes = new byte[20];
        guid.dump(bytes, 4);
        assertThat(new GnutellaGUID(bytes, 4)).isEqualTo(guid).hasSameHashCodeAs(guid).hasToString(guid.toString());
        assertThat(new GnutellaGUID()).isNotEqualTo(guid);
    }
}
