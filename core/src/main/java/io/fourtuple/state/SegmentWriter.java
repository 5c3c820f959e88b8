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
 *   begin ──> claim, IP header ──> option, timestamps, data ──> end: TCP header with the checksum, commit
 *     └── no room: false                └── each adds to the sum ──┘
 * </pre>
 */
final class SegmentWriter
{
    /** Largest length that an IPv4 header can say. */
    private static final int MAX_PACKET = 65_535;
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
    private final SynOptions options = new SynOptions();
    private final FourTuple tuple = new FourTuple();
    // Of the segment that is being written: offset in the buffer, addresses of its header and of its next option, bytes.
    private int frame;
    private long tcp;
    private long option;
    private int headerLength;
    private int dataLength;
    /** Of all that is written so far and counts in the checksum. */
    private long sum;

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
        return syn(tuple, SYN, tcb.sndUna(), 0, options, tsVal(tcb), 0, windows.ofSyn()) || hasToWait();
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
            windows.ofSyn()) || hasToWait();
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
        return syn(key, SYN | ACK, iss, rcvNxt, agreed, tsVal, tsEcr, window);
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
        if (!begin(key, HEADER_LENGTH + optionsLength))
        {
            return false;
        }
        option(MSS_WORD | ownMss(key.isIpv6()));
        if (withTimestamps)
        {
            timestamps(withSack ? SACK_TIMESTAMPS_WORD : TIMESTAMPS_WORD, tsVal, tsEcr);
        }
        else if (withSack)
        {
            option(SACK_PERMITTED_WORD);
        }
        if (withScale)
        {
            option(WINDOW_SCALE_WORD | windows.offeredScale());
        }
        end(ports(key), seq, ack, flags, window);
        return true;
    }

    /** Sends a bare ACK: {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>}; false if the link had no room. */
    boolean ack(final Tcb tcb)
    {
        return bare(tcb, 0, tcb.sndNxt());
    }

    /** Sends a bare ACK with a sequence number that the peer does not accept, so that it answers; false: no room. */
    boolean probe(final Tcb tcb)
    {
        return bare(tcb, 0, tcb.sndUna() - 1);
    }

    /** Sends a FIN without data; false if the link had no room. */
    boolean fin(final Tcb tcb, final int seq)
    {
        return bare(tcb, FIN, seq);
    }

    /** Sends the RST of a connection that is aborted from our side (RFC 9293 3.10.5). */
    void reset(final Tcb tcb)
    {
        if (bare(tcb, RST, tcb.sndNxt()))
        {
            counters.increment(Counter.OUT_RSTS);
        }
    }

    private boolean bare(final Tcb tcb, final int flags, final int seq)
    {
        return data(tcb, flags, seq, null, 0, 0);
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
        final boolean withTimestamps = tcb.is(Tcb.TS_OK);
        final int sackLength = (flags & RST) != 0 ? 0 : sackBlocks.choose(tcb, length);
        if (!begin(tcb, HEADER_LENGTH + (withTimestamps ? TIMESTAMPS_LENGTH : 0) + sackLength, length))
        {
            return (flags & RST) != 0 ? isLost() : hasToWait();
        }
        if (withTimestamps)
        {
            timestamps(TIMESTAMPS_WORD, tsVal(tcb), tcb.tsRecent());
        }
        if (sackLength > 0)
        {
            sum += sackBlocks.write(option);
        }
        if (length > 0)
        {
            final long data = tcp + headerLength;
            sendMemory.copy(transfer, from, length, link.txBuffer(), (int)(data - txAddress));
            sum += Headers.data(data, length);
        }
        end(tcb.localPort() << 16 | tcb.remotePort(), seq, tcb.rcvNxt(), ACK | flags, windows.advertise(tcb));
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
        entry.tuple(tuple);
        if (!begin(tuple, withTimestamps ? HEADER_LENGTH + TIMESTAMPS_LENGTH : HEADER_LENGTH))
        {
            return false;
        }
        if (withTimestamps)
        {
            timestamps(TIMESTAMPS_WORD, clock.nowMs + secrets.timestampOffset(tuple), entry.tsRecent());
        }
        end(ports(tuple), seq, ack, ACK, window);
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
        if (!begin(segment.tuple(), HEADER_LENGTH))
        {
            isLost();
            return;
        }
        if (segment.isAck())
        {
            end(ports(segment.tuple()), segment.ack(), 0, RST, 0);
        }
        else
        {
            end(ports(segment.tuple()), 0, segment.seq() + segment.length(), RST | ACK, 0);
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
        if (!claim(ipLength(ipv6) + length))
        {
            return isLost();
        }
        final MutableDirectBuffer buffer = link.txBuffer();
        final int icmp = frame + ipLength(ipv6);
        buffer.putBytes(icmp, segment.buffer(), segment.transportOffset(), length);
        buffer.putShort(icmp, (short)(type << 8), BIG_ENDIAN);
        buffer.putShort(icmp + 2, (short)0);
        ipHeader(segment.tuple(), ipv6 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP, length);
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

    private boolean begin(final Tcb tcb, final int headerBytes, final int dataBytes)
    {
        if (tcb.isIpv6())
        {
            tcb.tuple(tuple);
        }
        if (!begin(tcb.isIpv6(), headerBytes, dataBytes))
        {
            return false;
        }
        sum = tcb.isIpv6() ? ipv6Header(tuple, PROTOCOL_TCP, headerBytes + dataBytes) :
            ipv4Header(tcb.localLo(), tcb.remoteLo(), PROTOCOL_TCP, headerBytes + dataBytes);
        return true;
    }

    /** Begins a segment without data. */
    private boolean begin(final FourTuple key, final int headerBytes)
    {
        if (!begin(key.isIpv6(), headerBytes, 0))
        {
            return false;
        }
        sum = ipHeader(key, PROTOCOL_TCP, headerBytes);
        return true;
    }

    private boolean begin(final boolean ipv6, final int headerBytes, final int dataBytes)
    {
        headerLength = headerBytes;
        dataLength = dataBytes;
        final boolean hasRoom = claim(ipLength(ipv6) + headerBytes + dataBytes);
        tcp = txAddress + frame + ipLength(ipv6);
        option = tcp + HEADER_LENGTH;
        return hasRoom;
    }

    private boolean claim(final int length)
    {
        frame = length > mtuBytes ? Link.NO_ROOM : link.claim(length);
        if (frame != Link.NO_ROOM && UnsafeBuffer.SHOULD_BOUNDS_CHECK)
        {
            link.txBuffer().boundsCheck(frame, length);
        }
        return frame != Link.NO_ROOM;
    }

    private void option(final int word)
    {
        sum += Headers.option(option, word);
        option += OPTION_WORD_LENGTH;
    }

    private void timestamps(final int word, final int tsVal, final int tsEcr)
    {
        option(word);
        sum += Headers.timestamps(option, tsVal, tsEcr);
        option += TIMESTAMPS_LENGTH - OPTION_WORD_LENGTH;
    }

    private void end(final int ports, final int seq, final int ack, final int flags, final int window)
    {
        Headers.tcp(tcp, ports, seq, ack, headerLength, flags, window, sum);
        link.commit(frame, (int)(tcp - txAddress) - frame + headerLength + dataLength);
        counters.increment(Counter.OUT_SEGS);
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

    private static int ipLength(final boolean ipv6)
    {
        return ipv6 ? IPV6_HEADER_LENGTH : IPV4_HEADER_LENGTH;
    }

    private static int ports(final FourTuple key)
    {
        return key.localPort() << 16 | key.remotePort();
    }

    /** Writes the IP header; its pseudo header's sum is returned. */
    private long ipHeader(final FourTuple key, final int protocol, final int length)
    {
        return key.isIpv6() ? ipv6Header(key, protocol, length) :
            ipv4Header(key.localLo(), key.remoteLo(), protocol, length);
    }

    private long ipv4Header(final long local, final long remote, final int protocol, final int length)
    {
        return Headers.ipv4(txAddress + frame, hop, protocol, length, local, remote);
    }

    private long ipv6Header(final FourTuple key, final int protocol, final int length)
    {
        final int label = flowLabels ? secrets.flowLabel(key) : 0;
        return Headers.ipv6(txAddress + frame, hop, label, protocol, length, key);
    }
}
