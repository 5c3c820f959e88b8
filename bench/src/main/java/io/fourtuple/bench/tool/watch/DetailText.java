package io.fourtuple.bench.tool.watch;

/**
 * A connection's details as {@code ss -i} and {@code ss -m} print them, in iproute2's words and order; figures that the
 * engine does not keep are left out.
 * <pre>
 *   skmem:(r0,w1460) record:64 transfer:128 ts sack wscale:7 rto:204 rtt:0.031/0.012 mss:1448 pmtu:1500 cwnd:10
 *   ssthresh:7 unacked:1 retrans:0 notsent:12 snd_wnd:65535 rcv_wnd:65535
 *
 *   skmem      bytes that wait for the application, and bytes of its own that are kept until they are acknowledged
 *   record     bytes of the connection's record; transfer: of the record of its unacknowledged data
 *   wscale     of the peer's windows, where scaling was agreed on
 *   rto        ms, without the doublings of retransmissions under way
 *   rtt        ms, smoothed, and its variation; where one is kept
 *   pmtu       bytes, the path's MTU as the connection uses it
 *   cwnd       segments, as ssthresh; where one is kept
 *   unacked    segments in flight, if all are full
 *   retrans    retransmissions since the last progress
 *   notsent    bytes of the application's that were not sent yet
 * </pre>
 */
final class DetailText
{
    private static final int US_A_MS = 1000;

    private DetailText()
    {
    }

    /** Adds the details asked for of a connection, each word behind a blank; none of a listener. */
    static void add(final TextBuffer text, final SocketRow row, final SocketRowExtras extras)
    {
        if (row.state == SsState.LISTEN)
        {
            return;
        }
        if (extras.memory())
        {
            text.add(" skmem:(r").add(row.recvQueue).add(",w").add(row.sendQueue).add(") record:").add(row.recordBytes);
            if (row.transferBytes > 0)
            {
                text.add(" transfer:").add(row.transferBytes);
            }
        }
        if (extras.info() && row.state != SsState.TIME_WAIT)
        {
            info(text, row);
        }
    }

    private static void info(final TextBuffer text, final SocketRow row)
    {
        if (row.hasDetails)
        {
            text.add(row.hasTimestamps ? " ts" : "").add(row.hasSack ? " sack" : "");
            if (row.sndScale >= 0)
            {
                text.add(" wscale:").add(row.sndScale);
            }
            text.add(" rto:").add(row.rtoMs);
            if (row.srttUs > 0)
            {
                text.add(" rtt:");
                ms(text, row.srttUs);
                text.add('/');
                ms(text, row.rttvarUs);
            }
            text.add(" mss:").add(row.mss).add(" pmtu:").add(row.pmtu);
            path(text, row);
        }
        text.add(" retrans:").add(row.retries);
        if (row.hasDetails)
        {
            if (row.sendQueue > row.flightBytes)
            {
                text.add(" notsent:").add(row.sendQueue - row.flightBytes);
            }
            text.add(" snd_wnd:").add(row.sndWnd).add(" rcv_wnd:").add(row.rcvWnd);
        }
    }

    private static void path(final TextBuffer text, final SocketRow row)
    {
        if (row.cwnd > 0)
        {
            text.add(" cwnd:").add(row.cwnd);
        }
        if (row.ssthresh > 0)
        {
            text.add(" ssthresh:").add(row.ssthresh);
        }
        if (row.flightBytes > 0 && row.mss > 0)
        {
            text.add(" unacked:").add((row.flightBytes + row.mss - 1) / row.mss);
        }
    }

    /** Up to three decimals, without zeros at the end. */
    static void ms(final TextBuffer text, final int us)
    {
        text.add(us / US_A_MS);
        int fraction = us % US_A_MS;
        if (fraction > 0)
        {
            text.add('.');
            for (int digit = US_A_MS / 10; fraction > 0; digit /= 10)
            {
                text.add((char)('0' + fraction / digit));
                fraction %= digit;
            }
        }
    }
}
