package io.fourtuple.testing;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.config.LocalAddresses;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.IpCheck;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.TcpCheck;
import io.fourtuple.wire.TcpDescriptor;

/** A segment that the engine has sent, checked and read by the same border check that its own input goes through. */
public record SentSegment(
    String flags,
    int seq,
    int ack,
    int window,
    int mss,
    int windowScale,
    boolean sackPermitted,
    boolean hasTimestamps,
    int tsVal,
    int tsEcr,
    byte[] payload,
    byte[] frame)
{
    /** Made once for each thread: to make the checks and a buffer off the heap costs far more than to check a frame. */
    private static final ThreadLocal<Border> BORDER = ThreadLocal.withInitial(Border::new);

    private static final class Border
    {
        private final Counters counters = new Counters();
        private final IpCheck ip = new IpCheck(LocalAddresses.all());
        private final TcpCheck tcp = new TcpCheck(counters);
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(1 << 16);

        /** No longer than the frame, so that reading behind it fails. */
        private UnsafeBuffer offHeap(final byte[] frame)
        {
            bytes.put(0, frame);
            return new UnsafeBuffer(bytes, 0, frame.length);
        }
    }

    public static SentSegment of(final byte[] frame)
    {
        final Border border = BORDER.get();
        final Segment segment = new Segment();
        final long outcomes = border.counters.outcomes();
        final var refused = border.ip.check(border.offHeap(frame), 0, frame.length, segment);
        if (refused != null)
        {
            throw new AssertionError("engine sent a bad IP packet: " + refused + " " + Arrays.toString(frame));
        }
        final var malformed = border.tcp.check(segment);
        if (malformed != null || border.counters.outcomes() != outcomes)
        {
            throw new AssertionError("engine sent a bad segment: " + malformed + " " + Arrays.toString(frame));
        }
        return new SentSegment(letters(segment.flags()), segment.seq(), segment.ack(), segment.window(), segment.mss(),
            segment.windowScale(), segment.isSackPermitted(), segment.hasTimestamps(), segment.tsVal(), segment.tsEcr(),
            Arrays.copyOfRange(frame, segment.payloadOffset(), segment.payloadOffset() + segment.payloadLength()), frame);
    }

    /** The second byte of the IP header: DSCP and ECN. */
    public int trafficClass()
    {
        return frame[0] >> 4 == 6 ? (frame[0] & 0xF) << 4 | (frame[1] & 0xF0) >> 4 : frame[1] & 0xFF;
    }

    /** In the order of captures: S F R P, then {@code .} for ACK, E for ECE, W for CWR. */
    public static String letters(final int flags)
    {
        return ((flags & TcpDescriptor.SYN) != 0 ? "S" : "") + ((flags & TcpDescriptor.FIN) != 0 ? "F" : "") +
            ((flags & TcpDescriptor.RST) != 0 ? "R" : "") + ((flags & TcpDescriptor.PSH) != 0 ? "P" : "") +
            ((flags & TcpDescriptor.ACK) != 0 ? "." : "") + ((flags & TcpDescriptor.ECE) != 0 ? "E" : "") +
            ((flags & TcpDescriptor.CWR) != 0 ? "W" : "");
    }

    @Override
    public String toString()
    {
        return flags + " seq=" + seq + " ack=" + ack + " win=" + window + " len=" + payload.length;
    }
}
