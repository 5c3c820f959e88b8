package io.fourtuple.wire;

import static io.fourtuple.wire.TcpDescriptor.*;
import org.agrona.UnsafeApi;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/** The border check of the TCP layer: lengths, checksum, ports; it also reads the options. */
public final class TcpCheck
{
    private static final int USUAL_SYN_OPTIONS = 20;

    private final Counters counters;

    /** @param counters for malformed options. */
    public TcpCheck(final Counters counters)
    {
        this.counters = counters;
    }

    /**
     * Checks the packet that {@link IpCheck} passed and fills the segment's TCP side.
     *
     * @return null if it passed, else the outcome.
     */
    public Counter check(final Segment segment)
    {
        // Below 325 bytecodes, as IpCheck's is: C2 inlines both, which makes opening and closing a connection 2 % faster.
        final int length = segment.transportLength;
        if (length < HEADER_LENGTH)
        {
            return Counter.TCP_IN_HDR_ERRORS;
        }
        final long tcp = segment.bufferAddress + segment.transportOffset;
        // Three loads read the header without options: bytes 0 to 7, 8 to 15, 16 to 19.
        final long word0 = UnsafeApi.getLong(tcp);
        final long word8 = UnsafeApi.getLong(tcp + ACK_OFFSET);
        final int word16 = UnsafeApi.getInt(tcp + CHECKSUM_OFFSET);
        final long second = NetworkBytes.order(word8);
        final int headerLength = (int)(second >>> 28 & 0xF) << 2;
        if (headerLength < HEADER_LENGTH || headerLength > length)
        {
            return Counter.TCP_IN_HDR_ERRORS;
        }
        final long header = Checksum.addPseudo(segment.addressSum, length, IpDescriptor.PROTOCOL_TCP) +
            Checksum.halves(word0) + Checksum.halves(word8) + (word16 & 0xFFFF_FFFFL);
        final long options = tcp + HEADER_LENGTH;
        if (!segment.verified && Checksum.fold(header + sumBehindHeader(options, length - HEADER_LENGTH)) != 0xFFFF)
        {
            return Counter.TCP_IN_CSUM_ERRORS;
        }
        final long first = NetworkBytes.order(word0);
        final int sourcePort = (int)(first >>> 48);
        final int destinationPort = (int)(first >>> 32) & 0xFFFF;
        if (sourcePort == 0 || destinationPort == 0)
        {
            return Counter.TCP_IN_PORT_ZERO;
        }
        segment.tuple.ports(destinationPort, sourcePort);
        segment.seq = (int)first;
        segment.ack = (int)(second >>> 32);
        segment.flags = (int)(second >>> 16) & 0xFF;
        segment.window = (int)second & 0xFFFF;
        segment.payloadOffset = segment.transportOffset + headerLength;
        segment.payloadLength = length - headerLength;
        segment.urgentPointer = (segment.flags & URG) == 0 ? 0 : NetworkBytes.getShort(tcp + URGENT_OFFSET);
        segment.synOptions = 0;
        segment.hasTimestamps = false;
        if (headerLength > HEADER_LENGTH)
        {
            readUsualOptions(segment, options, headerLength);
        }
        return null;
    }

    /** Reads the two usual layouts at once, any other one option by option. */
    private void readUsualOptions(final Segment segment, final long options, final int headerLength)
    {
        if (headerLength == HEADER_LENGTH + TIMESTAMPS_LENGTH && NetworkBytes.getInt(options) == TIMESTAMPS_WORD)
        {
            readTimestamps(segment, options + 4);
        }
        else if (!readUsualSyn(segment, options, headerLength))
        {
            readOptions(segment, options, options + headerLength - HEADER_LENGTH);
        }
    }

    /** The sum of options and data; most segments have timestamps alone. */
    private static long sumBehindHeader(final long address, final int length)
    {
        return length == TIMESTAMPS_LENGTH ?
            Checksum.halves(UnsafeApi.getLong(address)) + (UnsafeApi.getInt(address + 8) & 0xFFFF_FFFFL) :
            Checksum.add(0, address, length);
    }

