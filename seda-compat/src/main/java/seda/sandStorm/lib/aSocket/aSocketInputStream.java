package seda.sandStorm.lib.aSocket;

import java.util.Comparator;
import java.util.TreeSet;
import seda.sandStorm.lib.util.MultiByteArrayInputStream;

/**
 * The bytes of a connection's packets in the order of their sequence numbers, whichever order they are added in: for
 * stages with several threads. A packet of number 0 is taken as the next one; one that was there already is ignored.
 */
@SuppressWarnings({"rawtypes", "unchecked"}) // the contract of 2002
public class aSocketInputStream extends MultiByteArrayInputStream {
    protected TreeSet outoforder = new TreeSet(Comparator.comparingLong(ATcpInPacket::getSequenceNumber));
    protected long nextSeqNum;

    public aSocketInputStream() {
        this(1);
    }

    /** Begins with the packet of this number. */
    public aSocketInputStream(long initialSequenceNumber) {
        nextSeqNum = initialSequenceNumber;
    }

    /** Adds a packet: its bytes can be read once those of all packets before it can. */
    public synchronized void addPacket(ATcpInPacket packet) {
        long number = packet.getSequenceNumber();
        if (number == 0) {
            addArray(packet.getBytes());
        } else if (number == nextSeqNum) {
            append(packet);
            while (!outoforder.isEmpty() && numberOfFirst() == nextSeqNum) {
                append((ATcpInPacket) outoforder.pollFirst());
            }
        } else if (number > nextSeqNum) {
            outoforder.add(packet);
        }
    }

    private long numberOfFirst() {
        return ((ATcpInPacket) outoforder.first()).getSequenceNumber();
    }

    private void append(ATcpInPacket packet) {
        addArray(packet.getBytes());
        nextSeqNum++;
    }

    /** Forgets the bytes in order; packets that wait for others still do. */
    @Override
    public synchronized void clear() {
        super.clear();
    }

    /** The number of the packet that is missing. */
    public synchronized long getNextSequenceNumber() {
        return nextSeqNum;
    }
}
