package io.fourtuple.wire;

import static io.fourtuple.wire.IpDescriptor.*;

import java.util.Arrays;

import org.agrona.UnsafeApi;

/**
 * One IP packet that is put together from its fragments: the key by which they are known, which bytes have arrived, and the room
 * in memory where they lie, behind room for an IP header without options or extension headers.
 * <pre>
 *   address          address + 40
 *      |  IP header ──>|<── payload, in units of 8 bytes, one bit each ──>|        an IPv4 header begins at address + 20
 * </pre>
 */
final class FragmentedPacket
{
    /** Room for the longer one of the two headers. */
    static final int HEADER_ROOM = IPV6_HEADER_LENGTH;
    static final int UNIT = 8;
    private static final int UNITS_PER_WORD = Long.SIZE;
    private static final int UNKNOWN = -1;
    private static final int CE = 3;
    private static final int NOT_ECT = 1;

    private final long address;
    private final long[] arrived;
    private long sourceHi;
    private long sourceLo;
    private long destinationHi;
    private long destinationLo;
    private int id;
    private int protocol;
    private boolean ipv6;
    int deadlineMs;
    private int length;
    private int end;
    private int bytes;
    /** The ECN codepoints of its fragments, a bit each. */
    private int codepoints;
    private boolean refused;

    FragmentedPacket(final long address, final int payloadBytes)
    {
        this.address = address;
        arrived = new long[payloadBytes / UNIT / UNITS_PER_WORD + 1];
    }

    void begin(final Segment segment, final int fragmentId, final int expiresMs)
    {
        sourceHi = segment.sourceHi();
        sourceLo = segment.sourceLo();
        destinationHi = segment.destinationHi();
        destinationLo = segment.destinationLo();
        ipv6 = segment.isIpv6();
        id = fragmentId;
        protocol = segment.protocol();
        deadlineMs = expiresMs;
        length = UNKNOWN;
        end = 0;
        bytes = 0;
        codepoints = 0;
        refused = false;
        Arrays.fill(arrived, 0);
    }

    /** RFC 791 3.2: source, destination, protocol and identification; RFC 8200 4.5: the protocol stands in the first only. */
    boolean isOf(final Segment segment, final int fragmentId)
    {
        return id == fragmentId && ipv6 == segment.isIpv6() && (ipv6 || protocol == segment.protocol()) &&
            sourceLo == segment.sourceLo() && sourceHi == segment.sourceHi() &&
            destinationLo == segment.destinationLo() && destinationHi == segment.destinationHi();
    }

    /** Whether it comes from the same IPv4 address, or the same IPv6 network of 64 bits. */
    boolean isFromSameSource(final Segment segment)
    {
        return ipv6 == segment.isIpv6() && sourceHi == segment.sourceHi() && (ipv6 || sourceLo == segment.sourceLo());
    }

    /** Keeps nothing of it, and of what may still come until its time is over (RFC 5722 4). */
    void refuse()
    {
        refused = true;
    }

    boolean isRefused()
    {
        return refused;
    }

    /**
     * Whether a fragment goes beyond the packet's end, or ends it where it cannot end.
     *
     * @param isLast whether no fragment follows it.
     */
    boolean contradicts(final int offset, final int fragmentLength, final boolean isLast)
    {
        final int fragmentEnd = offset + fragmentLength;
        return isLast ? length != UNKNOWN && length != fragmentEnd || end > fragmentEnd :
            length != UNKNOWN && fragmentEnd > length;
    }

    /** Whether any byte of it has arrived. */
    boolean overlaps(final int offset, final int fragmentLength)
    {
        for (int unit = offset / UNIT; unit * UNIT < offset + fragmentLength; unit++)
        {
            if (hasUnit(unit))
            {
                return true;
            }
        }
        return false;
    }

    /** Whether exactly these bytes have arrived, which a network that repeats frames does (RFC 8200 4.5). */
    boolean isRepeated(final int offset, final int fragmentLength, final long data)
    {
        for (int unit = offset / UNIT; unit * UNIT < offset + fragmentLength; unit++)
        {
            if (!hasUnit(unit))
            {
                return false;
            }
        }
        for (int i = 0; i < fragmentLength; i++)
        {
            if (UnsafeApi.getByte(address + HEADER_ROOM + offset + i) != UnsafeApi.getByte(data + i))
            {
                return false;
            }
        }
        return true;
    }

    private boolean hasUnit(final int unit)
    {
        return (arrived[unit / UNITS_PER_WORD] & 1L << unit) != 0;
    }

    void keep(final int offset, final int fragmentLength, final boolean isLast, final long data)
    {
        UnsafeApi.copyMemory(data, address + HEADER_ROOM + offset, fragmentLength);
        for (int unit = offset / UNIT; unit * UNIT < offset + fragmentLength; unit++)
        {
            arrived[unit / UNITS_PER_WORD] |= 1L << unit;
        }
        bytes += fragmentLength;
        end = Math.max(end, offset + fragmentLength);
        if (isLast)
        {
            length = offset + fragmentLength;
        }
    }

    boolean isWhole()
    {
        return bytes == length;
    }

    void seen(final int codepoint)
    {
        codepoints |= 1 << codepoint;
    }

    /** RFC 3168 5.3, and Linux: what can carry a mark and what cannot do not come from one packet. */
    boolean isEcnMixed()
    {
        return (codepoints & NOT_ECT) != 0 && codepoints != NOT_ECT;
    }

    /** Keeps the header of the first fragment; the protocol of an IPv6 packet stands there too. */
    void header(final long ip, final Segment segment)
    {
        protocol = segment.protocol();
        UnsafeApi.copyMemory(ip, address + headerOffset(), headerLength());
    }

    /** Completes the header: the packet is as its sender would have sent it whole. */
    void complete()
    {
        final long ip = address + headerOffset();
        final boolean isMarked = (codepoints & 1 << CE) != 0;
        if (ipv6)
        {
            NetworkBytes.putShort(ip + IPV6_PAYLOAD_LENGTH_OFFSET, length);
            UnsafeApi.putByte(ip + IPV6_NEXT_HEADER_OFFSET, (byte)protocol);
            NetworkBytes.putShort(ip, NetworkBytes.getShort(ip) | (isMarked ? CE << 4 : 0));
            return;
        }
        UnsafeApi.putByte(ip, (byte)0x45);
        UnsafeApi.putByte(ip + 1, (byte)(NetworkBytes.getByte(ip + 1) | (isMarked ? CE : 0)));
        NetworkBytes.putShort(ip + IPV4_TOTAL_LENGTH_OFFSET, IPV4_HEADER_LENGTH + length);
        NetworkBytes.putShort(ip + IPV4_FRAGMENT_OFFSET, 0);
        NetworkBytes.putShort(ip + IPV4_CHECKSUM_OFFSET, 0);
        UnsafeApi.putShort(ip + IPV4_CHECKSUM_OFFSET, (short)~Checksum.fold(Checksum.add(0, ip, IPV4_HEADER_LENGTH)));
    }

    /** Where the whole packet begins, from the address given. */
    int headerOffset()
    {
        return HEADER_ROOM - headerLength();
    }

    /** The whole packet's length. */
    int lengthBytes()
    {
        return headerLength() + length;
    }

    private int headerLength()
    {
        return ipv6 ? IPV6_HEADER_LENGTH : IPV4_HEADER_LENGTH;
    }
}
