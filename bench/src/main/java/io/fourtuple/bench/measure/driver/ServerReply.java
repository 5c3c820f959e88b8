package io.fourtuple.bench.measure.driver;

import static io.fourtuple.bench.measure.driver.ClientFrames.*;
import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

/** A view of one frame that the server has sent: what a client reads in it, and whether its checksums are right. */
public final class ServerReply
{
    private static final int END_OF_OPTIONS = 0;
    private static final int NOP = 1;
    private static final int MIN_LENGTH = 40;

    private DirectBuffer buffer;
    private int frame;
    private int tcp;
    private int tcpLength;
    private int headerLength;

    /**
     * Positions the view.
     *
     * @return whether it is a TCP frame of the server, as long as it says.
     */
    public boolean wrap(final DirectBuffer frames, final int offset, final int lengthBytes)
    {
        if (lengthBytes < MIN_LENGTH)
        {
            return false;
        }
        final int first = frames.getInt(offset, BIG_ENDIAN);
        final int ipLength = (first >>> 24 & 15) << 2;
        buffer = frames;
        frame = offset;
        tcp = offset + ipLength;
        tcpLength = (first & 0xFFFF) - ipLength;
        headerLength = (frames.getByte(tcp + 12) & 0xF0) >> 2;
        return first >>> 28 == 4 && (first & 0xFFFF) == lengthBytes && frames.getByte(offset + 9) == PROTOCOL_TCP &&
            frames.getInt(offset + 12, BIG_ENDIAN) == SERVER_ADDRESS &&
            frames.getShort(tcp, BIG_ENDIAN) == SERVER_PORT && headerLength <= tcpLength;
    }

    /** Which client it is for. */
    public long index()
    {
        return ClientFrames.index(
            buffer.getInt(frame + 16, BIG_ENDIAN), buffer.getShort(tcp + 2, BIG_ENDIAN) & 0xFFFF);
    }

    public int flags()
    {
        return buffer.getByte(tcp + 13);
    }

    public int seq()
    {
        return buffer.getInt(tcp + 4, BIG_ENDIAN);
    }

    public int ack()
    {
        return buffer.getInt(tcp + 8, BIG_ENDIAN);
    }

    /** Bytes of data. */
    public int payloadLength()
    {
        return tcpLength - headerLength;
    }

    /**
     * @return where the timestamps option is, or 0 if there is none. In a segment that is no SYN only the usual place
     * is looked at.
     */
    public int timestamps(final boolean isSyn)
    {
        if (!isSyn)
        {
            return headerLength >= 32 && buffer.getByte(tcp + 22) == OPTION_TIMESTAMPS ? tcp + 22 : 0;
        }
        final int end = tcp + headerLength;
        int option = tcp + 20;
        while (option < end && buffer.getByte(option) != END_OF_OPTIONS)
        {
            final int kind = buffer.getByte(option);
            if (kind == OPTION_TIMESTAMPS)
            {
                return option;
            }
            option += kind == NOP ? 1 : Math.max(1, buffer.getByte(option + 1) & 0xFF);
        }
        return 0;
    }

    /** TSval of the option that {@link #timestamps} found. */
    public int tsVal(final int option)
    {
        return buffer.getInt(option + 2, BIG_ENDIAN);
    }

    /** TSecr of the option that {@link #timestamps} found. */
    public int tsEcr(final int option)
    {
        return buffer.getInt(option + 6, BIG_ENDIAN);
    }

    public boolean areChecksumsRight()
    {
        return fold(sum(0, buffer, frame, tcp - frame)) == 0xFFFF &&
            fold(sum(pseudo(buffer, frame, tcpLength), buffer, tcp, tcpLength)) == 0xFFFF;
    }
}
