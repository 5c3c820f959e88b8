package io.fourtuple.bench.tool.watch;

import java.io.PrintWriter;
import java.util.Locale;

import io.fourtuple.bench.base.TextTable;

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
    private static final SsState[] STATES = SsState.values();

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
            count(SsState.ESTAB), count(SsState.SYN_RECV), count(SsState.TIME_WAIT), count(SsState.LISTEN));
        final TextTable table = new TextTable().left("State", 10).right("Total", 11).right("IPv4", 11)
            .right("IPv6", 11).right("both", 7);
        for (final SsState state : STATES)
        {
            if (count(state) > 0)
            {
                row(table, state.label(), counts[state.ordinal()], totals[ANY] > 0);
            }
        }
        row(table, "total", totals, totals[ANY] > 0);
        table.plain().forEach(writer::println);
        writer.flush();
    }

    private long count(final SsState state)
    {
        return sum(counts[state.ordinal()]);
    }

    private static long sum(final long[] values)
    {
        return values[IPV4] + values[IPV6] + values[ANY];
    }

    private static void row(final TextTable table, final String name, final long[] values, final boolean hasAny)
    {
        table.row(name, String.valueOf(sum(values)), String.valueOf(values[IPV4]), String.valueOf(values[IPV6]),
            hasAny ? String.valueOf(values[ANY]) : "");
    }
}
