package io.fourtuple.wire;

import static io.fourtuple.wire.IpDescriptor.*;
import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.config.LocalAddresses;
import io.fourtuple.telemetry.Counter;

/**
 * The border check of the IP layer, for both families. A packet that passes is whole, no fragment (those are for
 * {@link IpReassembly}), is for one of the engine's addresses, comes from an address that may send, and lies within the frame. TTL
 * and hop limit are not checked, not even for 0: the destination must not discard a packet for that (RFC 1122 3.2.1.7, RFC 8200 3).
 */
public final class IpCheck
{
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int IPV4_OPTION_END = 0;
    private static final int IPV4_OPTION_NOP = 1;
    private static final int IPV4_LOOSE_SOURCE_ROUTE = 131;
    private static final int IPV4_STRICT_SOURCE_ROUTE = 137;
    private static final int IPV6_PAD_1 = 0;
    /** The two highest bits of the type of an IPv6 option that may be skipped (RFC 8200 4.2). */
    private static final int IPV6_SKIPPED = 0;
    /** More extension headers than any real packet has; it limits the cost of a frame. */
    private static final int MAX_EXTENSION_HEADERS = 8;

    private static final long MASK = 0xFFFF_FFFFL;

    private final LocalAddresses localAddresses;
    private long lastLocalIpv4 = -1;

    /** @param localAddresses of the engine; no longer changed. */
    public IpCheck(final LocalAddresses localAddresses)
    {
        this.localAddresses = localAddresses;
    }

    /**
     * Checks one frame and fills the segment's IP side.
     *
     * @param buffer off the heap, with the whole frame in it.
     * @return null if it passed, else the outcome.
     */
    public Counter check(final DirectBuffer buffer, final int offset, final int length, final Segment segment)
    {
        if (length < IPV4_HEADER_LENGTH)
        {
            return Counter.IP_IN_TRUNCATED;
        }
        if (UnsafeBuffer.SHOULD_BOUNDS_CHECK)
        {
            checkFrame(buffer, offset, length);
        }
        final long address = buffer.addressOffset();
        if (segment.buffer != buffer)
        {
            // Comparing a reference costs less than writing it.
            segment.buffer = buffer;
        }
        segment.bufferAddress = address;
        segment.ipOffset = offset;
        final int version = NetworkBytes.getByte(address + offset) >>> 4;
        return version == 4 ? checkIpv4(address + offset, offset, length, segment) :
            version == 6 ? checkIpv6(address + offset, offset, length, segment) : Counter.IP_IN_HDR_ERRORS;
    }

    private static void checkFrame(final DirectBuffer buffer, final int offset, final int length)
    {
        buffer.boundsCheck(offset, length);
        if (buffer.byteArray() != null)
        {
            throw new IllegalArgumentException("frames must lie off the heap: " + buffer);
        }
    }

    private Counter checkIpv4(final long ip, final int offset, final int length, final Segment segment)
    {
        // Three loads read the whole header without options: bytes 0 to 7, 8 to 15, 16 to 19.
        final long word0 = UnsafeApi.getLong(ip);
        final long word8 = UnsafeApi.getLong(ip + IPV4_TTL_OFFSET);
        final int word16 = UnsafeApi.getInt(ip + IPV4_DESTINATION_OFFSET);
        final long first = NetworkBytes.order(word0);
        final int headerLength = (int)(first >>> 56 & 0xF) << 2;
        final int totalLength = (int)(first >>> 32) & 0xFFFF;
        if (headerLength < IPV4_HEADER_LENGTH || totalLength < headerLength)
        {
            return Counter.IP_IN_HDR_ERRORS;
        }
        if (totalLength > length)
        {
            return Counter.IP_IN_TRUNCATED;
        }
        final long sum = Checksum.halves(word0) + Checksum.halves(word8) + (word16 & MASK);
        if (Checksum.fold(headerLength == IPV4_HEADER_LENGTH ? sum :
            Checksum.add(sum, ip + IPV4_HEADER_LENGTH, headerLength - IPV4_HEADER_LENGTH)) != 0xFFFF)
        {
            return Counter.IP_IN_CSUM_ERRORS;
        }
        final long second = NetworkBytes.order(word8);
        final int protocol = (int)(second >>> 48) & 0xFF;
        segment.ipv6 = false;
        segment.tuple.ipv4(NetworkBytes.order(word16) & MASK, second & MASK);
        segment.protocol = protocol;
        segment.transportOffset = offset + headerLength;
        segment.transportLength = totalLength - headerLength;
        segment.addressSum = (UnsafeApi.getInt(ip + IPV4_SOURCE_OFFSET) & MASK) + (word16 & MASK);
        return checkIpv4Fields(ip, first, second & MASK, segment);
    }

    /** What is left to be checked of a packet that is whole; its fields are read. */
    private Counter checkIpv4Fields(final long ip, final long first, final long source, final Segment segment)
    {
        Counter refused = checkIpv4Addresses(source, segment.destinationLo());
        final int headerLength = segment.transportOffset - segment.ipOffset;
        if (refused == null && headerLength > IPV4_HEADER_LENGTH)
        {
            refused = checkIpv4Options(ip, headerLength);
        }
        final int protocol = segment.protocol;
        return refused != null ? refused :
            ((int)first & IPV4_FRAGMENT_MASK) != 0 ? Counter.IP_IN_FRAGMENTS :
            segment.sourceLo() == segment.destinationLo() ? Counter.IP_IN_LAND :
            protocol == PROTOCOL_TCP || protocol == PROTOCOL_ICMP ? null : Counter.IP_IN_UNKNOWN_PROTOS;
    }

