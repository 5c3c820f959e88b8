package io.fourtuple.state;

import static io.fourtuple.wire.IpDescriptor.*;
import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.HalfOpenEntry;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.wire.Checksum;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;
import io.fourtuple.wire.TcpDescriptor;

/**
 * ICMP and ICMPv6. Echo is answered, within limits. An error about one of our segments ends a connection in SYN_SENT
 * (RFC 5461 4) or a half-open one, and lowers the MSS of one whose packet was too big; it counts only if the sequence number
 * quoted is in flight (RFC 5927 4).
 * <p>
 * The path MTU is followed down to what IP allows: 68 bytes in IPv4, 1,280 in IPv6. Linux stops at 552 in IPv4
 * ({@code min_pmtu}) and lets routers fragment larger packets. Here each segment has the don't-fragment bit, and an ID that
 * does not tell fragments apart (RFC 6864), so that a larger segment would never arrive.
 */
final class IcmpArrives
{
    private static final int ECHO_REPLY = 0;
    private static final int UNREACHABLE = 3;
    private static final int ECHO = 8;
    private static final int CODE_NET = 0;
    private static final int CODE_HOST = 1;
    private static final int CODE_PROTOCOL = 2;
    private static final int CODE_PORT = 3;
    private static final int CODE_FRAGMENTATION_NEEDED = 4;
    private static final int V6_UNREACHABLE = 1;
    private static final int V6_PACKET_TOO_BIG = 2;
    private static final int V6_ECHO = 128;
    private static final int V6_ECHO_REPLY = 129;
    private static final int V6_CODE_PROHIBITED = 1;
    private static final int V6_CODE_PORT = 4;
    private static final int V6_CODE_POLICY = 5;
    private static final int V6_CODE_REJECT = 6;
    /** RFC 1191 3: each link carries this much. */
    private static final int MIN_MTU_IPV4 = 68;
    /** RFC 8201 4: a message that tells of less is to be discarded. */
    private static final int MIN_MTU_IPV6 = 1_280;
    /** RFC 1191 7.1: MTUs that are in use, for routers that do not tell theirs. */
    private static final int[] PLATEAUS = {32_000, 17_914, 8_166, 4_352, 2_002, 1_492, 1_006, 508, 296, MIN_MTU_IPV4};
    private static final int HEADER_LENGTH = 8;

    private final Context context;
    private final Clock clock;
    private final ConnectionTable table;
    private final SegmentWriter writer;
    private final LossRecovery recovery;
    private final Connections connections;
    private final HalfOpenConnections halfOpens;
    private final HalfOpenEntry entry = new HalfOpenEntry();
    private final FourTuple key = new FourTuple();
    private final Tcb tcb = new Tcb();
    private final AnswerLimit echoLimit;

    IcmpArrives(
        final Context context,
        final SegmentWriter writer,
        final LossRecovery recovery,
        final Connections connections,
        final HalfOpenConnections halfOpens)
    {
        this.halfOpens = halfOpens;
        this.context = context;
        clock = context.clock;
        table = context.tables.table;
        this.writer = writer;
        this.recovery = recovery;
        this.connections = connections;
        echoLimit = new AnswerLimit(context.clock, context.secrets,
            context.settings.intValue(Setting.ICMP_MSGS_PER_SEC), context.settings.intValue(Setting.ICMP_MSGS_PER_SEC_PER_ADDRESS));
    }

    Counter arrives(final Segment packet)
    {
        final DirectBuffer buffer = packet.buffer();
        final int offset = packet.transportOffset();
        final int length = packet.transportLength();
        final long pseudo = packet.isIpv6() ?
            Checksum.addPseudo(
                Checksum.add(0, buffer, packet.ipOffset() + IPV6_SOURCE_OFFSET, 32), length, PROTOCOL_ICMPV6) : 0;
        if (length < HEADER_LENGTH || Checksum.fold(Checksum.add(pseudo, buffer, offset, length)) != 0xFFFF)
        {
            return Counter.ICMP_IN_ERRORS;
        }
        final int type = buffer.getByte(offset) & 0xFF;
        final int code = buffer.getByte(offset + 1) & 0xFF;
        if (type == (packet.isIpv6() ? V6_ECHO : ECHO) && code == 0)
        {
            echo(packet);
            return Counter.ICMP_IN_ECHOS;
        }
        final boolean isTooBig = packet.isIpv6() ? type == V6_PACKET_TOO_BIG :
            type == UNREACHABLE && code == CODE_FRAGMENTATION_NEEDED;
        if (isTooBig || type == (packet.isIpv6() ? V6_UNREACHABLE : UNREACHABLE))
        {
            error(packet, code, isTooBig);
            return Counter.ICMP_IN_DEST_UNREACHS;
        }
        return Counter.ICMP_IN_OTHER;
    }

