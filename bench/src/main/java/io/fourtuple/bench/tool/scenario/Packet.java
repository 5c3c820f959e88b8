package io.fourtuple.bench.tool.scenario;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.IpCheck;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.TcpCheck;
import io.fourtuple.wire.TcpDescriptor;

/**
 * One segment as it is on the wire, and the fields of its headers.
 *
 * @param frame      the whole IP packet.
 * @param seq        SEG.SEQ.
 * @param ack        SEG.ACK; valid only with the ACK bit.
 * @param timestamps TSval in the upper half, TSecr in the lower; null if it has none.
 */
record Packet(
    byte[] frame, Endpoint source, Endpoint destination, int flags, int seq, int ack, byte[] data, Long timestamps)
{
    /** Reads a frame that an engine has made; one that is none is a mistake in fourtuple. */
    static Packet of(final byte[] frame)
    {
        // The border check reads off the heap, and from where the engine's own reads: what it passes, they pass.
        final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(frame.length));
        buffer.putBytes(0, frame);
        final Segment segment = new Segment();
        final Counter notIp = new IpCheck(LocalAddresses.all()).check(buffer, 0, frame.length, segment);
        final Counter refused = notIp != null ? notIp : new TcpCheck(new Counters()).check(segment);
        if (refused != null)
        {
            throw new IllegalStateException("not a segment: length=" + frame.length + " outcome=" + refused.label());
        }
        final byte[] data = new byte[segment.payloadLength()];
        buffer.getBytes(segment.payloadOffset(), data);
        final int family = segment.isIpv6() ? 6 : 4;
        return new Packet(frame,
            new Endpoint(family, segment.sourceHi(), segment.sourceLo(), segment.sourcePort()),
            new Endpoint(family, segment.destinationHi(), segment.destinationLo(), segment.destinationPort()),
            segment.flags(), segment.seq(), segment.ack(), data,
            segment.hasTimestamps() ? (long)segment.tsVal() << 32 | segment.tsEcr() & 0xFFFF_FFFFL : null);
    }

    boolean has(final int flag)
    {
        return (flags & flag) != 0;
    }

    boolean isSyn()
    {
        return has(TcpDescriptor.SYN);
    }

    boolean isAck()
    {
        return has(TcpDescriptor.ACK);
    }

    boolean isRst()
    {
        return has(TcpDescriptor.RST);
    }

    boolean isFin()
    {
        return has(TcpDescriptor.FIN);
    }

    /** A SYN that asks for a connection. */
    boolean isOpen()
    {
        return isSyn() && !isAck();
    }

    boolean hasData()
    {
        return data.length > 0;
    }

    /** Whether it neither opens nor ends anything. */
    boolean isPlain()
    {
        return !isSyn() && !isFin() && !isRst();
    }

    /** Whether the byte with this sequence number is in its data. */
    boolean covers(final int sequence)
    {
        return Integer.compareUnsigned(sequence - seq, data.length) < 0;
    }

    int tsVal()
    {
        return (int)(timestamps >>> 32);
    }

    int tsEcr()
    {
        return timestamps.intValue();
    }

    /** The connection as the sender names it. */
    EndpointPair sentOn()
    {
        return new EndpointPair(source, destination);
    }

    /** The connection as the receiver names it. */
    EndpointPair receivedOn()
    {
        return new EndpointPair(destination, source);
    }

    /** Names as in RFC 9293: {@code SYN,ACK}. */
    String flagNames()
    {
        final StringBuilder names = new StringBuilder();
        append(names, TcpDescriptor.SYN, "SYN");
        append(names, TcpDescriptor.FIN, "FIN");
        append(names, TcpDescriptor.RST, "RST");
        append(names, TcpDescriptor.PSH, "PSH");
        append(names, TcpDescriptor.ACK, "ACK");
        return names.isEmpty() ? "-" : names.toString();
    }

    private void append(final StringBuilder names, final int flag, final String name)
    {
        if (has(flag))
        {
            names.append(names.isEmpty() ? "" : ",").append(name);
        }
    }

    /** The data as text; an unprintable byte is a dot. */
    static String text(final byte[] data)
    {
        return new String(data, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
    }
}