    /**
     * Drops packets with a source route, also at the route's end, as Linux does without accept_source_route. Our answer would
     * take the sender's route, so that an attacker would get it for any forged address (RFC 7126 4.3, 4.4).
     *
     * @return null if there is none, else the outcome.
     */
    private static Counter checkIpv4Options(final long ip, final int headerLength)
    {
        final long end = ip + headerLength;
        long option = ip + IPV4_HEADER_LENGTH;
        while (option < end)
        {
            final int type = NetworkBytes.getByte(option);
            if (type == IPV4_OPTION_END)
            {
                return null;
            }
            if (type == IPV4_LOOSE_SOURCE_ROUTE || type == IPV4_STRICT_SOURCE_ROUTE)
            {
                return Counter.IP_IN_SOURCE_ROUTE;
            }
            final int length = type == IPV4_OPTION_NOP ? 1 : option + 1 < end ? NetworkBytes.getByte(option + 1) : 0;
            if (length == 0 || length == 1 && type != IPV4_OPTION_NOP || option + length > end)
            {
                return Counter.IP_IN_HDR_ERRORS;
            }
            option += length;
        }
        return null;
    }

    private Counter checkIpv4Addresses(final long source, final long destination)
    {
        // Most traffic is for one address.
        if (destination != lastLocalIpv4)
        {
            if (!isUnicastIpv4(destination) || !localAddresses.contains(false, 0, destination))
            {
                return Counter.IP_IN_ADDR_ERRORS;
            }
            lastLocalIpv4 = destination;
        }
        return !isUnicastIpv4(source) || localAddresses.isBroadcast(source) ? Counter.IP_IN_BAD_SOURCE : null;
    }

    private Counter checkIpv6(final long ip, final int offset, final int length, final Segment segment)
    {
        if (length < IPV6_HEADER_LENGTH)
        {
            return Counter.IP_IN_TRUNCATED;
        }
        final int payloadLength = NetworkBytes.getShort(ip + IPV6_PAYLOAD_LENGTH_OFFSET);
        if (IPV6_HEADER_LENGTH + payloadLength > length)
        {
            return Counter.IP_IN_TRUNCATED;
        }
        final long sourceHi = NetworkBytes.getLong(ip + IPV6_SOURCE_OFFSET);
        final long sourceLo = NetworkBytes.getLong(ip + IPV6_SOURCE_OFFSET + 8);
        final long destinationHi = NetworkBytes.getLong(ip + IPV6_DESTINATION_OFFSET);
        final long destinationLo = NetworkBytes.getLong(ip + IPV6_DESTINATION_OFFSET + 8);
        segment.ipv6 = true;
        segment.tuple.family(true).local(destinationHi, destinationLo, 0).remote(sourceHi, sourceLo, 0);
        if (!isUnicastIpv6(destinationHi, destinationLo) || !localAddresses.contains(true, destinationHi, destinationLo))
        {
            return Counter.IP_IN_ADDR_ERRORS;
        }
        if (!isUnicastIpv6(sourceHi, sourceLo))
        {
            return Counter.IP_IN_BAD_SOURCE;
        }
        segment.addressSum = Checksum.add(0, ip + IPV6_SOURCE_OFFSET, 32);
        segment.protocol = NetworkBytes.getByte(ip + IPV6_NEXT_HEADER_OFFSET);
        segment.transportOffset = offset + IPV6_HEADER_LENGTH;
        segment.transportLength = payloadLength;
        final Counter refused = isExtension(segment.protocol) ? walkExtensionHeaders(segment.buffer, segment) : null;
        if (refused != null)
        {
            return refused;
        }
        if (sourceLo == destinationLo && sourceHi == destinationHi)
        {
            return Counter.IP_IN_LAND;
        }
        return segment.protocol == PROTOCOL_TCP || segment.protocol == PROTOCOL_ICMPV6 ? null :
            Counter.IP_IN_UNKNOWN_PROTOS;
    }

    /** RFC 8200 4: headers are walked in any order; an unknown one ends the walk as the protocol. */
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
            // Hop-by-hop options come first or not at all (RFC 8200 4.1).
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
            final Counter refused = header == HOP_BY_HOP || header == DESTINATION_OPTIONS ?
                checkIpv6Options(segment.bufferAddress + offset, headerLength) : null;
            if (refused != null)
            {
                return refused;
            }
            segment.protocol = buffer.getByte(offset) & 0xFF;
            segment.transportOffset += headerLength;
            segment.transportLength -= headerLength;
        }
        return null;
    }

    /**
     * RFC 8200 4.2: only padding is known here; an unknown option's type says whether the packet may go on without it. The
     * Parameter Problem that two of the three other types ask for is not sent: a forged source could have it sent to a victim.
     *
     * @return null if the packet may go on, else the outcome.
     */
    private static Counter checkIpv6Options(final long header, final int headerLength)
    {
        final long end = header + headerLength;
        long option = header + 2;
        while (option < end)
        {
            final int type = NetworkBytes.getByte(option);
            if (type >>> 6 != IPV6_SKIPPED)
            {
                return Counter.IP_IN_UNKNOWN_OPTIONS;
            }
            final int length =
                type == IPV6_PAD_1 ? 1 : option + 1 < end ? 2 + NetworkBytes.getByte(option + 1) : headerLength;
            if (option + length > end)
            {
                return Counter.IP_IN_EXT_HDR_ERRORS;
            }
            option += length;
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
