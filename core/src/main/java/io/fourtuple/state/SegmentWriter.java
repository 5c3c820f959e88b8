package io.fourtuple.state;

import static io.fourtuple.wire.IpDescriptor.*;
import static io.fourtuple.wire.TcpDescriptor.*;
import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.link.Link;
import io.fourtuple.table.CompactEntry;
import io.fourtuple.table.HalfOpenEntry;
import io.fourtuple.table.SendMemory;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.TimeWaitEntry;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Checksum;
import io.fourtuple.wire.Headers;
import io.fourtuple.wire.Segment;

/** Writes segments straight into claimed room of the link: IP header, TCP header, options, data, checksums. */
final class SegmentWriter
{
    /** What the length field of an IPv4 header can say. */
    private static final int MAX_PACKET = 65_535;
    /** The least of a segment's size that a peer can make us send fits in. */
    private static final int MIN_MTU_IPV4 = IPV4_HEADER_LENGTH + HEADER_LENGTH + MIN_SND_MSS;
    private static final int MIN_MTU_IPV6 = 1_280;
    /** In the place of an acknowledgment number, for a SYN that has none. */
    private static final long NO_ACK = -1;

    private final Counters counters;
    private final Clock clock;
    private final SendMemory sendMemory;
    private final Secrets secrets;
    private final ReceiveWindow windows;
    private final Link link;
    private final long txAddress;
    private final int mtuBytes;
    /** The DS field in the second byte, TTL or hop limit in the lowest. */
    private final int hop;
    private final boolean flowLabels;
    private final boolean timestamps;
    private final boolean scaling;
    private final boolean sack;
    private final ResetLimit strays;
    private final SynOptions options = new SynOptions();
    private final FourTuple tuple = new FourTuple();

    SegmentWriter(
        final Settings settings,
        final Link link,
        final Counters counters,
        final Clock clock,
        final SendMemory sendMemory,
        final Secrets secrets,
        final ReceiveWindow windows)
    {
        this.counters = counters;
        this.clock = clock;
        this.sendMemory = sendMemory;
        this.secrets = secrets;
        this.windows = windows;
        this.link = link;
        if (link.txBuffer().byteArray() != null)
        {
            throw new IllegalArgumentException("a link's buffer must lie off the heap: " + link.txBuffer());
        }
        txAddress = link.txBuffer().addressOffset();
        mtuBytes = Math.min(link.mtuBytes(), MAX_PACKET);
        hop = settings.intValue(Setting.IP_DSCP) << 10 | settings.intValue(Setting.IP_DEFAULT_TTL);
        flowLabels = settings.isOn(Setting.AUTO_FLOWLABELS);
        timestamps = settings.isOn(Setting.TCP_TIMESTAMPS);
        scaling = settings.isOn(Setting.TCP_WINDOW_SCALING);
        sack = settings.isOn(Setting.TCP_SACK);
        strays = new ResetLimit(settings, counters, clock, secrets);
    }

    /** A link that carries handshakes but no data would be worse than none. */
    static void checkMtu(final int mtu, final LocalAddresses localAddresses)
    {
        if (mtu < MIN_MTU_IPV4)
        {
            throw new IllegalArgumentException("a link's MTU must be at least " + MIN_MTU_IPV4 + ", for headers and " +
                MIN_SND_MSS + " bytes of data: mtu=" + mtu);
        }
        final Endpoint ipv6 = localAddresses.first(true);
        if (mtu < MIN_MTU_IPV6 && ipv6 != null)
        {
            throw new IllegalArgumentException("a link's MTU must be at least " + MIN_MTU_IPV6 +
                " with IPv6 addresses (RFC 8200 5): mtu=" + mtu + " address=" + ipv6);
        }
    }

    /** MSS that our SYNs announce: what the link carries without the headers (RFC 9293 3.7.1). */
    int ownMss(final boolean ipv6)
    {
        return mtuBytes - ipLength(ipv6) - HEADER_LENGTH;
    }

