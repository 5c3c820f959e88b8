package io.fourtuple.wire;

import static io.fourtuple.wire.IpDescriptor.*;
import static io.fourtuple.wire.TcpDescriptor.*;

import io.fourtuple.app.FourTuple;

/**
 * Writes IP and TCP headers at an address off the heap. The checksums are made from the values on their way to memory: reading
 * them back as wider words would wait for the narrow stores. Sums are of 32-bit words in network order, any number of which may
 * be added in 64 bits before they are {@linkplain #checksum(long) folded}.
 */
public final class Headers
{
    private static final long MASK = 0xFFFF_FFFFL;

    private Headers()
    {
    }

    /**
     * Writes an IPv4 header without options, with the bit not to fragment.
     *
     * @param hop    the DS field (RFC 2474) in the second byte, the TTL in the lowest.
     * @param length of the payload, in bytes.
     * @return the sum of the pseudo header (RFC 9293 3.1).
     */
    public static long ipv4(
        final long ip, final int hop, final int protocol, final int length, final long source, final long destination)
    {
        // An atomic datagram's ID may be anything (RFC 6864 4.1).
        final long word0 = 0x4500_0000L | (hop & 0xFF00) << 8 | IPV4_HEADER_LENGTH + length;
        final long word8 = (hop & 0xFFL) << 24 | protocol << 16;
        final long addresses = source + destination;
        final long checksum = checksum(word0 + IPV4_DONT_FRAGMENT + word8 + addresses);
        NetworkBytes.putLong(ip, word0 << 32 | IPV4_DONT_FRAGMENT);
        NetworkBytes.putLong(ip + IPV4_TTL_OFFSET, (word8 | checksum) << 32 | source);
        NetworkBytes.putInt(ip + IPV4_DESTINATION_OFFSET, (int)destination);
        return addresses + protocol + length;
    }

    /**
     * Writes an IPv6 header.
     *
     * @param hop    the traffic class (RFC 2474) in the second byte, the hop limit in the lowest.
     * @param label  the flow label, 20 bits (RFC 6437).
     * @param length of the payload, in bytes.
     * @param tuple  whose local address is the source, and whose remote one is the destination.
     * @return the sum of the pseudo header (RFC 8200 8.1).
     */
    public static long ipv6(
        final long ip,
        final int hop,
        final int label,
        final int protocol,
        final int length,
        final FourTuple tuple)
    {
        NetworkBytes.putLong(ip, 0x6000_0000_0000_0000L | (hop & 0xFF00L) << 44 | (long)label << 32 |
            (long)length << 16 | protocol << 8 | hop & 0xFF);
        NetworkBytes.putLong(ip + IPV6_SOURCE_OFFSET, tuple.localHi());
        NetworkBytes.putLong(ip + IPV6_SOURCE_OFFSET + 8, tuple.localLo());
        NetworkBytes.putLong(ip + IPV6_DESTINATION_OFFSET, tuple.remoteHi());
        NetworkBytes.putLong(ip + IPV6_DESTINATION_OFFSET + 8, tuple.remoteLo());
        return sum(tuple.localHi()) + sum(tuple.localLo()) + sum(tuple.remoteHi()) + sum(tuple.remoteLo()) +
            protocol + length;
    }

    /**
     * Writes a TCP header, but for its options.
     *
     * @param ports        source in the upper half, destination in the lower one.
     * @param headerLength in bytes, options included.
     * @param sum          of the pseudo header, the options and the data.
     */
    public static void tcp(
        final long tcp,
        final int ports,
        final int seq,
        final int ack,
        final int headerLength,
        final int flags,
        final int window,
        final long sum)
    {
        final long word12 = (long)headerLength << 26 | flags << 16 | window;
        final int checksum = checksum(sum + (ports & MASK) + (seq & MASK) + (ack & MASK) + word12);
        NetworkBytes.putLong(tcp, (long)ports << 32 | seq & MASK);
        NetworkBytes.putLong(tcp + ACK_OFFSET, (long)ack << 32 | word12);
        NetworkBytes.putInt(tcp + CHECKSUM_OFFSET, checksum << 16);
    }

    /**
     * Writes the TCP header of a frame whose checksum the link completes: its field has the sum of the pseudo header.
     *
     * @param ports        source in the upper half, destination in the lower one.
     * @param headerLength in bytes, options included.
     * @param pseudo       the sum of the pseudo header.
     */
    public static void tcpWithoutChecksum(
        final long tcp,
        final int ports,
        final int seq,
        final int ack,
        final int headerLength,
        final int flags,
        final int window,
        final long pseudo)
    {
        NetworkBytes.putLong(tcp, (long)ports << 32 | seq & MASK);
        NetworkBytes.putLong(tcp + ACK_OFFSET, (long)ack << 32 | (long)headerLength << 26 | flags << 16 | window);
        NetworkBytes.putInt(tcp + CHECKSUM_OFFSET, (~checksum(pseudo) & 0xFFFF) << 16);
    }

    /**
     * Writes four bytes of options.
     *
     * @return their part of the sum.
     */
    public static long option(final long address, final int word)
    {
        NetworkBytes.putInt(address, word);
        return word & MASK;
    }

    /**
     * Writes the two values of a timestamps option.
     *
     * @return their part of the sum.
     */
    public static long timestamps(final long address, final int tsVal, final int tsEcr)
    {
        NetworkBytes.putLong(address, (long)tsVal << 32 | tsEcr & MASK);
        return (tsVal & MASK) + (tsEcr & MASK);
    }

    /** @return the part of the sum of bytes in memory. */
    public static long data(final long address, final int length)
    {
        final short inMachineOrder = (short)Checksum.fold(Checksum.add(0, address, length));
        return (NetworkBytes.IS_LITTLE_ENDIAN ? Short.reverseBytes(inMachineOrder) : inMachineOrder) & 0xFFFF;
    }

    private static long sum(final long word)
    {
        return (word >>> 32) + (word & MASK);
    }

    /** The checksum field's value for a sum. */
    private static int checksum(final long sum)
    {
        return ~Checksum.fold(sum) & 0xFFFF;
    }
}
