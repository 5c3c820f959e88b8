package io.fourtuple.link;

import org.agrona.MutableDirectBuffer;

/**
 * Marks a frame as a router does that runs out of queue, RFC 3168 5.
 * <pre>
 *   IPv4  | version, header length | DSCP 6 | ECN 2 | ... | header checksum at 10 |
 *   IPv6  | version 4 | DSCP 6 | ECN 2 | flow label 20 |                              ECN: 0 none, 1 and 2 ECT, 3 CE
 * </pre>
 */
final class EcnField
{
    private static final int CE = 3;
    private static final int CHECKSUM_OFFSET = 10;
    private static final int IPV4_LENGTH = 20;
    private static final int IPV6_LENGTH = 40;

    private EcnField()
    {
    }

    /** @return whether the frame's transport said that it is ECN-capable, and the frame is marked now. */
    static boolean mark(final MutableDirectBuffer buffer, final int frame, final int lengthBytes)
    {
        final int version = (buffer.getByte(frame) & 0xFF) >>> 4;
        if (version == 4 && lengthBytes >= IPV4_LENGTH)
        {
            return markIpv4(buffer, frame);
        }
        if (version == 6 && lengthBytes >= IPV6_LENGTH)
        {
            final int old = buffer.getByte(frame + 1);
            final boolean isCapable = isCapable(old >>> 4);
            buffer.putByte(frame + 1, (byte)(isCapable ? old | CE << 4 : old));
            return isCapable;
        }
        return false;
    }

    private static boolean markIpv4(final MutableDirectBuffer buffer, final int frame)
    {
        final int old = word(buffer, frame);
        if (!isCapable(old))
        {
            return false;
        }
        final int marked = old | CE;
        // RFC 1624 3, equation 3: HC' = ~(~HC + ~m + m').
        int sum = (~word(buffer, frame + CHECKSUM_OFFSET) & 0xFFFF) + (~old & 0xFFFF) + marked;
        sum = (sum & 0xFFFF) + (sum >>> 16);
        sum = (sum & 0xFFFF) + (sum >>> 16);
        putWord(buffer, frame, marked);
        putWord(buffer, frame + CHECKSUM_OFFSET, ~sum);
        return true;
    }

    private static boolean isCapable(final int trafficClass)
    {
        final int ecn = trafficClass & CE;
        return ecn == 1 || ecn == 2;
    }

    private static int word(final MutableDirectBuffer buffer, final int index)
    {
        return (buffer.getByte(index) & 0xFF) << 8 | buffer.getByte(index + 1) & 0xFF;
    }

    private static void putWord(final MutableDirectBuffer buffer, final int index, final int value)
    {
        buffer.putByte(index, (byte)(value >>> 8));
        buffer.putByte(index + 1, (byte)value);
    }
}
