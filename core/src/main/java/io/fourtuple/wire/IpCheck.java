package io.fourtuple.wire;

import static io.fourtuple.wire.IpDescriptor.*;
import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

import io.fourtuple.config.LocalAddresses;
import io.fourtuple.telemetry.Counter;

/**
 * The border check of the IP layer, for both families. What it passes is a whole, unfragmented packet for one of the
 * engine's addresses, from an address that may send, and everything in it lies within the frame.
 */
public final class IpCheck
{
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    /** More extension headers than any real packet has; a limit on what a frame may cost. */
    private static final int MAX_EXTENSION_HEADERS = 8;

    private final LocalAddresses localAddresses;

    /**
     * @param localAddresses that frames may be for.
     */
    public IpCheck(final LocalAddresses localAddresses)
    {
        this.localAddresses = localAddresses;
    }

    /**
     * Checks one frame and fills the segment's IP side.
     *
     * @return null if it passed, else the outcome.
     */
    public Counter check(final DirectBuffer buffer, final int offset, final int length, final Segment segment)
    {
        if (length < IPV4_HEADER_LENGTH)
        {
            return Counter.IP_IN_TRUNCATED;
        }
        segment.buffer = buffer;
        segment.ipOffset = offset;
        final int version = (buffer.getByte(offset) & 0xFF) >>> 4;
        final Counter outcome = version == 4 ? checkIpv4(buffer, offset, length, segment) :
            version == 6 ? checkIpv6(buffer, offset, length, segment) : Counter.IP_IN_HDR_ERRORS;
        if (outcome != null)
        {
            return outcome;
        }
        if (segment.sourceLo == segment.destinationLo && segment.sourceHi == segment.destinationHi)
        {
            return Counter.IP_IN_LAND;
        }
        if (segment.protocol == PROTOCOL_TCP ||
            segment.protocol == (segment.ipv6 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP))
        {
            return null;
        }
        return Counter.IP_IN_UNKNOWN_PROTOS;
    }

    private Counter checkIpv4(final DirectBuffer buffer, final int offset, final int length, final Segment segment)
    {
        final int headerLength = (buffer.getByte(offset) & 0x0F) << 2;
        final int totalLength = buffer.getShort(offset + IPV4_TOTAL_LENGTH_OFFSET, BIG_ENDIAN) & 0xFFFF;
        if (headerLength < IPV4_HEADER_LENGTH || totalLength < headerLength)
        {
            return Counter.IP_IN_HDR_ERRORS;
        }
        if (totalLength > length)
        {
            return Counter.IP_IN_TRUNCATED;
        }
        if (Checksum.fold(Checksum.add(0, buffer, offset, headerLength)) != 0xFFFF)
        {
            return Counter.IP_IN_CSUM_ERRORS;
        }
        segment.ipv6 = false;
        segment.sourceHi = 0;
        segment.destinationHi = 0;
        segment.sourceLo = buffer.getInt(offset + IPV4_SOURCE_OFFSET, BIG_ENDIAN) & 0xFFFF_FFFFL;
        segment.destinationLo = buffer.getInt(offset + IPV4_DESTINATION_OFFSET, BIG_ENDIAN) & 0xFFFF_FFFFL;
        if (!isUnicastIpv4(segment.destinationLo) || !localAddresses.contains(false, 0, segment.destinationLo))
        {
            return Counter.IP_IN_ADDR_ERRORS;
        }
        if (!isUnicastIpv4(segment.sourceLo) || localAddresses.isBroadcast(segment.sourceLo))
        {
            return Counter.IP_IN_BAD_SOURCE;
        }
        if ((buffer.getShort(offset + IPV4_FRAGMENT_OFFSET, BIG_ENDIAN) & IPV4_FRAGMENT_MASK) != 0)
        {
            return Counter.IP_IN_FRAGMENTS;
        }
        segment.protocol = buffer.getByte(offset + IPV4_PROTOCOL_OFFSET) & 0xFF;
        segment.transportOffset = offset + headerLength;
        segment.transportLength = totalLength - headerLength;
        segment.addressSum = Checksum.add(0, buffer, offset + IPV4_SOURCE_OFFSET, 8);
        return null;
    }

