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

/**
 * Writes segments straight into claimed room of the link. Called by each class that sends; what is sent, and how often, is
 * up to them.
 * <pre>
 *   claim ──> options, data ──> IP header ──> TCP header with the checksum, commit
 *     └── no room: false └── each adds to the sum ──┘
 * </pre>
 */
final class SegmentWriter
{
    /** Largest length that an IPv4 header can say. */
    private static final int MAX_PACKET = 65_535;
    /** Where the ECN field lies in {@link #hop}. */
    private static final int ECN_SHIFT = 8;
    /** The least of a segment's size that a peer can make us send fits in. */
    private static final int MIN_MTU_IPV4 = IPV4_HEADER_LENGTH + HEADER_LENGTH + MIN_SND_MSS;
    private static final int MIN_MTU_IPV6 = 1_280;

    private final Counters counters;
    private final Clock clock;
    private final SendMemory sendMemory;
    private final Secrets secrets;
    private final ReceiveWindow windows;
    private final SackBlocks sackBlocks;
    private final Link link;
    private final long txAddress;
    private final int mtuBytes;
    /** The DS field in the second byte, TTL or hop limit in the lowest. */
    private final int hop;
    private final boolean flowLabels;
    private final boolean timestamps;
    private final boolean scaling;
    private final boolean sack;
    private final boolean asksForEcn;
    private final SynOptions options = new SynOptions();
    private final FourTuple tuple = new FourTuple();