    /**
     * Sends the SYN of a connection in SYN_SENT, or the SYN-ACK of one in SYN_RCVD.
     *
     * @param isAnswer whether it is a SYN-ACK, with the options agreed on instead of those offered.
     * @return false if the link had no room.
     */
    boolean syn(final Tcb tcb, final boolean isAnswer)
    {
        final boolean withScale = isAnswer ? tcb.isScaling() : scaling;
        options.set(0, withScale ? 0 : Segment.ABSENT, isAnswer ? tcb.is(Tcb.SACK_OK) : sack,
            isAnswer ? tcb.is(Tcb.TS_OK) : timestamps);
        tcb.tuple(tuple);
        return writeSyn(tuple, tcb.sndUna(), isAnswer ? tcb.rcvNxt() : NO_ACK, options, tsVal(tcb),
            isAnswer ? tcb.tsRecent() : 0, windows.ofSyn()) || hasToWait();
    }

    /**
     * Sends the SYN-ACK of a half-open connection, or a cookie.
     *
     * @param key    of the connection.
     * @param iss    our ISN.
     * @param rcvNxt IRS + 1.
     * @param agreed on by the peer's SYN; what they say of our timestamp's lowest bits is done.
     * @param tsEcr  the SYN's TSval.
     * @param window offered.
     * @return false if the link had no room, which the caller counts: it knows whether the segment is sent later.
     */
    boolean synAck(
        final FourTuple key,
        final int iss,
        final int rcvNxt,
        final SynOptions agreed,
        final int tsEcr,
        final int window)
    {
        final int timeMs = agreed.timestampBits() == SynOptions.NO_BITS ? clock.nowMs :
            withLowestBits(clock.nowMs, agreed.timestampBits());
        final int tsVal = agreed.hasTimestamps() ? timeMs + secrets.timestampOffset(key) : 0;
        return writeSyn(key, iss, rcvNxt & 0xFFFF_FFFFL, agreed, tsVal, tsEcr, window);
    }

    /** The latest time not after now that has these lowest bits: a timestamp must not run ahead of its clock. */
    private static int withLowestBits(final int nowMs, final int bits)
    {
        final int mask = (1 << SynOptions.TIMESTAMP_BITS) - 1;
        final int time = nowMs & ~mask | bits & mask;
        return time - nowMs > 0 ? time - mask - 1 : time;
    }

    private boolean writeSyn(
        final FourTuple key,
        final int seq,
        final long ack,
        final SynOptions agreed,
        final int tsVal,
        final int tsEcr,
        final int window)
    {
        final boolean withTimestamps = agreed.hasTimestamps();
        final boolean withScale = agreed.windowScale() != Segment.ABSENT;
        final boolean withSack = agreed.isSackPermitted();
        final int headerLength =
            HEADER_LENGTH + 4 + (withTimestamps ? TIMESTAMPS_LENGTH : withSack ? 4 : 0) + (withScale ? 4 : 0);
        final boolean ipv6 = key.isIpv6();
        final int frame = claim(ipLength(ipv6) + headerLength);
        if (frame == Link.NO_ROOM)
        {
            return false;
        }
        final long ip = txAddress + frame;
        final long tcp = ip + ipLength(ipv6);
        long sum = ipHeader(ip, key, headerLength);
        long option = tcp + HEADER_LENGTH;
        sum += Headers.option(option, OPTION_MSS << 24 | 4 << 16 | ownMss(ipv6));
        option += 4;
        if (withTimestamps)
        {
            // As Linux lays them out: SACK-permitted takes the place of the timestamps' padding.
            sum += Headers.option(option, withSack ?
                OPTION_SACK_PERMITTED << 24 | 2 << 16 | OPTION_TIMESTAMPS << 8 | 10 : TIMESTAMPS_WORD);
            sum += Headers.timestamps(option + 4, tsVal, tsEcr);
            option += TIMESTAMPS_LENGTH;
        }
        else if (withSack)
        {
            sum += Headers.option(option, OPTION_NOP << 24 | OPTION_NOP << 16 | OPTION_SACK_PERMITTED << 8 | 2);
            option += 4;
        }
        if (withScale)
        {
            sum += Headers.option(
                option, OPTION_NOP << 24 | OPTION_WINDOW_SCALE << 16 | 3 << 8 | windows.offeredScale());
        }
        final boolean isAnswer = ack != NO_ACK;
        Headers.tcp(tcp, key.localPort() << 16 | key.remotePort(), seq, isAnswer ? (int)ack : 0, headerLength,
            isAnswer ? SYN | ACK : SYN, window, sum);
        commit(frame, ipLength(ipv6) + headerLength);
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
        final boolean withTimestamps = tcb.is(Tcb.TS_OK);
        final int headerLength = withTimestamps ? HEADER_LENGTH + TIMESTAMPS_LENGTH : HEADER_LENGTH;
        final boolean ipv6 = tcb.isIpv6();
        final int frame = claim(ipLength(ipv6) + headerLength + length);
        if (frame == Link.NO_ROOM)
        {
            return (flags & RST) != 0 ? isLost() : hasToWait();
        }
        final long ip = txAddress + frame;
        final long tcp = ip + ipLength(ipv6);
        long sum = ipHeader(ip, tcb, headerLength + length);
        if (withTimestamps)
        {
            sum += Headers.option(tcp + HEADER_LENGTH, TIMESTAMPS_WORD);
            sum += Headers.timestamps(tcp + HEADER_LENGTH + 4, tsVal(tcb), tcb.tsRecent());
        }
        if (length > 0)
        {
            sendMemory.copy(transfer, from, length, link.txBuffer(), frame + ipLength(ipv6) + headerLength);
            sum += Headers.data(tcp + headerLength, length);
        }
        Headers.tcp(
            tcp, ports(tcb), seq, tcb.rcvNxt(), headerLength, ACK | flags, windows.advertise(tcb), sum);
        commit(frame, ipLength(ipv6) + headerLength + length);
        tcb.clear(Tcb.ACK_PENDING);
        return true;
    }

