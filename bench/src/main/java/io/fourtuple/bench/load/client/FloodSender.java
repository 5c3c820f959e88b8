package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;
import static io.fourtuple.wire.IpDescriptor.*;
import static io.fourtuple.wire.TcpDescriptor.*;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.Endpoint;
import io.fourtuple.link.Link;
import io.fourtuple.wire.Checksum;
import io.fourtuple.wire.NetworkBytes;

/**
 * Sends the flood's frames at their rate: a template is copied into the link's memory, source, port and numbers are
 * drawn, and the checksums are made from the template's own sums and what was drawn (RFC 1624). What finds no room is lost, as
 * on any link; what the generator is too late for by more than 10 ms is not sent at all.
 */
final class FloodSender
{
    private static final int MAX_BURST = 64;
    private static final double SECOND_NS = 1e9;
    private static final long LATE_NS = 10_000_000L;
    private static final int FIRST_PORT = 1_024;
    private static final int PORTS = 65_536 - FIRST_PORT;
    private static final long MASK = 0xFFFF_FFFFL;
    private static final int KINDS = 3;
    private static final int TEMPLATE_BYTES = 128;
    private static final int SYN_OPTIONS = 20;

    private final Link link;
    private final FloodPlan plan;
    private final boolean ipv6;
    private final int ipLength;
    private final int sourceOffset;
    private final UnsafeBuffer templates =
        new UnsafeBuffer(BufferUtil.allocateDirectAligned(KINDS * TEMPLATE_BYTES, 64));
    private final int[] lengths = new int[KINDS];
    private final long[] tcpSums = new long[KINDS];
    private final long[] ipSums = new long[KINDS];
    private long random;
    private double perSecond;
    private long sinceNs;
    private long dueBefore;
    private long due;
    private long next;

    FloodSender(final Link link, final Endpoint destination, final FloodPlan plan, final long seed)
    {
        this.link = link;
        this.plan = plan;
        ipv6 = destination.family() == 6;
        ipLength = ipv6 ? IPV6_HEADER_LENGTH : IPV4_HEADER_LENGTH;
        // The last 32 bits of the address: more are never drawn.
        sourceOffset = ipv6 ? IPV6_SOURCE_OFFSET + 12 : IPV4_SOURCE_OFFSET;
        random = seed | 1;
        template(FloodKind.SYN, SYN, destination);
        template(FloodKind.ACK, ACK, destination);
        template(FloodKind.RST, RST, destination);
    }

    private void template(final FloodKind kind, final int flags, final Endpoint destination)
    {
        final int index = kind.ordinal();
        final int optionsLength = kind == FloodKind.SYN ? SYN_OPTIONS : 0;
        final int tcpLength = HEADER_LENGTH + optionsLength;
        final long ip = templates.addressOffset() + index * TEMPLATE_BYTES;
        final long tcp = ip + ipLength;
        lengths[index] = ipLength + tcpLength;
        if (ipv6)
        {
            NetworkBytes.putLong(ip, 0x6000_0000_0000_0000L | (long)tcpLength << 16 | PROTOCOL_TCP << 8 | 64);
            NetworkBytes.putLong(ip + IPV6_SOURCE_OFFSET, plan.sources().hi());
            NetworkBytes.putInt(ip + IPV6_SOURCE_OFFSET + 8, (int)(plan.sources().firstLo() >>> 32));
            NetworkBytes.putLong(ip + IPV6_DESTINATION_OFFSET, destination.hi());
            NetworkBytes.putLong(ip + IPV6_DESTINATION_OFFSET + 8, destination.lo());
        }
        else
        {
            NetworkBytes.putLong(ip, 0x4500_0000L + lengths[index] << 32 | IPV4_DONT_FRAGMENT);
            NetworkBytes.putInt(ip + IPV4_TTL_OFFSET, 64 << 24 | PROTOCOL_TCP << 16);
            NetworkBytes.putInt(ip + IPV4_DESTINATION_OFFSET, (int)destination.lo());
            ipSums[index] = sum(ip, ipLength);
        }
        NetworkBytes.putShort(tcp + DESTINATION_PORT_OFFSET, destination.port());
        NetworkBytes.putInt(tcp + DATA_OFFSET_OFFSET, tcpLength << 26 | flags << 16 | (flags == RST ? 0 : 64_240));
        if (kind == FloodKind.SYN)
        {
            NetworkBytes.putLong(tcp + 20, 0x0204_05B4_0402_080AL);
            NetworkBytes.putLong(tcp + 28, 100_000L << 32);
            NetworkBytes.putInt(tcp + 36, 0x0103_0307);
        }
        final int addresses = ipv6 ? IPV6_SOURCE_OFFSET : IPV4_SOURCE_OFFSET;
        tcpSums[index] = sum(ip + addresses, ipLength - addresses) + PROTOCOL_TCP + tcpLength + sum(tcp, tcpLength);
    }

