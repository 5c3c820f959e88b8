package io.fourtuple.wire;

/**
 * Layout of the IP headers.
 * <pre>
 *   IPv4 (RFC 791 3.1)                                  IPv6 (RFC 8200 3)
 *    0 |ver|IHL| TOS |     total length     |            0 |ver| class |      flow label       |
 *    4 |      id      |fl| fragment offset  |            4 |  payload length  | next  | hops   |
 *    8 | TTL | proto  |   header checksum   |            8 |                                   |
 *   12 |           source address           |            .         source address (16)         .
 *   16 |        destination address         |           24 |                                   |
 *   20 options up to IHL * 4                             .       destination address (16)      .
 *                                                       40 extension headers
 * </pre>
 */
public final class IpDescriptor
{
    public static final int PROTOCOL_ICMP = 1;
    public static final int PROTOCOL_TCP = 6;
    public static final int PROTOCOL_ICMPV6 = 58;

    public static final int IPV4_HEADER_LENGTH = 20;
    public static final int IPV4_TOTAL_LENGTH_OFFSET = 2;
    public static final int IPV4_ID_OFFSET = 4;
    public static final int IPV4_FRAGMENT_OFFSET = 6;
    public static final int IPV4_TTL_OFFSET = 8;
    public static final int IPV4_PROTOCOL_OFFSET = 9;
    public static final int IPV4_CHECKSUM_OFFSET = 10;
    public static final int IPV4_SOURCE_OFFSET = 12;
    public static final int IPV4_DESTINATION_OFFSET = 16;
    public static final int IPV4_DONT_FRAGMENT = 0x4000;
    /** More-fragments bit and fragment offset: not zero in any fragment. */
    public static final int IPV4_FRAGMENT_MASK = 0x3FFF;

    public static final int IPV6_HEADER_LENGTH = 40;
    public static final int IPV6_PAYLOAD_LENGTH_OFFSET = 4;
    public static final int IPV6_NEXT_HEADER_OFFSET = 6;
    public static final int IPV6_HOP_LIMIT_OFFSET = 7;
    public static final int IPV6_SOURCE_OFFSET = 8;
    public static final int IPV6_DESTINATION_OFFSET = 24;

    /** Bits of the ECN field (RFC 3168 5): not capable, ECT(1), ECT(0), congestion experienced. */
    public static final int NOT_ECT = 0;
    public static final int ECT_1 = 1;
    public static final int ECT_0 = 2;
    public static final int CE = 3;

    private IpDescriptor()
    {
    }
}
