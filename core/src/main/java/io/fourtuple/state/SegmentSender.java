package io.fourtuple.state;

import static io.fourtuple.wire.IpDescriptor.*;
import static io.fourtuple.wire.TcpDescriptor.*;
import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.MutableDirectBuffer;

import io.fourtuple.config.Setting;
import io.fourtuple.link.Link;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.wire.Checksum;
import io.fourtuple.wire.Segment;

/** Writes segments straight into claimed room of the link: IP header, TCP header, options, data, checksums. */
final class SegmentSender
{
    private final Context context;
    private final Link link;
    private final int ttl;
    private final boolean timestamps;
    private final boolean scaling;
    private final boolean sack;

    SegmentSender(final Context context)
    {
        this.context = context;
        link = context.link;
        ttl = context.settings.intValue(Setting.IP_DEFAULT_TTL);
        timestamps = context.settings.isOn(Setting.TCP_TIMESTAMPS);
        scaling = context.settings.isOn(Setting.TCP_WINDOW_SCALING);
        sack = context.settings.isOn(Setting.TCP_SACK);
    }

    /** MSS that our SYNs announce: what the link carries without the headers (RFC 9293 3.7.1). */
    int ownMss(final boolean ipv6)
    {
        return link.mtuBytes() - (ipv6 ? IPV6_HEADER_LENGTH : IPV4_HEADER_LENGTH) - HEADER_LENGTH;
    }

    /**
     * Sends the SYN of a connection in SYN_SENT, or the SYN-ACK of one in SYN_RCVD.
     *
     * @param isAnswer whether it is a SYN-ACK, with the options agreed on instead of those offered.
     * @return false if the link had no room.
     */
    boolean syn(final Tcb tcb, final boolean isAnswer)
    {
        final boolean withTimestamps = isAnswer ? tcb.is(Tcb.TS_OK) : timestamps;
        final boolean withScale = isAnswer ? tcb.isScaling() : scaling;
        final boolean withSack = isAnswer ? tcb.is(Tcb.SACK_OK) : sack;
        final int optionsLength = 4 + (withTimestamps ? TIMESTAMPS_LENGTH : withSack ? 4 : 0) + (withScale ? 4 : 0);
        final int frame = claim(tcb, HEADER_LENGTH + optionsLength);
        if (frame == Link.NO_ROOM)
        {
            return false;
        }
        final MutableDirectBuffer buffer = link.txBuffer();
        final int tcp = ipHeader(buffer, frame, tcb, HEADER_LENGTH + optionsLength);
        int option = tcp + HEADER_LENGTH;
        buffer.putInt(option, OPTION_MSS << 24 | 4 << 16 | ownMss(tcb.isIpv6()), BIG_ENDIAN);
        option += 4;
        if (withTimestamps)
        {
            // As Linux lays them out: SACK-permitted takes the place of the timestamps' padding.
            buffer.putInt(option, withSack ? OPTION_SACK_PERMITTED << 24 | 2 << 16 | OPTION_TIMESTAMPS << 8 | 10 :
                TIMESTAMPS_WORD, BIG_ENDIAN);
            putTimestamps(buffer, option + 4, tcb, isAnswer);
            option += TIMESTAMPS_LENGTH;
        }
        else if (withSack)
        {
            buffer.putInt(option, OPTION_NOP << 24 | OPTION_NOP << 16 | OPTION_SACK_PERMITTED << 8 | 2, BIG_ENDIAN);
            option += 4;
        }
        if (withScale)
        {
            buffer.putInt(option,
                OPTION_NOP << 24 | OPTION_WINDOW_SCALE << 16 | 3 << 8 | context.windows.offeredScale(), BIG_ENDIAN);
        }
        tcpHeader(buffer, tcp, tcb.localPort(), tcb.remotePort(), HEADER_LENGTH + optionsLength);
        final int window = context.windows.ofSyn();
        numbers(buffer, tcp, tcb.sndUna(), isAnswer ? tcb.rcvNxt() : 0, isAnswer ? SYN | ACK : SYN, window);
        finish(buffer, frame, tcp, HEADER_LENGTH + optionsLength, tcb.isIpv6());
        return true;
    }

    /**
     * Sends an ACK, with data, FIN or RST if wanted.
     *
     * @param flags    besides ACK.
     * @param seq      SEG.SEQ.
     * @param transfer holds the data; not looked at if {@code length} is 0.
     * @param from     distance of the first byte from SND.UNA.
     * @param length   bytes of data.
     * @return false if the link had no room.
     */
    boolean ack(
        final Tcb tcb,
        final int flags,
        final int seq,
        final Transfer transfer,
        final int from,
        final int length)
    {
        final int optionsLength = tcb.is(Tcb.TS_OK) ? TIMESTAMPS_LENGTH : 0;
        final int headerLength = HEADER_LENGTH + optionsLength;
        final int frame = claim(tcb, headerLength + length);
        if (frame == Link.NO_ROOM)
        {
            return false;
        }
        final MutableDirectBuffer buffer = link.txBuffer();
        final int tcp = ipHeader(buffer, frame, tcb, headerLength + length);
        if (optionsLength > 0)
        {
            buffer.putInt(tcp + HEADER_LENGTH, TIMESTAMPS_WORD, BIG_ENDIAN);
            putTimestamps(buffer, tcp + HEADER_LENGTH + 4, tcb, true);
        }
        if (length > 0)
        {
            context.sendMemory.copy(transfer, from, length, buffer, tcp + headerLength);
        }
        tcpHeader(buffer, tcp, tcb.localPort(), tcb.remotePort(), headerLength);
        numbers(buffer, tcp, seq, tcb.rcvNxt(), ACK | flags, context.windows.advertise(tcb));
        finish(buffer, frame, tcp, headerLength + length, tcb.isIpv6());
        tcb.clear(Tcb.ACK_PENDING);
        return true;
    }