    /**
     * Sends the ACK of a connection in TIME_WAIT: {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>}. The window says nothing any
     * more, as nothing can come behind the peer's FIN; it is the one a new connection would offer.
     *
     * @return false if the link had no room, which the caller counts.
     */
    boolean ack(final TimeWaitEntry timeWait)
    {
        return ack(timeWait, timeWait.sndNxt(), timeWait.rcvNxt(), windows.ofTimeWait(timeWait));
    }

    /**
     * Sends the ACK of a half-open connection: {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>}.
     *
     * @param window that its SYN-ACK offered, in bytes.
     */
    void ack(final HalfOpenEntry opening, final int window)
    {
        opening.options(options);
        final boolean isScaled = options.windowScale() != Segment.ABSENT;
        if (!ack(opening, opening.iss() + 1, opening.irs() + 1, windows.ofHalfOpen(window, isScaled)))
        {
            isLost();
        }
    }

    private boolean ack(final CompactEntry entry, final int seq, final int ack, final int window)
    {
        final boolean withTimestamps = entry.hasTimestamps();
        final int headerLength = withTimestamps ? HEADER_LENGTH + TIMESTAMPS_LENGTH : HEADER_LENGTH;
        final int ipLength = ipLength(entry.isIpv6());
        final int frame = claim(ipLength + headerLength);
        if (frame == Link.NO_ROOM)
        {
            return false;
        }
        entry.tuple(tuple);
        final long ip = txAddress + frame;
        final long tcp = ip + ipLength;
        long sum = ipHeader(ip, tuple, headerLength);
        if (withTimestamps)
        {
            final int tsVal = clock.nowMs + secrets.timestampOffset(tuple);
            sum += Headers.option(tcp + HEADER_LENGTH, TIMESTAMPS_WORD);
            sum += Headers.timestamps(tcp + HEADER_LENGTH + 4, tsVal, entry.tsRecent());
        }
        Headers.tcp(tcp, tuple.localPort() << 16 | tuple.remotePort(), seq, ack, headerLength, ACK, window, sum);
        commit(frame, ipLength + headerLength);
        return true;
    }

    /** Sends the RST of a connection that is aborted from our side (RFC 9293 3.10.5). */
    void reset(final Tcb tcb)
    {
        if (ack(tcb, RST, tcb.sndNxt(), null, 0, 0))
        {
            counters.increment(Counter.OUT_RSTS);
        }
    }

    /** {@link #resetFor} for a segment that belongs to nothing: as {@code rst_answer} has it. */
    void resetStray(final Segment segment)
    {
        if (!segment.isRst() && strays.mayAnswer(segment.tuple()))
        {
            resetFor(segment);
        }
    }