    /** Limited as RSTs are: the reply to a request with a false source goes to the host that it names. */
    private void echo(final Segment packet)
    {
        switch (echoLimit.take(packet.tuple()))
        {
            case OVER_ALL -> context.counters.increment(Counter.ICMP_OUT_RATE_LIMIT_GLOBAL);
            case OVER_ADDRESS -> context.counters.increment(Counter.ICMP_OUT_RATE_LIMIT_HOST);
            case GRANTED ->
            {
                if (writer.echoReply(packet, packet.isIpv6() ? V6_ECHO_REPLY : ECHO_REPLY))
                {
                    context.counters.increment(Counter.ICMP_OUT_ECHO_REPS);
                }
            }
        }
    }

    private void error(final Segment packet, final int code, final boolean isTooBig)
    {
        final int quoted = packet.transportOffset() + HEADER_LENGTH;
        final int quotedLength = packet.transportLength() - HEADER_LENGTH;
        final int ref = packet.isIpv6() ? findIpv6(packet.buffer(), quoted, quotedLength) :
            findIpv4(packet.buffer(), quoted, quotedLength);
        if (ConnectionTable.isHalfOpen(ref))
        {
            halfOpenError(packet, code, isTooBig, ref, quoted);
            return;
        }
        if (ref == ConnectionTable.NONE || ConnectionTable.isTimeWait(ref))
        {
            context.counters.increment(Counter.ICMP_IGNORED);
            return;
        }
        table.wrap(tcb, ref);
        final int seq = quotedSeq(packet, quoted);
        if (Seq.lt(seq, tcb.sndUna()) || !Seq.lt(seq, tcb.sndNxt()))
        {
            context.counters.increment(Counter.ICMP_IGNORED);
        }
        else if (isTooBig)
        {
            tooBig(packet, quoted);
        }
        else if (tcb.isIn(TcpState.SYN_SENT))
        {
            connections.end(tcb, isRefusal(packet, code) ? CloseReason.REFUSED : CloseReason.UNREACHABLE);
        }
    }

    /**
     * An error that quotes our ISN ends the half-open connection: no host there awaits our SYN-ACK. Linux ends it for net
     * and host unreachable in IPv4, and for the codes that icmpv6_err_convert calls fatal in IPv6; a refusal ends it here in
     * both.
     */
    private void halfOpenError(
        final Segment packet, final int code, final boolean isTooBig, final int ref, final int quoted)
    {
        table.wrap(entry, ref, clock.nowMs);
        final boolean ends = !isTooBig && (isRefusal(packet, code) || isUnreachable(packet, code));
        if (ends && quotedSeq(packet, quoted) == entry.iss())
        {
            halfOpens.fail(entry);
        }
        else
        {
            context.counters.increment(Counter.ICMP_IGNORED);
        }
    }

    private static boolean isRefusal(final Segment packet, final int code)
    {
        return packet.isIpv6() ? code == V6_CODE_PORT : code == CODE_PORT || code == CODE_PROTOCOL;
    }

    private static boolean isUnreachable(final Segment packet, final int code)
    {
        return packet.isIpv6() ? code == V6_CODE_PROHIBITED || code == V6_CODE_POLICY || code == V6_CODE_REJECT :
            code == CODE_NET || code == CODE_HOST;
    }

    private static int quotedSeq(final Segment packet, final int quoted)
    {
        final int tcp = quoted + (packet.isIpv6() ? IPV6_HEADER_LENGTH : (packet.buffer().getByte(quoted) & 0xF) << 2);
        return packet.buffer().getInt(tcp + TcpDescriptor.SEQ_OFFSET, BIG_ENDIAN);
    }