    private Counter checkIpv6(final DirectBuffer buffer, final int offset, final int length, final Segment segment)
    {
        if (length < IPV6_HEADER_LENGTH)
        {
            return Counter.IP_IN_TRUNCATED;
        }
        final int payloadLength = buffer.getShort(offset + IPV6_PAYLOAD_LENGTH_OFFSET, BIG_ENDIAN) & 0xFFFF;
        if (IPV6_HEADER_LENGTH + payloadLength > length)
        {
            return Counter.IP_IN_TRUNCATED;
        }
        segment.ipv6 = true;
        segment.sourceHi = buffer.getLong(offset + IPV6_SOURCE_OFFSET, BIG_ENDIAN);
        segment.sourceLo = buffer.getLong(offset + IPV6_SOURCE_OFFSET + 8, BIG_ENDIAN);
        segment.destinationHi = buffer.getLong(offset + IPV6_DESTINATION_OFFSET, BIG_ENDIAN);
        segment.destinationLo = buffer.getLong(offset + IPV6_DESTINATION_OFFSET + 8, BIG_ENDIAN);
        if (!isUnicastIpv6(segment.destinationHi, segment.destinationLo) ||
            !localAddresses.contains(true, segment.destinationHi, segment.destinationLo))
        {
            return Counter.IP_IN_ADDR_ERRORS;
        }
        if (!isUnicastIpv6(segment.sourceHi, segment.sourceLo))
        {
            return Counter.IP_IN_BAD_SOURCE;
        }
        segment.addressSum = Checksum.add(0, buffer, offset + IPV6_SOURCE_OFFSET, 32);
        segment.protocol = buffer.getByte(offset + IPV6_NEXT_HEADER_OFFSET) & 0xFF;
        segment.transportOffset = offset + IPV6_HEADER_LENGTH;
        segment.transportLength = payloadLength;
        return walkExtensionHeaders(buffer, segment);
    }

    /** RFC 8200 4: headers are walked in whatever order they come; unknown ones end the walk as the protocol. */
    private static Counter walkExtensionHeaders(final DirectBuffer buffer, final Segment segment)
    {
        for (int count = 0; isExtension(segment.protocol); count++)
        {
            final int offset = segment.transportOffset;
            if (count == MAX_EXTENSION_HEADERS || segment.transportLength < 8)
            {
                return Counter.IP_IN_EXT_HDR_ERRORS;
            }
            final int header = segment.protocol;
            final int lengthField = buffer.getByte(offset + 1) & 0xFF;
            final int headerLength = header == FRAGMENT ? 8 :
                header == AUTHENTICATION ? (lengthField + 2) << 2 : (lengthField + 1) << 3;
            // Hop-by-hop options stand first or not at all (RFC 8200 4.1).
            if (headerLength > segment.transportLength || (header == HOP_BY_HOP && count > 0))
            {
                return Counter.IP_IN_EXT_HDR_ERRORS;
            }
            // A fragment header without offset and more-bit is a whole packet (RFC 6946).
            if (header == FRAGMENT && (buffer.getShort(offset + 2, BIG_ENDIAN) & 0xFFF9) != 0)
            {
                return Counter.IP_IN_FRAGMENTS;
            }
            if (header == ROUTING && buffer.getByte(offset + 3) != 0)
            {
                return Counter.IP_IN_EXT_HDR_ERRORS;
            }
            segment.protocol = buffer.getByte(offset) & 0xFF;
            segment.transportOffset += headerLength;
            segment.transportLength -= headerLength;
        }
        return null;
    }

    private static boolean isExtension(final int nextHeader)
    {
        return nextHeader == HOP_BY_HOP || nextHeader == ROUTING || nextHeader == FRAGMENT ||
            nextHeader == AUTHENTICATION || nextHeader == DESTINATION_OPTIONS;
    }

    /** Neither 0/8, 127/8, multicast, nor reserved with the limited broadcast (RFC 1122 3.2.1.3). */
    public static boolean isUnicastIpv4(final long address)
    {
        final int first = (int)(address >>> 24);
        return first != 0 && first != 127 && first < 224;
    }

    /** Neither ::, ::1, IPv4-mapped (::ffff:0:0/96) nor multicast (RFC 4291 2.4, 2.5). */
    public static boolean isUnicastIpv6(final long hi, final long lo)
    {
        final boolean special = hi == 0 && (lo == 0 || lo == 1 || lo >>> 32 == 0xFFFF);
        return !special && hi >>> 56 != 0xFF;
    }
}