    SegmentWriter(
        final Settings settings,
        final Link link,
        final Counters counters,
        final Clock clock,
        final SendMemory sendMemory,
        final Secrets secrets,
        final ReceiveWindow windows,
        final SackBlocks sackBlocks)
    {
        this.counters = counters;
        this.clock = clock;
        this.sendMemory = sendMemory;
        this.secrets = secrets;
        this.windows = windows;
        this.sackBlocks = sackBlocks;
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
        asksForEcn = settings.intValue(Setting.TCP_ECN) == 1;
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
     * Sends the SYN of a connection in SYN_SENT, with the options that we offer.
     *
     * @return false if the link had no room: it is sent later, by a timer.
     */
    boolean syn(final Tcb tcb)
    {
        options.set(0, scaling ? 0 : Segment.ABSENT, sack, timestamps);
        tcb.tuple(tuple);
        final int flags = asksForEcn(tcb) ? SYN | ECE | CWR : SYN;
        return syn(tuple, flags, tcb.sndUna(), 0, options, tsVal(tcb), 0, windows.ofSyn()) || countAsWaiting();
    }

    /** RFC 3168 6.1.1.1: a SYN that is sent again asks no more, since the first may have been dropped for asking. */
    boolean asksForEcn(final Tcb tcb)
    {
        return asksForEcn && tcb.retries() == 0;
    }

    /**
     * Sends the SYN-ACK of a connection whose SYN has crossed another, with the options agreed on.
     *
     * @return false if the link had no room: it is sent later, by a timer.
     */
    boolean synAck(final Tcb tcb)
    {
        options.set(0, tcb.isScaling() ? 0 : Segment.ABSENT, tcb.is(Tcb.SACK_OK), tcb.is(Tcb.TS_OK));
        tcb.tuple(tuple);
        return syn(tuple, SYN | ACK, tcb.sndUna(), tcb.rcvNxt(), options, tsVal(tcb), tcb.tsRecent(),
            windows.ofSyn()) || countAsWaiting();
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
        return syn(key, agreed.isEcn() ? SYN | ACK | ECE : SYN | ACK, iss, rcvNxt, agreed, tsVal, tsEcr, window);
    }

    /** The latest time not after now that has these lowest bits: a timestamp must not run ahead of its clock. */
    private static int withLowestBits(final int nowMs, final int bits)
    {
        final int mask = (1 << SynOptions.TIMESTAMP_BITS) - 1;
        final int time = nowMs & ~mask | bits & mask;
        return time - nowMs > 0 ? time - mask - 1 : time;
    }

    /** As Linux lays the options out: where there are timestamps, SACK-permitted takes the place of their padding. */
    private boolean syn(
        final FourTuple key,
        final int flags,
        final int seq,
        final int ack,
        final SynOptions agreed,
        final int tsVal,
        final int tsEcr,
        final int window)
    {
        final boolean withTimestamps = agreed.hasTimestamps();
        final boolean withScale = agreed.windowScale() != Segment.ABSENT;
        final boolean withSack = agreed.isSackPermitted();
        final int optionsLength =
            OPTION_WORD_LENGTH * (1 + (withSack && !withTimestamps ? 1 : 0) + (withScale ? 1 : 0)) +
            (withTimestamps ? TIMESTAMPS_LENGTH : 0);
        final int frame = claim(key.isIpv6(), HEADER_LENGTH + optionsLength);
        if (frame == Link.NO_ROOM)
        {
            return false;
        }
        long option = txAddress + frame + ipLength(key.isIpv6()) + HEADER_LENGTH;
        long sum = Headers.option(option, MSS_WORD | ownMss(key.isIpv6()));
        option += OPTION_WORD_LENGTH;
        if (withTimestamps)
        {
            sum += timestamps(option, withSack ? SACK_TIMESTAMPS_WORD : TIMESTAMPS_WORD, tsVal, tsEcr);
            option += TIMESTAMPS_LENGTH;
        }
        else if (withSack)
        {
            sum += Headers.option(option, SACK_PERMITTED_WORD);
            option += OPTION_WORD_LENGTH;
        }
        if (withScale)
        {
            sum += Headers.option(option, WINDOW_SCALE_WORD | windows.offeredScale());
        }
        end(key, frame, HEADER_LENGTH + optionsLength, seq, ack, flags, window, sum);
        return true;
    }

    /** Sends a bare ACK: {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>}; false if the link had no room. */
    boolean ack(final Tcb tcb)
    {
        return data(tcb, 0, tcb.sndNxt(), null, 0, 0);
    }

    /** Sends a bare ACK with a sequence number that the peer does not accept, so that it answers; false: no room. */
    boolean probe(final Tcb tcb)
    {
        return data(tcb, 0, tcb.sndUna() - 1, null, 0, 0);
    }

    /** Sends a FIN without data; false if the link had no room. */
    boolean fin(final Tcb tcb, final int seq)
    {
        return data(tcb, FIN, seq, null, 0, 0);
    }

    /** Sends the RST of a connection that is aborted from our side (RFC 9293 3.10.5). */
    void reset(final Tcb tcb)
    {
        if (data(tcb, RST, tcb.sndNxt(), null, 0, 0))
        {
            counters.increment(Counter.OUT_RSTS);
        }
    }

    /**
     * Sends a segment with ACK, and with data if there is some.
     *
     * @param flags    besides ACK.
     * @param seq      SEG.SEQ.
     * @param transfer holds the data; not looked at if {@code length} is 0.
     * @param from     distance of the first byte from SND.UNA.
     * @param length   bytes of data.
     * @return false if the link had no room.
     */
    boolean data(
        final Tcb tcb,
        final int flags,
        final int seq,
        final Transfer transfer,
        final int from,
        final int length)
    {
        final boolean ipv6 = tcb.isIpv6();
        final boolean withTimestamps = tcb.is(Tcb.TS_OK);
        final int sackLength = (flags & RST) != 0 ? 0 : sackBlocks.choose(tcb, length);
        final int headerLength = HEADER_LENGTH + (withTimestamps ? TIMESTAMPS_LENGTH : 0) + sackLength;
        final int frame = claim(ipv6, headerLength + length);
        if (frame == Link.NO_ROOM)
        {
            return (flags & RST) != 0 ? countAsLost() : countAsWaiting();
        }
        final int header = frame + ipLength(ipv6);
        final long tcp = txAddress + header;
        long sum = 0;
        if (withTimestamps)
        {
            sum = timestamps(tcp + HEADER_LENGTH, TIMESTAMPS_WORD, tsVal(tcb), tcb.tsRecent());
        }
        if (sackLength > 0)
        {
            sum += sackBlocks.write(tcp + headerLength - sackLength);
        }
        if (length > 0)
        {
            sendMemory.copy(transfer, from, length, link.txBuffer(), header + headerLength);
            sum += Headers.data(tcp + headerLength, length);
        }
        // RFC 3168 6.1.4 to 6.1.6: data that goes for the first time is capable; ACKs and what is sent again are not.
        final boolean isEcn = tcb.isEcn();
        final boolean isNew = length > 0 && seq == tcb.sndNxt();
        final int hopAndEcn = isEcn && isNew ? hop | ECT_0 << ECN_SHIFT : hop;
        if (ipv6)
        {
            tcb.tuple(tuple);
            sum += ipv6Header(frame, hopAndEcn, tuple, PROTOCOL_TCP, headerLength + length);
        }
        else
        {
            sum += Headers.ipv4(
                txAddress + frame, hopAndEcn, PROTOCOL_TCP, headerLength + length, tcb.localLo(), tcb.remoteLo());
        }
        Headers.tcp(tcp, tcb.localPort() << 16 | tcb.remotePort(), seq, tcb.rcvNxt(), headerLength,
            ACK | (isEcn ? flags | Ecn.flags(tcb, isNew ? transfer : null, flags) : flags), windows.advertise(tcb), sum);
        commit(frame, header - frame + headerLength + length);
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
            countAsLost();
        }
    }