    /** Sends the RST of a connection that is aborted from our side (RFC 9293 3.10.5). */
    void reset(final Tcb tcb)
    {
        if (ack(tcb, RST, tcb.sndNxt(), null, 0, 0))
        {
            context.counters.increment(Counter.OUT_RSTS);
        }
    }

    /**
     * Answers a segment with the RST that RFC 9293 3.10.7.1 has for it: {@code <SEQ=SEG.ACK><CTL=RST>} for one with ACK,
     * else {@code <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>}. A RST is never answered.
     */
    void resetFor(final Segment segment)
    {
        if (segment.isRst())
        {
            return;
        }
        final int ipLength = segment.isIpv6() ? IPV6_HEADER_LENGTH : IPV4_HEADER_LENGTH;
        final int frame = claim(ipLength + HEADER_LENGTH);
        if (frame == Link.NO_ROOM)
        {
            return;
        }
        final MutableDirectBuffer buffer = link.txBuffer();
        final int tcp = frame + ipLength;
        if (segment.isIpv6())
        {
            ipv6Header(buffer, frame, HEADER_LENGTH, PROTOCOL_TCP);
            ipv6Addresses(buffer, frame, segment.destinationHi(), segment.destinationLo(), segment.sourceHi(),
                segment.sourceLo());
        }
        else
        {
            ipv4Header(buffer, frame, HEADER_LENGTH, PROTOCOL_TCP);
            ipv4Addresses(buffer, frame, segment.destinationLo(), segment.sourceLo());
        }
        tcpHeader(buffer, tcp, segment.destinationPort(), segment.sourcePort(), HEADER_LENGTH);
        if (segment.isAck())
        {
            numbers(buffer, tcp, segment.ack(), 0, RST, 0);
        }
        else
        {
            numbers(buffer, tcp, 0, segment.seq() + segment.length(), RST | ACK, 0);
        }
        finish(buffer, frame, tcp, HEADER_LENGTH, segment.isIpv6());
        context.counters.increment(Counter.OUT_RSTS);
    }

    /**
     * Sends an ICMP message back to where the packet came from: the frame's own transport part, with its type replaced.
     *
     * @param type of the answer, with code 0.
     * @return false if the link had no room.
     */
    boolean echoReply(final Segment segment, final int type)
    {
        final boolean ipv6 = segment.isIpv6();
        final int ipLength = ipv6 ? IPV6_HEADER_LENGTH : IPV4_HEADER_LENGTH;
        final int length = segment.transportLength();
        final int frame = claim(ipLength + length);
        if (frame == Link.NO_ROOM)
        {
            return false;
        }
        final MutableDirectBuffer buffer = link.txBuffer();
        final int icmp = frame + ipLength;
        final int protocol = ipv6 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP;
        buffer.putBytes(icmp, segment.buffer(), segment.transportOffset(), length);
        buffer.putShort(icmp, (short)(type << 8), BIG_ENDIAN);
        buffer.putShort(icmp + 2, (short)0);
        long sum = 0;
        if (ipv6)
        {
            ipv6Header(buffer, frame, length, protocol);
            ipv6Addresses(buffer, frame, segment.destinationHi(), segment.destinationLo(), segment.sourceHi(),
                segment.sourceLo());
            sum = Checksum.addPseudo(Checksum.add(0, buffer, frame + IPV6_SOURCE_OFFSET, 32), length, protocol);
        }
        else
        {
            ipv4Header(buffer, frame, length, protocol);
            ipv4Addresses(buffer, frame, segment.destinationLo(), segment.sourceLo());
        }
        Checksum.put(buffer, icmp + 2, Checksum.add(sum, buffer, icmp, length));
        link.commit(frame, ipLength + length);
        return true;
    }

    /** Our timestamp clock towards this peer: milliseconds, with an offset of its own. */
    int tsVal(final Tcb tcb)
    {
        return context.nowMs + context.secrets.timestampOffset(tcb);
    }

    private void putTimestamps(final MutableDirectBuffer buffer, final int offset, final Tcb tcb, final boolean echo)
    {
        buffer.putInt(offset, tsVal(tcb), BIG_ENDIAN);
        buffer.putInt(offset + 4, echo ? tcb.tsRecent() : 0, BIG_ENDIAN);
    }