    /** The sum of words in network order; the length is a multiple of four. */
    private static long sum(final long address, final int length)
    {
        long sum = 0;
        for (int i = 0; i < length; i += 4)
        {
            sum += NetworkBytes.getInt(address + i) & MASK;
        }
        return sum;
    }

    /**
     * Changes the rate.
     *
     * @param fromNs when: now, or a moment ago.
     * @param counts of the time before.
     */
    void rate(final double value, final long fromNs, final LoadCounts counts)
    {
        fallDue(fromNs, counts);
        perSecond = value;
        sinceNs = fromNs;
        dueBefore = due;
    }

    private void fallDue(final long ns, final LoadCounts counts)
    {
        final long dueBy = Math.max(due, dueBefore + (long)((ns - sinceNs) * (perSecond / SECOND_NS)));
        counts.add(FLOOD_DUE, dueBy - due);
        due = dueBy;
    }

    /**
     * Sends what is due by now, a burst at most.
     *
     * @return frames sent and lost.
     */
    int turn(final long nowNs, final LoadCounts counts)
    {
        if (perSecond == 0)
        {
            return 0;
        }
        fallDue(nowNs, counts);
        next = Math.max(next, due - (long)(LATE_NS * (perSecond / SECOND_NS)) - MAX_BURST);
        final int burst = (int)Math.min(MAX_BURST, due - next);
        int sent = 0;
        while (sent < burst && send())
        {
            sent++;
        }
        next += burst;
        counts.add(FLOOD_SENT, sent);
        counts.add(FLOOD_LOST, burst - sent);
        return burst;
    }

    private boolean send()
    {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        final long drawn = random * 0x2545_F491_4F6C_DD1DL;
        final int kind = plan.kind() == FloodKind.MIXED ? (int)Long.remainderUnsigned(random, KINDS) :
            plan.kind().ordinal();
        final int length = lengths[kind];
        final int offset = link.claim(length);
        if (offset == Link.NO_ROOM)
        {
            return false;
        }
        final long source = plan.sources().firstLo() + ((drawn >>> 40) * plan.sources().count() >>> 24) & MASK;
        final int port = FIRST_PORT + (int)((drawn >>> 16 & 0xFF_FFFF) * PORTS >>> 24);
        final int seq = (int)random;
        final int ack = kind == FloodKind.ACK.ordinal() ? (int)(random >>> 32) : 0;
        final long ip = link.txBuffer().addressOffset() + offset;
        final long tcp = ip + ipLength;
        link.txBuffer().putBytes(offset, templates, kind * TEMPLATE_BYTES, length);
        NetworkBytes.putInt(ip + sourceOffset, (int)source);
        if (!ipv6)
        {
            NetworkBytes.putShort(ip + IPV4_CHECKSUM_OFFSET, check(ipSums[kind] + source));
        }
        NetworkBytes.putShort(tcp, port);
        NetworkBytes.putLong(tcp + SEQ_OFFSET, (long)seq << 32 | ack & MASK);
        NetworkBytes.putShort(tcp + CHECKSUM_OFFSET,
            check(tcpSums[kind] + source + ((long)port << 16) + (seq & MASK) + (ack & MASK)));
        link.commit(offset, length);
        return true;
    }

    private static int check(final long sum)
    {
        return ~Checksum.fold(sum) & 0xFFFF;
    }
}