    private boolean ack(final CompactEntry entry, final int seq, final int ack, final int window)
    {
        final boolean withTimestamps = entry.hasTimestamps();
        entry.tuple(tuple);
        final int headerLength = withTimestamps ? HEADER_LENGTH + TIMESTAMPS_LENGTH : HEADER_LENGTH;
        final int frame = claim(tuple.isIpv6(), headerLength);
        if (frame == Link.NO_ROOM)
        {
            return false;
        }
        final long option = txAddress + frame + ipLength(tuple.isIpv6()) + HEADER_LENGTH;
        final long sum = !withTimestamps ? 0 : timestamps(
            option, TIMESTAMPS_WORD, clock.nowMs + secrets.timestampOffset(tuple), entry.tsRecent());
        end(tuple, frame, headerLength, seq, ack, ACK, window, sum);
        return true;
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
        final int frame = claim(segment.isIpv6(), HEADER_LENGTH);
        if (frame == Link.NO_ROOM)
        {
            countAsLost();
            return;
        }
        if (segment.isAck())
        {
            end(segment.tuple(), frame, HEADER_LENGTH, segment.ack(), 0, RST, 0, 0);
        }
        else
        {
            end(segment.tuple(), frame, HEADER_LENGTH, 0, segment.seq() + segment.length(), RST | ACK, 0, 0);
        }
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
        final int frame = claim(ipv6, length);
        if (frame == Link.NO_ROOM)
        {
            return countAsLost();
        }
        final MutableDirectBuffer buffer = link.txBuffer();
        final int icmp = frame + ipLength(ipv6);
        buffer.putBytes(icmp, segment.buffer(), segment.transportOffset(), length);
        buffer.putShort(icmp, (short)(type << 8), BIG_ENDIAN);
        buffer.putShort(icmp + 2, (short)0);
        ipHeader(frame, segment.tuple(), ipv6 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP, length);
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

    /** Claims room for an IP packet with so many bytes behind its IP header; {@link Link#NO_ROOM} if there is none. */
    private int claim(final boolean ipv6, final int bytes)
    {
        final int length = ipLength(ipv6) + bytes;
        final int frame = length > mtuBytes ? Link.NO_ROOM : link.claim(length);
        if (frame != Link.NO_ROOM && UnsafeBuffer.SHOULD_BOUNDS_CHECK)
        {
            link.txBuffer().boundsCheck(frame, length);
        }
        return frame;
    }

    private static long timestamps(final long option, final int word, final int tsVal, final int tsEcr)
    {
        return Headers.option(option, word) + Headers.timestamps(option + OPTION_WORD_LENGTH, tsVal, tsEcr);
    }

    /** Writes the headers of a segment without data, whose options make the sum, and sends it. */
    private void end(
        final FourTuple key,
        final int frame,
        final int headerLength,
        final int seq,
        final int ack,
        final int flags,
        final int window,
        final long sum)
    {
        final int ipLength = ipLength(key.isIpv6());
        final long pseudo = ipHeader(frame, key, PROTOCOL_TCP, headerLength);
        Headers.tcp(txAddress + frame + ipLength, key.localPort() << 16 | key.remotePort(), seq, ack, headerLength, flags,
            window, pseudo + sum);
        commit(frame, ipLength + headerLength);
    }

    private void commit(final int frame, final int length)
    {
        link.commit(frame, length);
        counters.increment(Counter.OUT_SEGS);
    }

    /** Counts a segment that the link had no room for, and that is sent later, by the output list or a timer: false. */
    boolean countAsWaiting()
    {
        counters.increment(Counter.LINK_TX_WAITS);
        return false;
    }

    /** Counts a segment that the link had no room for, and that nobody sends later: false. */
    boolean countAsLost()
    {
        counters.increment(Counter.LINK_TX_FULL);
        return false;
    }

    private static int ipLength(final boolean ipv6)
    {
        return ipv6 ? IPV6_HEADER_LENGTH : IPV4_HEADER_LENGTH;
    }

    /** Writes the IP header; its pseudo header's sum is returned. */
    private long ipHeader(final int frame, final FourTuple key, final int protocol, final int length)
    {
        return key.isIpv6() ? ipv6Header(frame, hop, key, protocol, length) :
            Headers.ipv4(txAddress + frame, hop, protocol, length, key.localLo(), key.remoteLo());
    }

    private long ipv6Header(
        final int frame, final int hopAndEcn, final FourTuple key, final int protocol, final int length)
    {
        final int label = flowLabels ? secrets.flowLabel(key) : 0;
        return Headers.ipv6(txAddress + frame, hopAndEcn, label, protocol, length, key);
    }
}
