package io.fourtuple.packetdrill;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.Endpoint;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.SentSegment;
import io.fourtuple.wire.IpDescriptor;
import io.fourtuple.wire.Seq;
import io.fourtuple.wire.TcpDescriptor;

/** The peer of the connection under test: builds what a script has arrive, compares what the engine sends. */
final class Network
{
    /** The largest window without scaling; and what a segment carries whose window a script does not name. */
    private static final int DEFAULT_WINDOW = 65_535;
    private static final int URGENT_OFFSET = 18;
    private static final String LETTERS = "FSRP.UEW";

    private final Host host;
    private final long toleranceNs;
    private final long tickNs;
    private final SequenceMap numbers = new SequenceMap();
    private Endpoint local;
    private Endpoint peer;
    private int lastAck;
    private boolean isAckKnown;
    private boolean isScaled;

    /**
     * @param tickNs of our timestamps, 0 if they are not to be compared.
     */
    Network(final Host host, final long toleranceNs, final long tickNs)
    {
        this.host = host;
        this.toleranceNs = toleranceNs;
        this.tickNs = tickNs;
    }

    /** From now on segments go between these two. */
    void connection(final Endpoint ours, final Endpoint theirs)
    {
        local = ours;
        peer = theirs;
        numbers.restart();
        isAckKnown = false;
    }

    void inject(final SegmentSpec spec)
    {
        if (spec.isSyn() && !spec.isAck() && host.counters.get(Counter.CURR_OPEN) == 0)
        {
            numbers.restart();
            isAckKnown = false;
        }
        if (spec.isSyn())
        {
            isScaled = spec.options().stream().anyMatch(option -> option.name().equals("wscale"));
        }
        final Frames frame = Frames.segment("-").from(peer).to(local)
            .seq((int)spec.seq())
            .ack(spec.ack() == SegmentSpec.ANY ? 0 : numbers.toWire(spec.ack()))
            .window(spec.window() == SegmentSpec.ANY ? DEFAULT_WINDOW : spec.window())
            .payload(spec.length());
        WireOptions.put(frame, spec.options(), numbers);
        final byte[] bytes = frame.bytes();
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        final int tcp = tcpOffset(bytes);
        buffer.putByte(tcp + TcpDescriptor.FLAGS_OFFSET, (byte)flagBits(spec.flags()));
        buffer.putShort(tcp + URGENT_OFFSET, (short)Math.max(0, spec.urgent()), ByteOrder.BIG_ENDIAN);
        Frames.putTcpChecksum(bytes);
        host.inject(bytes);
    }

    void inject(final Event.IcmpSpec spec)
    {
        host.inject(IcmpFrames.error(spec, local, peer, numbers.toWire(spec.seq())));
    }

    /**
     * Compares a frame of the engine with what the script has.
     *
     * @return null, or the difference.
     */
    String difference(final SegmentSpec spec, final byte[] frame)
    {
        final SentSegment sent = SentSegment.of(frame);
        if (sent.flags().contains("S") && spec.isSyn())
        {
            numbers.onSyn(sent.seq(), spec.seq());
        }
        final String expected = describe(spec);
        final int bits = frame[tcpOffset(frame) + TcpDescriptor.FLAGS_OFFSET] & 0xFF;
        final boolean isSame = flagBits(spec.flags()) == bits && isSeq(spec, sent) &&
            spec.length() == sent.payload().length &&
            (spec.ack() == SegmentSpec.ANY || !spec.isAck() || (int)spec.ack() == sent.ack()) &&
            (spec.window() == SegmentSpec.ANY || spec.window() == sent.window()) &&
            (spec.anyOptions() || areOptions(spec.options(), options(frame)));
        if (isSame)
        {
            noteAck(sent);
            return null;
        }
        return "expected " + expected + "\n    but sent " + describe(sent, frame);
    }

    /**
     * An ACK that the engine has sent at once where the script's stacks would have delayed it: it acknowledges new
     * data, and no more than the segment that the script waits for (RFC 9293 3.8.6.3 allows a delay).
     */
    boolean isEarlyAck(final SegmentSpec spec, final byte[] frame)
    {
        final SentSegment sent = SentSegment.of(frame);
        final boolean isEarly = sent.flags().equals(".") && sent.payload().length == 0 && isAckKnown &&
            spec.isAck() && spec.ack() != SegmentSpec.ANY &&
            Seq.gt(sent.ack(), lastAck) && Seq.leq(sent.ack(), (int)spec.ack());
        if (isEarly)
        {
            noteAck(sent);
        }
        return isEarly;
    }