    /** A segment that its connection had no use for takes as much of the limits of RSTs as if there were no connection. */
    void countStray(final Segment segment)
    {
        strays.count(segment.tuple());
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
        final int ipLength = ipLength(segment.isIpv6());
        final int frame = claim(ipLength + HEADER_LENGTH);
        if (frame == Link.NO_ROOM)
        {
            isLost();
            return;
        }
        final long sum = ipHeader(txAddress + frame, segment, PROTOCOL_TCP, HEADER_LENGTH);
        final boolean isAck = segment.isAck();
        Headers.tcp(
            txAddress + frame + ipLength,
            segment.destinationPort() << 16 | segment.sourcePort(),
            isAck ? segment.ack() : 0,
            isAck ? 0 : segment.seq() + segment.length(),
            HEADER_LENGTH,
            isAck ? RST : RST | ACK,
            0,
            sum);
        commit(frame, ipLength + HEADER_LENGTH);
        counters.increment(Counter.OUT_RSTS);
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
        final int length = segment.transportLength();
        final int frame = claim(ipLength(ipv6) + length);
        if (frame == Link.NO_ROOM)
        {
            return isLost();
        }
        final MutableDirectBuffer buffer = link.txBuffer();
        final int icmp = frame + ipLength(ipv6);
        buffer.putBytes(icmp, segment.buffer(), segment.transportOffset(), length);
        buffer.putShort(icmp, (short)(type << 8), BIG_ENDIAN);
        buffer.putShort(icmp + 2, (short)0);
        ipHeader(txAddress + frame, segment, ipv6 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP, length);
        final long pseudo = ipv6 ? Checksum.addPseudo(
            Checksum.add(0, buffer, frame + IPV6_SOURCE_OFFSET, 32), length, PROTOCOL_ICMPV6) : 0;
        Checksum.put(buffer, icmp + 2, Checksum.add(pseudo, buffer, icmp, length));
        link.commit(frame, ipLength(ipv6) + length);
        return true;
    }

    /** Our timestamp clock towards this peer: milliseconds, with an offset of its own. */
    int tsVal(final Tcb tcb)
    {
        return clock.nowMs + secrets.timestampOffset(tcb);
    }

    private int claim(final int length)
    {
        final int frame = length > mtuBytes ? Link.NO_ROOM : link.claim(length);
        if (frame != Link.NO_ROOM && UnsafeBuffer.SHOULD_BOUNDS_CHECK)
        {
            link.txBuffer().boundsCheck(frame, length);
        }
        return frame;
    }

    /** The link had no room for a segment that is sent later: by the output list, or a timer. */
    boolean hasToWait()
    {
        counters.increment(Counter.LINK_TX_WAITS);
        return false;
    }

    /** The link had no room for a segment, and nobody sends it later. */
    boolean isLost()
    {
        counters.increment(Counter.LINK_TX_FULL);
        return false;
    }

    private void commit(final int frame, final int length)
    {
        link.commit(frame, length);
        counters.increment(Counter.OUT_SEGS);
    }

    private static int ipLength(final boolean ipv6)
    {
        return ipv6 ? IPV6_HEADER_LENGTH : IPV4_HEADER_LENGTH;
    }

    private static int ports(final Tcb tcb)
    {
        return tcb.localPort() << 16 | tcb.remotePort();
    }

    /** Writes the IP header of a connection's segment; its pseudo header's sum is returned. */
    private long ipHeader(final long ip, final Tcb tcb, final int tcpLength)
    {
        if (tcb.isIpv6())
        {
            tcb.tuple(tuple);
            return ipv6Header(ip, tuple, PROTOCOL_TCP, tcpLength);
        }
        return Headers.ipv4(ip, hop, PROTOCOL_TCP, tcpLength, tcb.localLo(), tcb.remoteLo());
    }

    private long ipHeader(final long ip, final FourTuple key, final int tcpLength)
    {
        return key.isIpv6() ? ipv6Header(ip, key, PROTOCOL_TCP, tcpLength) :
            Headers.ipv4(ip, hop, PROTOCOL_TCP, tcpLength, key.localLo(), key.remoteLo());
    }

    /** Writes the IP header of an answer to a packet; its pseudo header's sum is returned. */
    private long ipHeader(final long ip, final Segment segment, final int protocol, final int length)
    {
        return segment.isIpv6() ? ipv6Header(ip, segment.tuple(), protocol, length) :
            Headers.ipv4(ip, hop, protocol, length, segment.destinationLo(), segment.sourceLo());
    }

    private long ipv6Header(final long ip, final FourTuple key, final int protocol, final int length)
    {
        return Headers.ipv6(ip, hop, flowLabels ? secrets.flowLabel(key) : 0, protocol, length, key);
    }
}