    /**
     * RFC 1191 3 and 6.5, RFC 8201 4. An answer that tells nothing new is ignored, so that one of several for a flight of
     * segments acts; so is an MTU that no link may have, or that the segment quoted would not have exceeded.
     */
    private void tooBig(final Segment packet, final int quoted)
    {
        final boolean ipv6 = packet.isIpv6();
        final int length = ipv6 ?
            IPV6_HEADER_LENGTH + unsignedShort(packet, quoted + IPV6_PAYLOAD_LENGTH_OFFSET) :
            unsignedShort(packet, quoted + IPV4_TOTAL_LENGTH_OFFSET);
        final long mtu = ipv6 ? packet.buffer().getInt(packet.transportOffset() + 4, BIG_ENDIAN) & 0xFFFF_FFFFL :
            nextHopMtu(unsignedShort(packet, packet.transportOffset() + 6), length);
        final int headers = (ipv6 ? IPV6_HEADER_LENGTH : IPV4_HEADER_LENGTH) + TcpDescriptor.HEADER_LENGTH +
            (tcb.is(Tcb.TS_OK) ? TcpDescriptor.TIMESTAMPS_LENGTH : 0);
        if (mtu < (ipv6 ? MIN_MTU_IPV6 : MIN_MTU_IPV4) || mtu >= length || mtu - headers >= tcb.mss() ||
            tcb.stateOrdinal() < TcpState.ESTABLISHED.ordinal())
        {
            context.counters.increment(Counter.PMTU_IGNORED);
            return;
        }
        tcb.mss((int)mtu - headers);
        context.counters.increment(Counter.PMTU_LOWERED);
        recovery.tooBig(tcb);
    }

    /** RFC 1191 4 and 5: a router that does not tell its MTU sends 0; the MTU then is the plateau below the packet. */
    private static int nextHopMtu(final int told, final int length)
    {
        if (told != 0)
        {
            return told;
        }
        for (final int plateau : PLATEAUS)
        {
            if (plateau < length)
            {
                return plateau;
            }
        }
        return 0;
    }

    private static int unsignedShort(final Segment packet, final int index)
    {
        return packet.buffer().getShort(index, BIG_ENDIAN) & 0xFFFF;
    }

    /** We send no fragments: a quote of our segment is of IP version 4 and whole. */
    private int findIpv4(final DirectBuffer buffer, final int offset, final int length)
    {
        final int headerLength = length < IPV4_HEADER_LENGTH ? 0 : (buffer.getByte(offset) & 0xF) << 2;
        if (headerLength < IPV4_HEADER_LENGTH || length < headerLength + 8 ||
            (buffer.getByte(offset) & 0xF0) != 0x40 ||
            (buffer.getShort(offset + IPV4_FRAGMENT_OFFSET, BIG_ENDIAN) & IPV4_FRAGMENT_MASK) != 0 ||
            buffer.getByte(offset + IPV4_PROTOCOL_OFFSET) != PROTOCOL_TCP)
        {
            return -1;
        }
        final int ports = buffer.getInt(offset + headerLength, BIG_ENDIAN);
        return table.find(key.family(false)
            .local(0, buffer.getInt(offset + IPV4_SOURCE_OFFSET, BIG_ENDIAN) & 0xFFFF_FFFFL, ports >>> 16)
            .remote(0, buffer.getInt(offset + IPV4_DESTINATION_OFFSET, BIG_ENDIAN) & 0xFFFF_FFFFL, ports & 0xFFFF));
    }

    private int findIpv6(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < IPV6_HEADER_LENGTH + 8 || (buffer.getByte(offset) & 0xF0) != 0x60 ||
            buffer.getByte(offset + IPV6_NEXT_HEADER_OFFSET) != PROTOCOL_TCP)
        {
            return -1;
        }
        final int ports = buffer.getInt(offset + IPV6_HEADER_LENGTH, BIG_ENDIAN);
        return table.find(key.family(true)
            .local(buffer.getLong(offset + IPV6_SOURCE_OFFSET, BIG_ENDIAN),
                buffer.getLong(offset + IPV6_SOURCE_OFFSET + 8, BIG_ENDIAN), ports >>> 16)
            .remote(buffer.getLong(offset + IPV6_DESTINATION_OFFSET, BIG_ENDIAN),
                buffer.getLong(offset + IPV6_DESTINATION_OFFSET + 8, BIG_ENDIAN), ports & 0xFFFF));
    }
}
