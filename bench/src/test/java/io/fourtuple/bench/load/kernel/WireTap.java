package io.fourtuple.bench.load.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.agrona.DirectBuffer;
import io.fourtuple.link.ForwardingLink;
import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;

/**
 * Between the engine and its device: keeps what every TCP segment said, in the order in which the engine saw it, and
 * loses those of the engine's that a test wants lost. For {@code TunLink}, to which a claim without commit is nothing.
 */
final class WireTap extends ForwardingLink
{
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;
    private static final int TCP = 6;
    private static final String[] FLAG_NAMES = {"FIN", "SYN", "RST", "PSH", "ACK", "URG"};

    /** A TCP segment; {@code lengthBytes} is that of its data. */
    record Seen(boolean fromEngine, int flags, int seq, int ack, int lengthBytes, boolean hasTimestamps, int tsVal)
    {
        boolean isSyn()
        {
            return (flags & (SYN | ACK | RST)) == SYN;
        }

        boolean isSynAck()
        {
            return (flags & (SYN | ACK | RST)) == (SYN | ACK);
        }

        boolean isFin()
        {
            return (flags & FIN) != 0;
        }

        boolean isRst()
        {
            return (flags & RST) != 0;
        }

        /** An ACK that carries nothing. */
        boolean isBareAck()
        {
            return (flags & (SYN | ACK | RST | FIN)) == ACK && lengthBytes == 0;
        }

        @Override
        public String toString()
        {
            final StringBuilder text = new StringBuilder(fromEngine ? "  engine > " : "  kernel > ");
            for (int i = 0; i < FLAG_NAMES.length; i++)
            {
                text.append((flags & 1 << i) == 0 ? "" : FLAG_NAMES[i] + " ");
            }
            text.append("seq=").append(Integer.toUnsignedString(seq))
                .append(" ack=").append(Integer.toUnsignedString(ack)).append(" bytes=").append(lengthBytes);
            return text.append(hasTimestamps ? " tsVal=" + Integer.toUnsignedString(tsVal) : "").toString();
        }
    }

    private final List<Seen> seen = new ArrayList<>();
    private Predicate<Seen> losing = segment -> false;
    private Predicate<Seen> losingOfKernel = segment -> false;
    private boolean recording = true;
    private int lost;

    WireTap(final Link link)
    {
        super(link);
    }

    /** From now on the engine's segments that fit are lost on their way. */
    void lose(final Predicate<Seen> which)
    {
        losing = which;
    }

    /** From now on the kernel's segments that fit are lost on their way. */
    void loseOfKernel(final Predicate<Seen> which)
    {
        losingOfKernel = which;
    }

    /** How many of the engine's were lost. */
    int lost()
    {
        return lost;
    }

    /** Whether segments are kept, which is not wanted while much data flows. */
    void recording(final boolean on)
    {
        recording = on;
    }

    /** Forgets what was seen so far. */
    void clear()
    {
        seen.clear();
    }

    List<Seen> seen()
    {
        return seen;
    }

    List<Seen> seen(final boolean fromEngine, final Predicate<Seen> which)
    {
        return seen.stream().filter(segment -> segment.fromEngine() == fromEngine && which.test(segment)).toList();
    }

    /** The last one that fits. */
    Seen last(final boolean fromEngine, final Predicate<Seen> which)
    {
        final List<Seen> fitting = seen(fromEngine, which);
        if (fitting.isEmpty())
        {
            throw new AssertionError("no such segment from the " + (fromEngine ? "engine" : "kernel") + ":\n" + this);
        }
        return fitting.get(fitting.size() - 1);
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        final int count = link.receive(batch);
        if (!recording)
        {
            return count;
        }
        final FrameBatch all = new FrameBatch(batch.capacity());
        all.reset(batch.buffer());
        for (int i = 0; i < count; i++)
        {
            all.add(batch.offset(i), batch.lengthBytes(i));
        }
        batch.reset(all.buffer());
        for (int i = 0; i < count; i++)
        {
            final Seen segment = read(all.buffer(), all.offset(i), all.lengthBytes(i), false);
            if (segment != null)
            {
                seen.add(segment);
            }
            if (segment == null || !losingOfKernel.test(segment))
            {
                batch.add(all.offset(i), all.lengthBytes(i));
            }
        }
        return batch.size();
    }

    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        final Seen segment = recording ? read(link.txBuffer(), offset, lengthBytes, true) : null;
        if (segment != null)
        {
            seen.add(segment);
            if (losing.test(segment))
            {
                lost++;
                return;
            }
        }
        link.commit(offset, lengthBytes);
    }

    /** What the engine sends has no IP options, and what the kernel sends neither. */
    private static Seen read(
        final DirectBuffer buffer, final int offset, final int lengthBytes, final boolean fromEngine)
    {
        final boolean isIpv6 = (buffer.getByte(offset) & 0xF0) == 0x60;
        if (buffer.getByte(offset + (isIpv6 ? 6 : 9)) != TCP)
        {
            return null;
        }
        final int tcp = offset + (isIpv6 ? 40 : 20);
        final int headerLength = (buffer.getByte(tcp + 12) & 0xF0) >> 2;
        final int stamps = timestampsAt(buffer, tcp + 20, tcp + headerLength);
        return new Seen(fromEngine, buffer.getByte(tcp + 13) & 0x3F, intAt(buffer, tcp + 4), intAt(buffer, tcp + 8),
            offset + lengthBytes - tcp - headerLength, stamps != 0, stamps == 0 ? 0 : intAt(buffer, stamps + 2));
    }

    private static int timestampsAt(final DirectBuffer buffer, final int first, final int end)
    {
        int at = first;
        while (at < end && buffer.getByte(at) != 0)
        {
            if (buffer.getByte(at) == 8)
            {
                return at;
            }
            at += buffer.getByte(at) == 1 ? 1 : Math.max(2, buffer.getByte(at + 1));
        }
        return 0;
    }

    private static int intAt(final DirectBuffer buffer, final int index)
    {
        return buffer.getInt(index, java.nio.ByteOrder.BIG_ENDIAN);
    }

    @Override
    public String toString()
    {
        return seen.stream().map(Seen::toString).collect(Collectors.joining("\n"));
    }
}