    static boolean isPureAck(final byte[] frame)
    {
        final SentSegment sent = SentSegment.of(frame);
        return sent.flags().equals(".") && sent.payload().length == 0;
    }

    String describe(final byte[] frame)
    {
        return describe(SentSegment.of(frame), frame);
    }

    /** Whether it is a RST that lies behind every window that the engine can have offered, but not far. */
    boolean isBehindLargestWindow(final SegmentSpec spec)
    {
        final int distance = (int)spec.seq() - lastAck - DEFAULT_WINDOW;
        final boolean isNear = distance >= 0 && distance < host.link.mtuBytes();
        return spec.flags().contains("R") && isAckKnown && !isScaled && isNear;
    }

    private void noteAck(final SentSegment sent)
    {
        if (sent.flags().contains(".") && (!isAckKnown || Seq.gt(sent.ack(), lastAck)))
        {
            lastAck = sent.ack();
            isAckKnown = true;
        }
    }

    /** A RST of ours for no connection counts from 0, not from any ISN (RFC 9293 3.10.7.1). */
    private boolean isSeq(final SegmentSpec spec, final SentSegment sent)
    {
        return spec.seq() == SegmentSpec.ANY || (int)spec.seq() == numbers.toScript(sent.seq()) ||
            sent.flags().contains("R") && sent.seq() == 0 && spec.seq() == 0;
    }

    private boolean areOptions(final List<SegmentSpec.Option> expected, final List<SegmentSpec.Option> sent)
    {
        if (expected.size() != sent.size())
        {
            return false;
        }
        for (int i = 0; i < sent.size(); i++)
        {
            final SegmentSpec.Option option = expected.get(i);
            final boolean isSame = option.name().equals("TS") && sent.get(i).name().equals("TS") ?
                isTimestamp(option.values(), sent.get(i).values()) : option.equals(mapped(sent.get(i)));
            if (!isSame)
            {
                return false;
            }
        }
        return true;
    }

    private boolean isTimestamp(final List<Long> expected, final List<Long> sent)
    {
        numbers.onTimestamp(sent.get(0).intValue(), expected.get(0));
        final long offTicks = numbers.tsToScript(sent.get(0).intValue()) - expected.get(0).intValue();
        return Math.abs(offTicks) * tickNs <= toleranceNs && expected.get(1).intValue() == sent.get(1).intValue();
    }

    /** Edges of SACK blocks are unsigned in scripts. */
    private static SegmentSpec.Option mapped(final SegmentSpec.Option option)
    {
        return new SegmentSpec.Option(option.name(),
            option.values().stream().map(value -> value & 0xFFFF_FFFFL).collect(Collectors.toList()));
    }

    private static List<SegmentSpec.Option> options(final byte[] frame)
    {
        final int tcp = tcpOffset(frame);
        final int end = tcp + ((frame[tcp + TcpDescriptor.DATA_OFFSET_OFFSET] & 0xF0) >> 2);
        final int from = tcp + TcpDescriptor.HEADER_LENGTH;
        return WireOptions.read(ByteBuffer.wrap(frame, from, end - from).slice());
    }

    private static int flagBits(final String letters)
    {
        int bits = 0;
        for (final char letter : letters.replace("-", "").toCharArray())
        {
            final int bit = LETTERS.indexOf(letter);
            if (bit < 0)
            {
                throw new NotBuilt.Needed(NotBuilt.ACCURATE_ECN, "flag " + letter);
            }
            bits |= 1 << bit;
        }
        return bits;
    }

    private static int tcpOffset(final byte[] frame)
    {
        return frame[0] >> 4 == 6 ? IpDescriptor.IPV6_HEADER_LENGTH : IpDescriptor.IPV4_HEADER_LENGTH;
    }

    private static String describe(final SegmentSpec spec)
    {
        return spec.flags() + " " + (spec.seq() == SegmentSpec.ANY ? "..." : spec.seq()) + "(" + spec.length() + ")" +
            (spec.ack() == SegmentSpec.ANY ? "" : " ack " + spec.ack()) +
            (spec.window() == SegmentSpec.ANY ? "" : " win " + spec.window()) +
            (spec.anyOptions() ? " <...>" : " " + spec.options());
    }

    private String describe(final SentSegment sent, final byte[] frame)
    {
        final String seq = Integer.toUnsignedString(numbers.toScript(sent.seq()));
        return sent.flags() + " " + seq + "(" + sent.payload().length + ")" +
            (sent.flags().contains(".") ? " ack " + Integer.toUnsignedString(sent.ack()) : "") + " win " +
            sent.window() + " " + options(frame);
    }
}
