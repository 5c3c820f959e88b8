package io.fourtuple.bench.measure.tun;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Makes a SYN,ACK of a SYN without any protocol, as {@code tun-floor.c} does: addresses and ports swapped, which
 * changes no checksum, the ACK bit and number put in and the checksum corrected by them. IPv4 without options.
 */
final class SynAnswer
{
    private static final int IP_SOURCE = 12;
    private static final int PORTS = 20;
    private static final int SEQ = 24;
    private static final int ACK = 28;
    private static final int FLAGS = 33;
    private static final int CHECKSUM = 36;
    private static final byte SYN_FLAG = 0x02;
    private static final byte SYN_ACK_FLAGS = 0x12;
    // The ACK bit as it stands in its 16-bit word, read in little-endian order.
    private static final int ACK_BIT_IN_WORD = 0x1000;

    private SynAnswer()
    {
    }

    static boolean isSyn(final DirectBuffer buffer, final int frame)
    {
        return buffer.getByte(frame + FLAGS) == SYN_FLAG;
    }

    /** Turns the SYN at an offset into its SYN,ACK, in place. */
    static void make(final MutableDirectBuffer buffer, final int frame)
    {
        final long addresses = buffer.getLong(frame + IP_SOURCE, LITTLE_ENDIAN);
        buffer.putLong(frame + IP_SOURCE, Long.rotateRight(addresses, 32), LITTLE_ENDIAN);
        final int ports = buffer.getInt(frame + PORTS, LITTLE_ENDIAN);
        buffer.putInt(frame + PORTS, Integer.rotateRight(ports, 16), LITTLE_ENDIAN);
        final int ack = Integer.reverseBytes(buffer.getInt(frame + SEQ, LITTLE_ENDIAN)) + 1;
        final int ackAsStored = Integer.reverseBytes(ack);
        buffer.putInt(frame + ACK, ackAsStored, LITTLE_ENDIAN);
        buffer.putByte(frame + FLAGS, SYN_ACK_FLAGS);
        // RFC 1624 3: the complement's sum of the old checksum's complement and what was added to the words (from 0).
        int sum = (~buffer.getShort(frame + CHECKSUM, LITTLE_ENDIAN) & 0xFFFF) + (ackAsStored & 0xFFFF) +
            (ackAsStored >>> 16) + ACK_BIT_IN_WORD;
        sum = (sum & 0xFFFF) + (sum >>> 16);
        sum = (sum & 0xFFFF) + (sum >>> 16);
        buffer.putShort(frame + CHECKSUM, (short)~sum, LITTLE_ENDIAN);
    }
}
