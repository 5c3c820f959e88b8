package io.fourtuple.bench.load.client;

import static io.fourtuple.wire.IpDescriptor.*;
import static io.fourtuple.wire.TcpDescriptor.*;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.link.Link;
import io.fourtuple.wire.Headers;

/**
 * Writes the clients' frames straight into the link's memory: whole and valid, with the options of a Linux client.
 * <pre>
 *   SYN    MSS 1460 (IPv6 1440), SACK permitted, timestamps, window scale 7
 *   others timestamps, if the server has them too
 * </pre>
 */
final class SegmentWriter
{
    private static final int TTL = 64;
    private static final int SYN_OPTIONS = 20;
    private static final int SYN_WINDOW = 64_240;
    /** 64,256 bytes in units of the scale. */
    private static final int WINDOW = 502;
    private static final int MSS_OPTION = 0x0204_0000;
    private static final int SACK_WORD = 0x0402_080A;
    private static final int SCALE_WORD = 0x0103_0307;
    private static final long TS_START = 100_000;
    private static final byte FILLER = 'x';

    private final Link link;
    private final FourTuple tuple = new FourTuple();
    private final boolean ipv6;
    private final int ipLength;
    private final int mssBytes;
    private int tsVal;

    SegmentWriter(final Link link, final Endpoint destination)
    {
        this.link = link;
        ipv6 = destination.family() == 6;
        ipLength = ipv6 ? IPV6_HEADER_LENGTH : IPV4_HEADER_LENGTH;
        mssBytes = Math.min(link.mtuBytes(), 1_500) - ipLength - HEADER_LENGTH;
        tuple.family(ipv6).remote(destination.hi(), destination.lo(), destination.port());
    }

    /** Lets the clients' timestamp clock, which counts milliseconds, go on. */
    void time(final long nowNs)
    {
        tsVal = (int)(TS_START + nowNs / 1_000_000);
    }

    /** Largest segment that the clients take. */
    int mssBytes()
    {
        return mssBytes;
    }

    /** Sender of the segments that follow. */
    void from(final long hi, final long lo, final int port)
    {
        tuple.local(hi, lo, port);
    }

    /** @return whether the link took it. */
    boolean syn(final int seq)
    {
        final int tcpLength = HEADER_LENGTH + SYN_OPTIONS;
        final int offset = link.claim(ipLength + tcpLength);
        if (offset == Link.NO_ROOM)
        {
            return false;
        }
        final long ip = link.txBuffer().addressOffset() + offset;
        final long tcp = ip + ipLength;
        long sum = ip(ip, tcpLength);
        sum += Headers.option(tcp + 20, MSS_OPTION | mssBytes);
        sum += Headers.option(tcp + 24, SACK_WORD);
        sum += Headers.timestamps(tcp + 28, tsVal, 0);
        sum += Headers.option(tcp + 36, SCALE_WORD);
        Headers.tcp(tcp, ports(), seq, 0, tcpLength, SYN, SYN_WINDOW, sum);
        link.commit(offset, ipLength + tcpLength);
        return true;
    }

    /**
     * Any other segment.
     *
     * @param hasTimestamps whether timestamps were agreed on.
     * @param dataLength    bytes of data, at most what the MTU leaves.
     * @return whether the link took it.
     */
    boolean segment(
        final int seq,
        final int ack,
        final int flags,
        final boolean hasTimestamps,
        final int tsEcr,
        final int dataLength)
    {
        final int headerLength = hasTimestamps ? HEADER_LENGTH + TIMESTAMPS_LENGTH : HEADER_LENGTH;
        final int length = ipLength + headerLength + dataLength;
        final int offset = link.claim(length);
        if (offset == Link.NO_ROOM)
        {
            return false;
        }
        final long ip = link.txBuffer().addressOffset() + offset;
        final long tcp = ip + ipLength;
        long sum = ip(ip, headerLength + dataLength);
        if (hasTimestamps)
        {
            sum += Headers.option(tcp + 20, TIMESTAMPS_WORD);
            sum += Headers.timestamps(tcp + 24, tsVal, tsEcr);
        }
        if (dataLength > 0)
        {
            link.txBuffer().setMemory(offset + ipLength + headerLength, dataLength, FILLER);
            sum += Headers.data(tcp + headerLength, dataLength);
        }
        Headers.tcp(tcp, ports(), seq, ack, headerLength, flags, WINDOW, sum);
        link.commit(offset, length);
        return true;
    }

    private int ports()
    {
        return tuple.localPort() << 16 | tuple.remotePort();
    }

    private long ip(final long ip, final int tcpLength)
    {
        return ipv6 ? Headers.ipv6(ip, TTL, 0, PROTOCOL_TCP, tcpLength, tuple) :
            Headers.ipv4(ip, TTL, PROTOCOL_TCP, tcpLength, tuple.localLo(), tuple.remoteLo());
    }
}
