package io.fourtuple.bench.tool.watch;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Counts rows by state and family and prints a table of it, states that nothing is in left out.
 * <pre>
 *   TCP: 1003 (estab 2, synrecv 0, timewait 1000, listen 1)
 *
 *   State             Total         IPv4         IPv6
 *   ESTAB                 2            2            0
 * </pre>
 */
final class SocketSummary implements SocketRowSink
{
    private static final int IPV4 = 0;
    private static final int IPV6 = 1;
    private static final int ANY = 2;
    private static final SockState[] STATES = SockState.values();

    private final PrintWriter writer;
    private final long[][] counts = new long[STATES.length][ANY + 1];

    SocketSummary(final PrintWriter writer)
    {
        this.writer = writer;
    }

    @Override
    public void onRow(final SocketRow row)
    {
        counts[row.state.ordinal()][row.isAnyFamily ? ANY : row.isIpv6 ? IPV6 : IPV4]++;
    }

    @Override
    public void end()
    {
        final long[] totals = new long[ANY + 1];
        for (final long[] ofState : counts)
        {
            for (int family = 0; family <= ANY; family++)
            {
                totals[family] += ofState[family];
            }
        }
        writer.printf(Locale.ROOT, "TCP: %d (estab %d, synrecv %d, timewait %d, listen %d)%n%n", sum(totals),
            count(SockState.ESTAB), count(SockState.SYN_RECV), count(SockState.TIME_WAIT), count(SockState.LISTEN));
        line("State", "Total", "IPv4", "IPv6", totals[ANY] > 0 ? "both" : "");
        for (final SockState state : STATES)
        {
            if (count(state) > 0)
            {
                line(state.label(), counts[state.ordinal()], totals[ANY] > 0);
            }
        }
        line("total", totals, totals[ANY] > 0);
        writer.flush();
    }

    private long count(final SockState state)
    {
        return sum(counts[state.ordinal()]);
    }

    private static long sum(final long[] values)
    {
        return values[IPV4] + values[IPV6] + values[ANY];
    }

    private void line(final String name, final long[] values, final boolean hasAny)
    {
        line(name, String.valueOf(sum(values)), String.valueOf(values[IPV4]), String.valueOf(values[IPV6]),
            hasAny ? String.valueOf(values[ANY]) : "");
    }

    private void line(final String name, final String total, final String ipv4, final String ipv6, final String any)
    {
        writer.println(String.format(Locale.ROOT, "%-10s %12s %12s %12s %8s", name, total, ipv4, ipv6, any)
            .stripTrailing());
    }
}