    private int claim(final Tcb tcb, final int tcpLength)
    {
        return claim((tcb.isIpv6() ? IPV6_HEADER_LENGTH : IPV4_HEADER_LENGTH) + tcpLength);
    }

    private int claim(final int length)
    {
        final int frame = length > link.mtuBytes() ? Link.NO_ROOM : link.claim(length);
        if (frame == Link.NO_ROOM)
        {
            context.counters.increment(Counter.LINK_TX_FULL);
        }
        return frame;
    }

    private int ipHeader(final MutableDirectBuffer buffer, final int frame, final Tcb tcb, final int tcpLength)
    {
        if (tcb.isIpv6())
        {
            ipv6Header(buffer, frame, tcpLength, PROTOCOL_TCP);
            ipv6Addresses(buffer, frame, tcb.localHi(), tcb.localLo(), tcb.remoteHi(), tcb.remoteLo());
            return frame + IPV6_HEADER_LENGTH;
        }
        ipv4Header(buffer, frame, tcpLength, PROTOCOL_TCP);
        ipv4Addresses(buffer, frame, tcb.localLo(), tcb.remoteLo());
        return frame + IPV4_HEADER_LENGTH;
    }

    private void ipv4Header(final MutableDirectBuffer buffer, final int frame, final int length, final int protocol)
    {
        buffer.putInt(frame, 0x4500_0000 | IPV4_HEADER_LENGTH + length, BIG_ENDIAN);
        // An atomic datagram's ID may be anything (RFC 6864 4.1).
        buffer.putInt(frame + IPV4_ID_OFFSET, IPV4_DONT_FRAGMENT, BIG_ENDIAN);
        buffer.putInt(frame + IPV4_TTL_OFFSET, ttl << 24 | protocol << 16, BIG_ENDIAN);
    }

    private static void ipv4Addresses(
        final MutableDirectBuffer buffer, final int frame, final long source, final long destination)
    {
        buffer.putInt(frame + IPV4_SOURCE_OFFSET, (int)source, BIG_ENDIAN);
        buffer.putInt(frame + IPV4_DESTINATION_OFFSET, (int)destination, BIG_ENDIAN);
        Checksum.put(buffer, frame + IPV4_CHECKSUM_OFFSET, Checksum.add(0, buffer, frame, IPV4_HEADER_LENGTH));
    }

    private void ipv6Header(final MutableDirectBuffer buffer, final int frame, final int length, final int protocol)
    {
        buffer.putInt(frame, 0x6000_0000, BIG_ENDIAN);
        buffer.putInt(frame + IPV6_PAYLOAD_LENGTH_OFFSET, length << 16 | protocol << 8 | ttl, BIG_ENDIAN);
    }

    private static void ipv6Addresses(
        final MutableDirectBuffer buffer,
        final int frame,
        final long sourceHi,
        final long sourceLo,
        final long destinationHi,
        final long destinationLo)
    {
        buffer.putLong(frame + IPV6_SOURCE_OFFSET, sourceHi, BIG_ENDIAN);
        buffer.putLong(frame + IPV6_SOURCE_OFFSET + 8, sourceLo, BIG_ENDIAN);
        buffer.putLong(frame + IPV6_DESTINATION_OFFSET, destinationHi, BIG_ENDIAN);
        buffer.putLong(frame + IPV6_DESTINATION_OFFSET + 8, destinationLo, BIG_ENDIAN);
    }

    private static void tcpHeader(
        final MutableDirectBuffer buffer,
        final int tcp,
        final int sourcePort,
        final int destinationPort,
        final int headerLength)
    {
        buffer.putInt(tcp + SOURCE_PORT_OFFSET, sourcePort << 16 | destinationPort, BIG_ENDIAN);
        buffer.putByte(tcp + DATA_OFFSET_OFFSET, (byte)(headerLength << 2));
        buffer.putInt(tcp + CHECKSUM_OFFSET, 0);
    }

    private static void numbers(
        final MutableDirectBuffer buffer, final int tcp, final int seq, final int ack, final int flags, final int window)
    {
        buffer.putInt(tcp + SEQ_OFFSET, seq, BIG_ENDIAN);
        buffer.putInt(tcp + ACK_OFFSET, ack, BIG_ENDIAN);
        buffer.putByte(tcp + FLAGS_OFFSET, (byte)flags);
        buffer.putShort(tcp + WINDOW_OFFSET, (short)window, BIG_ENDIAN);
    }

    private void finish(
        final MutableDirectBuffer buffer, final int frame, final int tcp, final int tcpLength, final boolean ipv6)
    {
        final long addresses = ipv6 ? Checksum.add(0, buffer, frame + IPV6_SOURCE_OFFSET, 32) :
            Checksum.add(0, buffer, frame + IPV4_SOURCE_OFFSET, 8);
        final long pseudo = Checksum.addPseudo(addresses, tcpLength, PROTOCOL_TCP);
        Checksum.put(buffer, tcp + CHECKSUM_OFFSET, Checksum.add(pseudo, buffer, tcp, tcpLength));
        link.commit(frame, tcp - frame + tcpLength);
        context.counters.increment(Counter.OUT_SEGS);
    }
}
