package io.fourtuple.wire;

import static io.fourtuple.wire.TcpDescriptor.*;
import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/** The border check of the TCP layer: lengths, checksum, ports, and the options read once. */
public final class TcpCheck
{
    private final Counters counters;

    /**
     * @param counters that malformed options are counted in.
     */
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
        final DirectBuffer buffer = segment.buffer;
        final int offset = segment.transportOffset;
        final int length = segment.transportLength;
        if (length < HEADER_LENGTH)
        {
            return Counter.TCP_IN_HDR_ERRORS;
        }
        final int headerLength = (buffer.getByte(offset + DATA_OFFSET_OFFSET) & 0xF0) >>> 2;
        if (headerLength < HEADER_LENGTH || headerLength > length)
        {
            return Counter.TCP_IN_HDR_ERRORS;
        }
        final long pseudoSum = Checksum.addPseudo(segment.addressSum, length, IpDescriptor.PROTOCOL_TCP);
        if (Checksum.fold(Checksum.add(pseudoSum, buffer, offset, length)) != 0xFFFF)
        {
            return Counter.TCP_IN_CSUM_ERRORS;
        }
        segment.sourcePort = buffer.getShort(offset + SOURCE_PORT_OFFSET, BIG_ENDIAN) & 0xFFFF;
        segment.destinationPort = buffer.getShort(offset + DESTINATION_PORT_OFFSET, BIG_ENDIAN) & 0xFFFF;
        if (segment.sourcePort == 0 || segment.destinationPort == 0)
        {
            return Counter.TCP_IN_PORT_ZERO;
        }
        segment.seq = buffer.getInt(offset + SEQ_OFFSET, BIG_ENDIAN);
        segment.ack = buffer.getInt(offset + ACK_OFFSET, BIG_ENDIAN);
        segment.flags = buffer.getByte(offset + FLAGS_OFFSET) & 0xFF;
        segment.window = buffer.getShort(offset + WINDOW_OFFSET, BIG_ENDIAN) & 0xFFFF;
        segment.payloadOffset = offset + headerLength;
        segment.payloadLength = length - headerLength;
        readOptions(segment, offset + HEADER_LENGTH, headerLength - HEADER_LENGTH);
        return null;
    }

    private void readOptions(final Segment segment, final int offset, final int length)
    {
        segment.mss = Segment.ABSENT;
        segment.windowScale = Segment.ABSENT;
        segment.sackPermitted = false;
        segment.hasTimestamps = false;
        if (length == 0)
        {
            return;
        }
        final DirectBuffer buffer = segment.buffer;
        if (length == TIMESTAMPS_LENGTH && buffer.getInt(offset, BIG_ENDIAN) == TIMESTAMPS_WORD)
        {
            readTimestamps(segment, offset + 4);
            return;
        }
        final int end = offset + length;
        int index = offset;
        while (index < end)
        {
            final int kind = buffer.getByte(index);
            if (kind == OPTION_END)
            {
                return;
            }
            if (kind == OPTION_NOP)
            {
                index++;
                continue;
            }
            final int optionLength = index + 1 < end ? buffer.getByte(index + 1) & 0xFF : 0;
            if (optionLength < 2 || index + optionLength > end || !readOption(segment, kind, index, optionLength))
            {
                // As Linux does: what was read before stays, the rest is not read (RFC 9293 3.1, MUST-7: never crash).
                counters.increment(Counter.BAD_OPTIONS);
                return;
            }
            index += optionLength;
        }
    }

    /** Options other than timestamps count on a SYN only (RFC 9293 3.7.1, RFC 7323 2.2, RFC 2018 2). */
    private static boolean readOption(final Segment segment, final int kind, final int index, final int length)
    {
        final DirectBuffer buffer = segment.buffer;
        switch (kind)
        {
            case OPTION_MSS:
                if (length != 4)
                {
                    return false;
                }
                if (segment.isSyn())
                {
                    segment.mss = buffer.getShort(index + 2, BIG_ENDIAN) & 0xFFFF;
                }
                return true;
            case OPTION_WINDOW_SCALE:
                if (length != 3)
                {
                    return false;
                }
                if (segment.isSyn())
                {
                    segment.windowScale = Math.min(buffer.getByte(index + 2) & 0xFF, MAX_WINDOW_SCALE);
                }
                return true;
            case OPTION_SACK_PERMITTED:
                if (length != 2)
                {
                    return false;
                }
                segment.sackPermitted = segment.isSyn();
                return true;
            case OPTION_TIMESTAMPS:
                if (length != 10)
                {
                    return false;
                }
                readTimestamps(segment, index + 2);
                return true;
            default:
                return true;
        }
    }

    private static void readTimestamps(final Segment segment, final int offset)
    {
        segment.hasTimestamps = true;
        segment.tsVal = segment.buffer.getInt(offset, BIG_ENDIAN);
        segment.tsEcr = segment.buffer.getInt(offset + 4, BIG_ENDIAN);
    }
}