    /**
     * Reads the options of a SYN in the layout of Linux, Android and this engine: MSS; SACK-permitted and timestamps; NOP and
     * window scale.
     *
     * @return whether the SYN has this layout.
     */
    private static boolean readUsualSyn(final Segment segment, final long options, final int headerLength)
    {
        if (headerLength != HEADER_LENGTH + USUAL_SYN_OPTIONS || (segment.flags & SYN) == 0)
        {
            return false;
        }
        final int mss = NetworkBytes.getInt(options);
        final int scale = NetworkBytes.getInt(options + 16);
        if (mss >>> 16 != (OPTION_MSS << 8 | 4) || NetworkBytes.getInt(options + 4) != SACK_TIMESTAMPS_WORD ||
            scale >>> 8 != (OPTION_NOP << 16 | OPTION_WINDOW_SCALE << 8 | 3))
        {
            return false;
        }
        segment.synOptions = mss & 0xFFFF | Segment.HAS_MSS | Segment.SACK_PERMITTED | Segment.HAS_WINDOW_SCALE |
            Math.min(scale & 0xFF, MAX_WINDOW_SCALE) << Segment.WINDOW_SCALE_SHIFT;
        readTimestamps(segment, options + 8);
        return true;
    }

    private void readOptions(final Segment segment, final long options, final long end)
    {
        long index = options;
        while (index < end)
        {
            final int kind = NetworkBytes.getByte(index);
            if (kind == OPTION_END)
            {
                return;
            }
            if (kind == OPTION_NOP)
            {
                index++;
                continue;
            }
            final int optionLength = index + 1 < end ? NetworkBytes.getByte(index + 1) : 0;
            if (optionLength < 2 || index + optionLength > end || !readOption(segment, kind, index, optionLength))
            {
                // As in Linux, the options before the bad one stay, the rest is not read (RFC 9293 3.1, MUST-7: never crash).
                counters.increment(Counter.BAD_OPTIONS);
                return;
            }
            index += optionLength;
        }
    }

    /**
     * MSS, window scale and SACK-permitted count on a SYN only (RFC 9293 3.7.1, RFC 7323 2.2, RFC 2018 2), and SACK blocks on all
     * other segments that acknowledge something (RFC 2018 3).
     */
    private static boolean readOption(final Segment segment, final int kind, final long option, final int length)
    {
        switch (kind)
        {
            case OPTION_MSS:
                if (length != 4)
                {
                    return false;
                }
                if (segment.isSyn())
                {
                    segment.synOptions =
                        segment.synOptions & ~0xFFFF | Segment.HAS_MSS | NetworkBytes.getShort(option + 2);
                }
                return true;
            case OPTION_WINDOW_SCALE:
                if (length != 3)
                {
                    return false;
                }
                if (segment.isSyn())
                {
                    final int shift = Math.min(NetworkBytes.getByte(option + 2), MAX_WINDOW_SCALE);
                    segment.synOptions = segment.synOptions & (1 << Segment.WINDOW_SCALE_SHIFT) - 1 |
                        Segment.HAS_WINDOW_SCALE | shift << Segment.WINDOW_SCALE_SHIFT;
                }
                return true;
            case OPTION_SACK_PERMITTED:
                if (length != 2)
                {
                    return false;
                }
                if (segment.isSyn())
                {
                    segment.synOptions |= Segment.SACK_PERMITTED;
                }
                return true;
            case OPTION_SACK:
                return readSackBlocks(segment, option, length);
            case OPTION_TIMESTAMPS:
                if (length != 10)
                {
                    return false;
                }
                readTimestamps(segment, option + 2);
                return true;
            default:
                return true;
        }
    }

    private static boolean readSackBlocks(final Segment segment, final long option, final int length)
    {
        if (length < 2 + SACK_BLOCK_LENGTH || (length - 2) % SACK_BLOCK_LENGTH != 0)
        {
            return false;
        }
        if (!segment.isSyn() && segment.isAck())
        {
            segment.sackBlocks(option + 2, (length - 2) / SACK_BLOCK_LENGTH);
        }
        return true;
    }

    private static void readTimestamps(final Segment segment, final long values)
    {
        final long both = NetworkBytes.getLong(values);
        segment.hasTimestamps = true;
        segment.tsVal = (int)(both >>> 32);
        segment.tsEcr = (int)both;
    }
}
